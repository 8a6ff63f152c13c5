// The reading is stricter than RFC 9112 allows a server to be: whatever could be read in two ways
// is refused, since no client of this protocol sends it.

#include "http/head_guard.hpp"

#include "text/field_text.hpp"

#include <algorithm>

namespace mcp::http {
namespace {

constexpr std::size_t kMaxFields = 100;
constexpr std::size_t kMaxLengthDigits = 18;  // fits 64 bits whatever the digits are

constexpr HeadProblem bad(std::string_view text) noexcept {
    return {400, text};
}

/// What the fields say about the body and the host.
struct Framing {
    std::size_t lengths = 0;
    std::size_t codings = 0;
    std::size_t hosts = 0;
};

HeadProblem check_request_line(std::string_view line, bool& http_1_0) noexcept {
    const std::string_view method = text::next_part(line, ' ');
    const std::string_view target = text::next_part(line, ' ');
    if (method.empty() || !std::ranges::all_of(method, text::is_token_char)) {
        return bad("the request line has no method");
    }
    const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
    if (target.empty() || !std::ranges::all_of(target, printable)) {
        return bad("the request line has no target, or one with characters that must be escaped");
    }
    http_1_0 = line == "HTTP/1.0";
    if (!http_1_0 && line != "HTTP/1.1") {
        return line.starts_with("HTTP/") ? HeadProblem{505, "speak HTTP/1.1"}
                                         : bad("the request line is malformed");
    }
    return {};
}

HeadProblem check_length(std::string_view value, Framing& framing) noexcept {
    if (++framing.lengths > 1) {
        return bad("more than one Content-Length");
    }
    const bool digits = !value.empty() && std::ranges::all_of(value, text::is_digit);
    if (!digits || value.size() > kMaxLengthDigits) {
        return bad("Content-Length must be one number");
    }
    return {};
}

HeadProblem check_coding(std::string_view value, bool http_1_0, Framing& framing) noexcept {
    if (++framing.codings > 1) {
        return bad("more than one Transfer-Encoding");
    }
    if (http_1_0) {
        return bad("HTTP/1.0 has no Transfer-Encoding");
    }
    return text::same(value, "chunked")
               ? HeadProblem{}
               : HeadProblem{501, "the only transfer coding understood is chunked"};
}

HeadProblem check_field(std::string_view line, bool http_1_0, Framing& framing) noexcept {
    if (line.front() == ' ' || line.front() == '\t') {
        return bad("a header field is folded over lines");
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, std::min(colon, line.size()));
    if (colon == std::string_view::npos || name.empty() ||
        !std::ranges::all_of(name, text::is_token_char)) {
        return bad("a header field is no `name: value`");
    }
    const std::string_view value = text::trim(line.substr(colon + 1));
    const auto control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
    };
    if (std::ranges::any_of(value, control)) {
        return bad("a header field has control characters");
    }
    if (text::same(name, "content-length")) {
        return check_length(value, framing);
    }
    if (text::same(name, "transfer-encoding")) {
        return check_coding(value, http_1_0, framing);
    }
    if (text::same(name, "host") && ++framing.hosts > 1) {
        return bad("more than one Host");
    }
    return {};
}

}  // namespace

HeadScanner::Found HeadScanner::scan(std::string_view bytes) noexcept {
    for (;;) {
        const std::size_t at = bytes.find('\n', scanned_);
        if (at == std::string_view::npos) {
            scanned_ = bytes.size();
            return Found::need_more;
        }
        if (at == 0 || bytes[at - 1] != '\r') {
            return Found::bare_line;
        }
        const bool empty = at - line_ == 1;
        line_ = at + 1;
        scanned_ = line_;
        if (empty) {
            return Found::head;
        }
    }
}

HeadProblem check_head(std::string_view head) noexcept {
    if (!head.ends_with("\r\n\r\n")) {
        return bad("the head does not end with an empty line");
    }
    head.remove_suffix(2);
    Framing framing;
    bool http_1_0 = false;
    std::size_t fields = 0;
    for (bool first = true; !head.empty(); first = false) {
        const std::size_t end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end + 2);
        if (line.empty() || line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos) {
            return bad("a line of the head is empty or ends without CRLF");
        }
        const HeadProblem problem =
            first ? check_request_line(line, http_1_0) : check_field(line, http_1_0, framing);
        if (problem.status != 0) {
            return problem;
        }
        if (++fields > kMaxFields + 1) {
            return {431, "more than 100 header fields"};
        }
    }
    if (framing.lengths > 0 && framing.codings > 0) {
        return bad("both Content-Length and Transfer-Encoding");
    }
    if (framing.hosts == 0 && !http_1_0) {
        return bad("no Host header");
    }
    return {};
}

}  // namespace mcp::http
