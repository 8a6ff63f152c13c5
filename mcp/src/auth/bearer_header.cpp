// Reading `Bearer <token>`: the scheme in any case (RFC 9110 §11.1), then token68.
// White space around the value was the transport's to take off; it is taken off here again.
#include "auth/bearer_header.hpp"

#include <algorithm>

namespace mcp::auth {
namespace {

constexpr std::string_view kScheme = "bearer";

bool is_letter_or_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_token_character(char c) {
    return is_letter_or_digit(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool starts_with_scheme(std::string_view text) {
    if (text.size() < kScheme.size()) {
        return false;
    }
    return std::equal(kScheme.begin(), kScheme.end(), text.begin(), [](char expected, char c) {
        return c == expected || (c >= 'A' && c <= 'Z' && c - 'A' + 'a' == expected);
    });
}

/// 1*( letters, digits, "-", ".", "_", "~", "+", "/" ) *"="
bool is_token68(std::string_view text) {
    const std::size_t end = text.find_last_not_of('=');
    return end != std::string_view::npos &&
           std::all_of(
               text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end) + 1, is_token_character
           );
}

}  // namespace

BearerHeader read_bearer_header(std::string_view header, std::string& token) {
    const std::string_view value = trimmed(header);
    if (value.empty()) {
        return BearerHeader::missing;
    }
    if (!starts_with_scheme(value)) {
        return BearerHeader::malformed;
    }
    std::string_view rest = value.substr(kScheme.size());
    const std::size_t begin = rest.find_first_not_of(' ');
    if (begin == 0 || begin == std::string_view::npos) {
        return BearerHeader::malformed;  // "Bearer" alone, or another scheme such as "BearerX"
    }
    rest.remove_prefix(begin);
    if (rest.size() > kMaxToken || !is_token68(rest)) {
        return BearerHeader::malformed;
    }
    token = rest;
    return BearerHeader::token;
}

}  // namespace mcp::auth
