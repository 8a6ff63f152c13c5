// A wait that can be ended from outside, on a timer: the deadline comes for free.
// See the header for why no wake-up is lost.

#include "async/wakeup.hpp"

#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mcp::async {

namespace asio = boost::asio;

namespace {

/// A timer in the list for as long as a coroutine waits on it.
class Listed {
  public:
    using Timers = std::list<asio::steady_timer>;

    Listed(std::shared_ptr<Timers> timers, const asio::any_io_executor& ex)
        : timers_(std::move(timers)) {
        at_ = timers_->emplace(timers_->end(), ex);
    }

    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

    ~Listed() { timers_->erase(at_); }

    [[nodiscard]] asio::steady_timer& timer() noexcept { return *at_; }

  private:
    std::shared_ptr<Timers> timers_;
    Timers::iterator at_;
};

}  // namespace

Wakeup::Wakeup(asio::any_io_executor ex)
    : ex_(std::move(ex)), timers_(std::make_shared<Timers>()) {}

Wakeup::~Wakeup() {
    notify();
}

Task<> Wakeup::wait(Clock::time_point until) {
    boost::system::error_code ended;  // success at `until`, aborted when notified: both are fine
    Listed listed(timers_, ex_);
    listed.timer().expires_at(until);
    co_await listed.timer().async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

void Wakeup::notify() {
    for (asio::steady_timer& timer : *timers_) {
        timer.cancel();
    }
}

}  // namespace mcp::async
