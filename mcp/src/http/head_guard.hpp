#pragma once
// Finds the end of a request's head in a stream of bytes, and refuses heads that two servers could
// read in two ways: what request smuggling is made of (RFC 9112 §2.2, §5, §6, §11.2). Sans-IO.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mcp::http {

/// Looks for the empty line that ends a head. Remembers where it was, so that a head that comes
/// byte by byte is read once.
class HeadScanner {
  public:
    enum class Found : std::uint8_t {
        need_more,
        head,       ///< length() bytes are one head, its empty line included
        bare_line,  ///< a line that ends without a carriage return
    };

    /// `bytes` are all that came of this head so far.
    [[nodiscard]] Found scan(std::string_view bytes) noexcept;

    [[nodiscard]] std::size_t length() const noexcept { return line_; }

    /// The next head begins.
    void reset() noexcept { *this = HeadScanner(); }

  private:
    std::size_t scanned_ = 0;
    std::size_t line_ = 0;  ///< where the current line began
};

/// Why a head is refused: the status of the answer and one line about it. Status 0: it is fine.
struct HeadProblem {
    int status = 0;
    std::string_view text;
};

/// Checks a whole head, its empty line included: line ends, control characters, obsolete folding,
/// white space before colons, the version, and which fields say how long the body is. One
/// Content-Length of digits, or one `Transfer-Encoding: chunked`, never both; one Host.
[[nodiscard]] HeadProblem check_head(std::string_view head) noexcept;

}  // namespace mcp::http
