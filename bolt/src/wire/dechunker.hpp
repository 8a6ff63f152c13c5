#pragma once
// Takes messages out of the received byte stream: the reverse of chunker.hpp.
// Empty chunks between messages are the server's keep-alive (NOOP) and are skipped.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bolt::wire {

enum class DechunkStatus : std::uint8_t {
    message,     ///< one whole message
    needs_more,  ///< the input is used up
    too_large,   ///< a message above the limit; the stream cannot go on
};

/// Incremental; holds at most one unfinished message.
class Dechunker {
  public:
    explicit Dechunker(std::size_t max_message) : max_message_(max_message) {}

    /// Takes bytes from the front of `input`. On `message`, `message` holds it: a part of `input`
    /// when it came in one chunk, else of an inner buffer; valid until the next call.
    [[nodiscard]] DechunkStatus next(
        std::span<const std::uint8_t>& input, std::span<const std::uint8_t>& message
    );

    /// The fast half of next(): takes a message that lies whole in the front of `input`, in one
    /// chunk. False when there is none; then nothing has changed.
    [[nodiscard]] bool take_whole(
        std::span<const std::uint8_t>& input, std::span<const std::uint8_t>& message
    ) const noexcept {
        const std::uint8_t* const bytes = input.data();
        if (begun_ || input.size() < 4) {
            return false;
        }
        const std::size_t size = (std::size_t{bytes[0]} << 8U) | bytes[1];
        if (size == 0 || size > max_message_ || input.size() < size + 4 ||
            (bytes[size + 2] | bytes[size + 3]) != 0) {
            return false;
        }
        message = {bytes + 2, size};
        input = {bytes + size + 4, input.size() - size - 4};
        return true;
    }

    /// Between two messages, with nothing begun.
    [[nodiscard]] bool idle() const noexcept {
        return (delivered_ || buffer_.empty()) && header_ == 0 && left_ == 0;
    }

  private:
    std::size_t max_message_;
    std::vector<std::uint8_t> buffer_;  ///< chunks of the unfinished message
    std::size_t left_ = 0;              ///< bytes missing in the current chunk
    std::uint8_t header_ = 0;           ///< bytes of the chunk header seen
    std::uint8_t high_ = 0;             ///< first byte of the chunk header
    bool delivered_ = false;            ///< buffer_ holds a message given out by the last call
    bool begun_ = false;                ///< anything of the above is not as it was made
};

}  // namespace bolt::wire
