// A wait that can be ended from outside, on a timer: the deadline comes for free.
// See the header for why no wake-up is lost.

#include "async/wakeup.hpp"

#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mcp::async {

namespace asio = boost::asio;

Wakeup::Wakeup(asio::any_io_executor ex) : timer_(std::move(ex)) {}

Task<> Wakeup::wait(Clock::time_point until) {
    boost::system::error_code ended;  // success at `until`, aborted when notified: both are fine
    timer_.expires_at(until);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

void Wakeup::notify() {
    timer_.cancel();
}

}  // namespace mcp::async
