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

    /// Between two messages, with nothing begun.
    [[nodiscard]] bool idle() const noexcept {
        return (delivered_ || buffer_.empty()) && header_ == 0 && left_ == 0;
    }

  private:
    [[nodiscard]] bool whole_in(
        std::span<const std::uint8_t>& input, std::span<const std::uint8_t>& message
    ) const;

    std::size_t max_message_;
    std::vector<std::uint8_t> buffer_;  ///< chunks of the unfinished message
    std::size_t left_ = 0;              ///< bytes missing in the current chunk
    std::uint8_t header_ = 0;           ///< bytes of the chunk header seen
    std::uint8_t high_ = 0;             ///< first byte of the chunk header
    bool delivered_ = false;            ///< buffer_ holds a message given out by the last call
};

}  // namespace bolt::wire
