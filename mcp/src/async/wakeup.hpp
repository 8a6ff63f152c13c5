#pragma once
// Lets coroutines sleep until another part of the same thread says that something changed.
// No lost wake-ups: a waiter checks its condition, then waits, without yielding in between.

#include <mcp/task.hpp>

#include <chrono>
#include <list>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mcp::async {

/// One executor; any number of waiters, all of which wake. Each has a timer of its own: a shared
/// one would wake the others whenever somebody begins to wait.
class Wakeup {
  public:
    using Clock = std::chrono::steady_clock;

    explicit Wakeup(boost::asio::any_io_executor ex);
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;
    /// Wakes everybody for the last time.
    ~Wakeup();

    /// Returns after notify() or at `until`; callers loop on their condition. Cancelling the
    /// coroutine ends the wait too, and the caller's next wait throws.
    Task<> wait(Clock::time_point until = Clock::time_point::max());

    void notify();

  private:
    using Timers = std::list<boost::asio::steady_timer>;

    boost::asio::any_io_executor ex_;
    std::shared_ptr<Timers> timers_;  ///< shared with waits, which may end after the Wakeup
};

}  // namespace mcp::async
