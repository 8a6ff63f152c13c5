#pragma once
// When a failed unit of work is tried again: exponential delays with jitter, within a total time.
// Pure: time and randomness are arguments. The numbers are the official drivers'.

#include <bolt/environment.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace bolt::api {

/// Of one unit of work.
class RetryPolicy {
  public:
    using Clock = Environment::Clock;

    explicit RetryPolicy(Clock::duration max_time) : max_time_(max_time) {}

    /// After a retryable failure at `now`: how long to wait, or nullopt to give up. The time counts
    /// from the end of the first attempt, and no delay goes beyond it: the last attempt begins when
    /// it ends, at the latest. `random` is in [0, 1).
    [[nodiscard]] std::optional<Clock::duration> next_delay(Clock::time_point now, double random) {
        if (!first_failure_) {
            first_failure_ = now;
        }
        const Clock::duration left = max_time_ - (now - *first_failure_);
        if (left <= Clock::duration::zero()) {
            return std::nullopt;
        }
        const double factor = 1 + kJitter * (2 * random - 1);
        const auto delay = std::chrono::duration_cast<Clock::duration>(delay_ * factor);
        delay_ = delay_ * kMultiplier;
        return std::min(delay, left);
    }

  private:
    static constexpr double kJitter = 0.2;
    static constexpr double kMultiplier = 2.0;

    Clock::duration max_time_;
    std::chrono::duration<double> delay_{1.0};
    std::optional<Clock::time_point> first_failure_;
};

}  // namespace bolt::api
