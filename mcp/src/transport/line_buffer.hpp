#pragma once
// Cuts a stream of bytes into lines: LF or CRLF, blank lines skipped, long lines dropped whole.
// Sans-IO; never holds more than the limit and one chunk.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mcp::transport {

class LineBuffer {
  public:
    enum class Next : std::uint8_t {
        line,       ///< line() is valid until the next call of a non-const member
        too_long,   ///< a line above the limit began; its bytes are dropped up to its end
        need_more,  ///< no whole line is there
    };

    explicit LineBuffer(std::size_t max_line) : max_line_(max_line) {}

    /// Space for the next bytes; commit() says how many came.
    [[nodiscard]] std::span<char> prepare();
    void commit(std::size_t bytes);

    [[nodiscard]] Next next();
    /// After the end of the stream: what stands there without a line end.
    [[nodiscard]] Next last();

    [[nodiscard]] std::string_view line() const noexcept { return line_; }

  private:
    [[nodiscard]] bool take(std::size_t end, std::size_t line_end);

    std::size_t max_line_;
    std::string buffer_;
    std::size_t begin_ = 0;    ///< of the unread bytes
    std::size_t scanned_ = 0;  ///< up to here there is no line end
    std::size_t end_ = 0;      ///< of the unread bytes
    bool dropping_ = false;    ///< inside a line that was too long
    std::string_view line_;
};

}  // namespace mcp::transport
