#pragma once
// SingleFlight: of many coroutines that need the same thing done, one does it and the others wait.
// For refreshing what is shared: a routing table, a token.

#include "net/deadline.hpp"

#include <bolt/task.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

namespace bolt::net {

/// Thread-safe; coroutines of different executors may meet. Must outlive its flights.
///
///     for (;;) {
///         if (it is there) co_return it;
///         const std::unique_ptr<SingleFlight::Lead> lead = co_await flight.join(deadline);
///         if (lead) { get it, then lead->succeed() or lead->fail(exception) }
///     }
class SingleFlight {
  public:
    /// The right to do the work. When it ends without succeed() or fail(), say because its
    /// coroutine was cancelled, one of those who wait takes over.
    class Lead {
      public:
        explicit Lead(SingleFlight& flight) : flight_(&flight) {}

        Lead(const Lead&) = delete;
        Lead& operator=(const Lead&) = delete;
        ~Lead();

        /// Those who wait look again, and find it done.
        void succeed() noexcept;
        /// Those who wait fail with the same exception.
        void fail(const std::exception_ptr& failure) noexcept;

      private:
        SingleFlight* flight_;
    };

    /// `max_waiters`: callers beyond it fail at once with Error (connectivity).
    explicit SingleFlight(std::size_t max_waiters) : max_waiters_(max_waiters) {}

    SingleFlight(const SingleFlight&) = delete;
    SingleFlight& operator=(const SingleFlight&) = delete;

    /// The lead when nobody is at it; otherwise waits until it is done and answers nullptr: look
    /// again. Throws the leader's failure, and Error (timeout, cancelled).
    Task<std::unique_ptr<Lead>> join(Deadline deadline);

  private:
    struct Waiter;

    void finish(const std::exception_ptr& failure) noexcept;

    const std::size_t max_waiters_;
    std::mutex mutex_;
    bool busy_ = false;
    std::vector<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace bolt::net
