#pragma once
// Small ASCII helpers for reading header fields (RFC 9110 §5): letter case, white space, tokens.
// Sans-IO; never looks at the locale.

#include <algorithm>
#include <string>
#include <string_view>

namespace mcp::text {

[[nodiscard]] constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
    return out;
}

/// Compares without regard to the case of ASCII letters.
[[nodiscard]] constexpr bool same(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Without spaces and tabs around it.
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

/// A character of a token, the form of methods and field names (RFC 9110 §5.6.2).
[[nodiscard]] constexpr bool is_token_char(char c) noexcept {
    constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || is_digit(c) ||
           kOther.find(c) != std::string_view::npos;
}

/// Takes the text before the next `separator` off `rest`; the separator goes too.
[[nodiscard]] constexpr std::string_view next_part(
    std::string_view& rest, char separator
) noexcept {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

}  // namespace mcp::text
