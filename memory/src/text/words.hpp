#pragma once
// Splits a text into the words that are indexed and asked for. Both sides go through here, so that
// they meet. Pure; see docs/storage.md for the rules in words.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace memory::text {

/// One word of a text.
struct Word {
    enum class Kind : unsigned char {
        plain,        ///< letters and digits of a script with spaces
        pair,         ///< two neighbouring characters of a script without
        single_dense  ///< the only character of a run of such a script
    };

    Word() = default;

    std::string folded;
    std::size_t begin = 0;  ///< where it stands in the text, in bytes
    std::size_t end = 0;
    Kind kind = Kind::plain;
    bool stop = false;        ///< a stop word, or the rest of a contraction
    bool joined = false;      ///< '_' or '-' is all that stands between it and the word before
    bool mixed_case = false;  ///< a capital follows a small letter or a digit inside it
};

/// All words of `text` in order, stop words included and marked. Any bytes are accepted.
[[nodiscard]] std::vector<Word> split_words(std::string_view text);

/// What is indexed for a word: its base form, stemmed, at most 64 bytes.
[[nodiscard]] std::string term_of(const Word& word);
[[nodiscard]] std::string term_of(std::string_view folded_word);

/// The parts of an identifier such as `getUserName` or `HTTPServer2`, folded; empty when the word
/// has none. `source` is the word as it stands in the text.
[[nodiscard]] std::vector<std::string> identifier_parts(std::string_view source);

}  // namespace memory::text
