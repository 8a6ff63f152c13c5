#pragma once
// What a task came to: a value, or the exception that ended it. Filled by whoever runs the task.
// Apart from run_task.hpp, so that tests which only look at outcomes need not compile Asio.

#include <exception>
#include <optional>
#include <utility>

namespace support {

template <class T>
class Outcome {
  public:
    [[nodiscard]] bool done() const noexcept { return value_.has_value() || failure_ != nullptr; }

    [[nodiscard]] bool failed() const noexcept { return failure_ != nullptr; }

    /// The value; throws the task's exception when there is none.
    T take() {
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        return std::move(value_).value();
    }

    void succeed(T value) { value_ = std::move(value); }

    void fail(std::exception_ptr failure) noexcept { failure_ = std::move(failure); }

  private:
    std::optional<T> value_;
    std::exception_ptr failure_;
};

}  // namespace support
