#pragma once
// UTF-8 as code points: decoding that never fails, strict checking, counting.
// Pure; the definition is RFC 3629 (no surrogates, nothing above U+10FFFF, no overlong forms).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace memory::text {

/// Stands for a byte that is no UTF-8 (U+FFFD).
inline constexpr char32_t kReplacement = 0xFFFD;

/// The code point at `at`, which must be inside `text`, and moves `at` behind it. A byte that
/// begins no valid sequence is read as kReplacement, alone.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;

void append_utf8(std::string& text, char32_t point);

/// Offset of the first byte that is not part of valid UTF-8; nullopt when all of it is valid.
[[nodiscard]] std::optional<std::size_t> invalid_utf8_at(std::string_view text) noexcept;

/// Number of code points, each invalid byte counting as one.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

/// The longest beginning of at most `bytes` bytes that cuts no code point of valid UTF-8 in two.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t bytes) noexcept;

}  // namespace memory::text
