#pragma once
// Text for a terminal: harmless, wrapped, cut. Pure.
// Width is counted in code points, which is right for all but double-width scripts.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::app {

/// Replaces control characters but newline and tab by U+FFFD, so that stored text cannot move the
/// cursor, change the title or hide itself on somebody's terminal. A line's end of CR LF becomes
/// LF. `text` must be valid UTF-8.
[[nodiscard]] std::string without_controls(std::string_view text);

/// One line: runs of white space and control characters become one space, ends are trimmed.
[[nodiscard]] std::string one_line(std::string_view text);

/// At most `characters` characters; a cut text ends in "…".
[[nodiscard]] std::string shorten(std::string_view text, std::size_t characters);

/// Breaks lines longer than `width` at spaces, and words longer than that where they must; every
/// line gets `indent`. `width` 0 = no breaking. No newline at the end.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width, std::string_view indent);

/// `0.42 ms`, `17 ms`, `3.1 s`, `2 min 5 s`.
[[nodiscard]] std::string format_duration(std::chrono::nanoseconds time);

/// `1,234,567`.
[[nodiscard]] std::string format_count(std::int64_t number);

/// A number with `decimals` places, without locale.
[[nodiscard]] std::string format_number(double number, int decimals);

}  // namespace mcp::app
