#pragma once
// Environment: time, sleep and randomness of the driver, in one place so that tests decide them.
// Deadlines of sockets use the machine's timers in any case.

#include <bolt/task.hpp>

#include <chrono>

namespace bolt {

class Environment {
  public:
    using Clock = std::chrono::steady_clock;

    virtual ~Environment() = default;
    /// Monotonic time; called from any thread.
    [[nodiscard]] virtual Clock::time_point now() const = 0;
    /// Ends after `duration`; ends early with an exception when the coroutine is cancelled.
    virtual Task<> sleep(Clock::duration duration) = 0;
    /// Uniform in [0, 1); called from any thread.
    [[nodiscard]] virtual double random() = 0;
};

}  // namespace bolt
