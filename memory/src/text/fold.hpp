#pragma once
// Case and diacritics: what is one letter to a reader becomes one letter to the index.
// Pure, over constant tables; covers Latin, Greek, Cyrillic, Armenian and full-width forms.

#include <cstdint>
#include <string>
#include <string_view>

namespace memory::text {

/// What a code point is to the reader of words.
enum class CharClass : std::uint8_t {
    separator,  ///< ends a word: space, punctuation, symbols, emoji
    ignored,    ///< combining marks and joiners: part of a word, but dropped
    letter,     ///< letters and digits of scripts that put spaces between words
    dense,      ///< scripts without spaces (CJK, Thai, …) and Hangul: indexed as pairs
};

[[nodiscard]] CharClass char_class(char32_t point) noexcept;

/// An upper-case letter (ASCII or in the table).
[[nodiscard]] bool is_upper(char32_t point) noexcept;

/// Appends the letter in lower case without its diacritics; "ß" becomes "ss".
void append_folded(std::string& text, char32_t point);

/// `text` with every letter folded and combining marks dropped; all else as it is.
[[nodiscard]] std::string folded(std::string_view text);

/// As folded(), with every run of white space as one space and none at the ends: two texts that
/// differ in nothing a reader sees are equal after it.
[[nodiscard]] std::string folded_line(std::string_view text);

/// `text` in lower case, diacritics kept.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Space, tab, line break or another blank of Unicode.
[[nodiscard]] bool is_space(char32_t point) noexcept;

/// `text` without blanks at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace memory::text
