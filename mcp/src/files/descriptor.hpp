#pragma once
// A file descriptor that is closed when its owner goes.
// For small local files, opened and read at once.

#include <unistd.h>
#include <utility>

namespace mcp::files {

class Descriptor {
  public:
    /// Takes `value` over; negative = none, as open() answers when it fails.
    explicit Descriptor(int value) : value_(value) {}

    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}

    Descriptor& operator=(Descriptor&&) = delete;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor() {
        if (value_ >= 0) {
            ::close(value_);
        }
    }

    [[nodiscard]] int get() const { return value_; }

  private:
    int value_;
};

}  // namespace mcp::files
