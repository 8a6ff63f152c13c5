// Phrases are compared as folded lines, character by character; only their ends know of words.
// Scripts without spaces have no word ends, so a phrase may begin and end anywhere in them.
#include "text/phrase.hpp"

#include "text/fold.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>

namespace memory::text {

namespace {

/// The code point that ends at `end`, which must not be 0.
char32_t point_before(std::string_view text, std::size_t end) {
    std::size_t begin = end - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
        --begin;
    }
    return next_code_point(text, begin);
}

char32_t point_at(std::string_view text, std::size_t at) {
    return next_code_point(text, at);
}

bool is_inside_word(char32_t left, char32_t right) {
    return char_class(left) == CharClass::letter && char_class(right) == CharClass::letter;
}

}  // namespace

bool holds_phrase(std::string_view line, std::string_view phrase) {
    if (phrase.empty()) {
        return false;
    }
    for (std::size_t at = line.find(phrase); at != std::string_view::npos;
         at = line.find(phrase, at + 1)) {
        const std::size_t end = at + phrase.size();
        const bool cuts_begin =
            at > 0 && is_inside_word(point_before(line, at), point_at(line, at));
        const bool cuts_end =
            end < line.size() && is_inside_word(point_before(line, end), point_at(line, end));
        if (!cuts_begin && !cuts_end) {
            return true;
        }
    }
    return false;
}

bool holds_phrases(const Memory& memory, const std::vector<std::string>& phrases, bool every) {
    const std::array<std::string, 3> lines = {
        folded_line(memory.title), folded_line(memory.content), folded_line(memory.summary)
    };
    const auto held = [&lines](const std::string& phrase) {
        return std::any_of(lines.begin(), lines.end(), [&phrase](const std::string& line) {
            return holds_phrase(line, phrase);
        });
    };
    if (every) {
        return std::all_of(phrases.begin(), phrases.end(), held);
    }
    return std::any_of(phrases.begin(), phrases.end(), held);
}

}  // namespace memory::text
