// Time that testkit may stop and move; see fake_clock.hpp.
// A sleeper's timer is cancelled whenever the time is moved, and looks at the clock again.

#include "testkit/fake_clock.hpp"

#include <bolt/error.hpp>

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace testkit {

namespace asio = boost::asio;

namespace {

/// Takes a sleeper's timer out of the list however its coroutine ends.
class Place {
  public:
    using Timers = std::list<asio::steady_timer>;

    Place(Timers& timers, asio::steady_timer timer)
        : timers_(timers), own_(timers.insert(timers.end(), std::move(timer))) {}

    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    ~Place() { timers_.erase(own_); }

    [[nodiscard]] asio::steady_timer& timer() noexcept { return *own_; }

  private:
    Timers& timers_;
    Timers::iterator own_;
};

}  // namespace

FakeClock::Clock::time_point FakeClock::now() const {
    return frozen_at_ ? *frozen_at_ : Clock::now() + offset_;
}

bolt::Task<> FakeClock::sleep(Clock::duration duration) {
    const Clock::time_point end = now() + duration;
    const Clock::time_point machine_end = Clock::now() + duration;
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    Place place(sleepers_, asio::steady_timer(executor, machine_end));
    for (;;) {
        if (now() >= end || Clock::now() >= machine_end) {
            co_return;
        }
        place.timer().expires_at(machine_end);
        // Its error means nothing: who moves the clock cancels the timer.
        co_await place.timer().async_wait(asio::as_tuple(asio::use_awaitable));
        const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            throw bolt::Error(bolt::ErrorKind::cancelled, "cancelled while waiting");
        }
    }
}

double FakeClock::random() {
    return std::uniform_real_distribution<double>(0, 1)(generator_);
}

void FakeClock::freeze() {
    frozen_at_ = now();
}

void FakeClock::advance(Clock::duration duration) {
    if (frozen_at_) {
        *frozen_at_ += duration;
    } else {
        offset_ += duration;
    }
    wake_sleepers();
}

void FakeClock::thaw() {
    offset_ = now() - Clock::now();
    frozen_at_.reset();
    wake_sleepers();
}

void FakeClock::wake_sleepers() {
    for (asio::steady_timer& timer : sleepers_) {
        timer.cancel();
    }
}

}  // namespace testkit
