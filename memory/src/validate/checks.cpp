// The checks and their texts: what is wrong, where, and what to do about it.
// Refused text itself is not repeated, only its place: it may be long, or unprintable.
#include "validate/checks.hpp"

#include "text/fold.hpp"
#include "text/utf8.hpp"

#include <memory/error.hpp>

#include <optional>

namespace memory::validate {

namespace {

std::string hex_of(unsigned value, std::size_t digits) {
    std::string text;
    for (std::size_t i = digits; i-- > 0;) {
        text.push_back("0123456789ABCDEF"[(value >> (4 * i)) & 0xFU]);
    }
    return text;
}

std::string number(std::int64_t value) {
    return std::to_string(value);
}

bool is_line_control(char c) noexcept {
    return c == '\n' || c == '\r' || c == '\t';
}

bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

void check_utf8(std::string_view field, std::string_view text) {
    const std::optional<std::size_t> at = text::invalid_utf8_at(text);
    if (at) {
        refuse(
            std::string(field) + " is not valid UTF-8: byte 0x" +
            hex_of(static_cast<unsigned char>(text[*at]), 2) + " at offset " + std::to_string(*at) +
            "; send the text as UTF-8"
        );
    }
}

void check_controls(const TextRule& rule, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (!is_control(c) || (is_line_control(c) && rule.shape != Shape::one_line)) {
            continue;
        }
        std::string message = std::string(rule.field) + " holds the control character U+00" +
                              hex_of(static_cast<unsigned char>(c), 2) + " as character " +
                              std::to_string(text::count_code_points(text.substr(0, i)) + 1) +
                              "; remove it";
        if (is_line_control(c)) {
            message += " (this field is a single line)";
        }
        refuse(message);
    }
}

std::string without_line_breaks(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (is_line_control(c)) {
            c = ' ';
        }
    }
    return result;
}

}  // namespace

void refuse(const std::string& message) {
    throw Error(Errc::invalid_argument, message);
}

std::string checked_text(const TextRule& rule, std::string_view text) {
    check_utf8(rule.field, text);
    const std::string_view trimmed = text::trimmed(text);
    check_controls(rule, trimmed);
    const std::size_t length = text::count_code_points(trimmed);
    const std::string field(rule.field);
    if (length < rule.min) {
        refuse(field + " is empty: give 1 to " + std::to_string(rule.max) + " characters");
    }
    if (length > rule.max) {
        refuse(
            field + " has " + std::to_string(length) + " characters, at most " +
            std::to_string(rule.max) + " are allowed: shorten it"
        );
    }
    return rule.shape == Shape::unfolded ? without_line_breaks(trimmed) : std::string(trimmed);
}

void check_share(std::string_view field, double value) {
    if (!(value >= 0.0 && value <= 1.0)) {
        refuse(std::string(field) + " must be a number from 0 to 1");
    }
}

void check_range(std::string_view field, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value < low || value > high) {
        refuse(
            std::string(field) + " is " + number(value) + ", it must be from " + number(low) +
            " to " + number(high)
        );
    }
}

void check_time(std::string_view field, Timestamp time) {
    using std::chrono::year;
    constexpr Timestamp kFirst =
        std::chrono::sys_days(year(1) / std::chrono::January / std::chrono::day(1));
    constexpr Timestamp kEnd =
        std::chrono::sys_days(year(10'000) / std::chrono::January / std::chrono::day(1));
    if (time < kFirst || time >= kEnd) {
        refuse(std::string(field) + " must be in the years 0001 to 9999");
    }
}

}  // namespace memory::validate
