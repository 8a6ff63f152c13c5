// Leading and waiting; see single_flight.hpp.
// Each waiter has a timer on its own executor: it ends at the deadline, or when the flight does.

#include "net/single_flight.hpp"

#include <bolt/error.hpp>

#include <algorithm>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bolt::net {

namespace asio = boost::asio;

/// Guarded by the flight's mutex; the timer belongs to the waiter's executor.
struct SingleFlight::Waiter {
    explicit Waiter(const asio::any_io_executor& ex) : executor(ex), timer(ex) {}

    asio::any_io_executor executor;
    asio::steady_timer timer;
    bool landed = false;
    std::exception_ptr failure;
};

SingleFlight::Lead::~Lead() {
    if (flight_ != nullptr) {
        flight_->finish(nullptr);
    }
}

void SingleFlight::Lead::succeed() noexcept {
    std::exchange(flight_, nullptr)->finish(nullptr);
}

void SingleFlight::Lead::fail(const std::exception_ptr& failure) noexcept {
    std::exchange(flight_, nullptr)->finish(failure);
}

void SingleFlight::finish(const std::exception_ptr& failure) noexcept {
    const std::lock_guard lock(mutex_);
    busy_ = false;
    for (const std::shared_ptr<Waiter>& waiter : waiters_) {
        waiter->landed = true;
        waiter->failure = failure;
        asio::post(waiter->executor, [waiter] { waiter->timer.cancel(); });
    }
    waiters_.clear();
}

Task<std::unique_ptr<SingleFlight::Lead>> SingleFlight::join(Deadline deadline) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    auto waiter = std::make_shared<Waiter>(executor);
    {
        const std::lock_guard lock(mutex_);
        if (!busy_) {
            busy_ = true;
            co_return std::make_unique<Lead>(*this);
        }
        if (waiters_.size() >= max_waiters_) {
            throw Error(
                ErrorKind::connectivity,
                std::to_string(waiters_.size()) + " callers already wait for the same, the limit"
            );
        }
        waiters_.push_back(waiter);
    }
    waiter->timer.expires_at(deadline.at());
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (waiter->landed) {
                break;
            }
        }
        constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
        const auto [error] = co_await waiter->timer.async_wait(kToken);
        const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
        const bool cancelled = state.cancelled() != asio::cancellation_type::none;
        const std::lock_guard lock(mutex_);
        if (!waiter->landed && (cancelled || !error)) {
            std::erase(waiters_, waiter);
            throw Error(
                cancelled ? ErrorKind::cancelled : ErrorKind::timeout,
                cancelled ? "cancelled while waiting for what another caller fetches"
                          : "what another caller fetches did not come in time"
            );
        }
    }
    if (waiter->failure) {
        std::rethrow_exception(waiter->failure);
    }
    co_return nullptr;
}

}  // namespace bolt::net
