#pragma once
// Single checks of input, each of which says what to change. A value is cleaned where that loses
// nothing (blanks at the ends) and refused otherwise. Pure; all lengths are counted in characters
// (code points).

#include <memory/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace memory::validate {

/// Throws Errc::invalid_argument.
[[noreturn]] void refuse(const std::string& message);

/// Whether a text may have line breaks and tabs. Other control characters are always refused.
enum class Shape : std::uint8_t {
    one_line,   ///< none
    unfolded,   ///< they become spaces
    any_lines,  ///< kept
};

struct TextRule {
    std::string_view field;  ///< the name that the message uses
    std::size_t min = 0;
    std::size_t max = 0;
    Shape shape = Shape::one_line;
};

/// Trims `text` and checks it: valid UTF-8, no control characters, length.
[[nodiscard]] std::string checked_text(const TextRule& rule, std::string_view text);

/// 0 to 1; not NaN.
void check_share(std::string_view field, double value);
void check_range(std::string_view field, std::int64_t value, std::int64_t low, std::int64_t high);
/// Years 0001 to 9999.
void check_time(std::string_view field, Timestamp time);

}  // namespace memory::validate
