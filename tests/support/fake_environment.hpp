#pragma once
// Time, sleep and randomness that a test decides: a sleep ends at once and moves the clock.
// For drivers: DriverConfig::environment.

#include <bolt/environment.hpp>

#include <chrono>
#include <functional>
#include <mutex>
#include <vector>

namespace support {

/// Thread-safe.
class FakeEnvironment final : public bolt::Environment {
  public:
    [[nodiscard]] Clock::time_point now() const override {
        const std::lock_guard lock(mutex_);
        return now_;
    }

    bolt::Task<> sleep(Clock::duration duration) override {
        {
            const std::lock_guard lock(mutex_);
            sleeps_.push_back(duration);
            now_ += duration;
        }
        if (on_sleep) {
            on_sleep();
        }
        co_return;
    }

    [[nodiscard]] double random() override { return random_value; }

    void advance(Clock::duration duration) {
        const std::lock_guard lock(mutex_);
        now_ += duration;
    }

    [[nodiscard]] std::vector<Clock::duration> sleeps() const {
        const std::lock_guard lock(mutex_);
        return sleeps_;
    }

    /// Set before use: 0.5 means no jitter.
    double random_value = 0.5;
    std::function<void()> on_sleep;

  private:
    mutable std::mutex mutex_;
    Clock::time_point now_{std::chrono::hours(1)};
    std::vector<Clock::duration> sleeps_;
};

}  // namespace support
