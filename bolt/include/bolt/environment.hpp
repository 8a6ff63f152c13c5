#pragma once
// Environment: time, sleep and randomness of the driver, in one place so that tests decide them.
// Deadlines of sockets use the machine's timers in any case.

#include <bolt/task.hpp>

#include <chrono>

namespace bolt {

/// What a driver asks for time, pauses and chance. Replace it in tests; see
/// DriverConfig::environment.
///
/// Threads: called from any thread that runs the driver, possibly several at once.
class Environment {
  public:
    using Clock = std::chrono::steady_clock;  ///< monotonic, of the machine

    virtual ~Environment() = default;
    /// Monotonic time; called from any thread.
    [[nodiscard]] virtual Clock::time_point now() const = 0;
    /// Ends after `duration`; ends early with an exception when the coroutine is cancelled.
    virtual Task<> sleep(Clock::duration duration) = 0;
    /// Uniform in [0, 1); called from any thread.
    [[nodiscard]] virtual double random() = 0;
};

}  // namespace bolt
