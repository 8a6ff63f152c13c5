#pragma once
// Deadline: a point in time by which an operation must be over; deadlines combine by the earlier.
// A value, so that time budgets are passed down rather than measured anew.

#include <algorithm>
#include <chrono>

namespace bolt::net {

class Deadline {
  public:
    using Clock = std::chrono::steady_clock;

    /// Never.
    constexpr Deadline() noexcept : at_(Clock::time_point::max()) {}

    explicit constexpr Deadline(Clock::time_point at) noexcept : at_(at) {}

    /// From now; a duration of zero or less means never, as in the settings.
    [[nodiscard]] static Deadline after(Clock::duration duration) noexcept {
        return duration <= Clock::duration::zero() ? Deadline() : Deadline(Clock::now() + duration);
    }

    [[nodiscard]] constexpr bool is_never() const noexcept {
        return at_ == Clock::time_point::max();
    }

    [[nodiscard]] constexpr Clock::time_point at() const noexcept { return at_; }

    [[nodiscard]] bool passed() const noexcept { return !is_never() && Clock::now() >= at_; }

    [[nodiscard]] constexpr Deadline min(Deadline other) const noexcept {
        return Deadline(std::min(at_, other.at_));
    }

  private:
    Clock::time_point at_;
};

}  // namespace bolt::net
