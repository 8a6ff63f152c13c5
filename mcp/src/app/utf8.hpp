#pragma once
// UTF-8 for text that comes from outside: repair, count and cut by characters.
// Pure; a character is a Unicode code point.

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::app {

/// Copies `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD: stray and
/// missing continuation bytes, overlong forms, surrogates, values above U+10FFFF.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

/// The longest beginning of valid UTF-8 that has at most `characters` characters.
[[nodiscard]] std::string_view first_characters(
    std::string_view text, std::size_t characters
) noexcept;

/// Number of characters of valid UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

}  // namespace mcp::app
