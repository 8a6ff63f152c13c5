#pragma once
// Holds a worker's thread at a point until the test lets it go on.
// The thread waits for a bounded time only, so that a test which fails does not hang.

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace memory::test {

class Gate {
  public:
    /// The worker's side: stands here until open().
    void pass() {
        std::unique_lock lock(mutex_);
        reached_ = true;
        changed_.notify_all();
        timed_out_ = !changed_.wait_for(lock, kLimit, [this] { return open_; });
    }

    /// The test's side: returns when the worker stands at the gate; false when it does not come.
    [[nodiscard]] bool wait_until_reached() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 4 * kLimit, [this] { return reached_; });
    }

    /// Whether anybody came to it.
    [[nodiscard]] bool reached() {
        const std::lock_guard lock(mutex_);
        return reached_;
    }

    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

    /// Whether nobody opened it, and the worker went on by itself.
    [[nodiscard]] bool timed_out() {
        const std::lock_guard lock(mutex_);
        return timed_out_;
    }

  private:
    static constexpr std::chrono::seconds kLimit{5};

    std::mutex mutex_;
    std::condition_variable changed_;
    bool reached_ = false;
    bool open_ = false;
    bool timed_out_ = false;
};

}  // namespace memory::test
