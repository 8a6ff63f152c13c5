#pragma once
// Lets one coroutine sleep until another part of the same thread says that something changed.
// No lost wake-ups: the waiter checks its condition, then waits, without yielding in between.

#include <mcp/task.hpp>

#include <chrono>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mcp::async {

/// One executor; any number of waiters, all of which wake.
class Wakeup {
  public:
    using Clock = std::chrono::steady_clock;

    explicit Wakeup(boost::asio::any_io_executor ex);

    /// Returns after notify() or at `until`; callers loop on their condition. Cancelling the
    /// coroutine ends the wait too, and the caller's next wait throws.
    Task<> wait(Clock::time_point until = Clock::time_point::max());

    void notify();

  private:
    boost::asio::steady_timer timer_;
};

}  // namespace mcp::async
