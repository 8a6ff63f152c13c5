// Queries go through the same splitting and stemming as memories (words.hpp).
// The asker's own words are recognised before stop words are dropped, because they are stop words.
#include "text/query_words.hpp"

#include "text/fold.hpp"
#include "text/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace memory::text {

namespace {

bool is_first_person(std::string_view word) {
    constexpr std::array<std::string_view, 7> kWords = {
        "i", "im", "ive", "me", "mine", "my", "myself"
    };
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

void add_word(QueryWords& result, const Word& word, std::size_t limit) {
    std::string term = term_of(word);
    const auto same =
        std::find_if(result.words.begin(), result.words.end(), [&term](const QueryWord& known) {
            return known.term == term;
        });
    if (same != result.words.end()) {
        ++same->count;
    } else if (result.words.size() < limit) {
        QueryWord added;
        added.word = word.folded;
        added.term = std::move(term);
        result.words.push_back(std::move(added));
    }
}

/// The part of an author's text that is a name.
std::string_view name_part(std::string_view author) {
    const std::size_t end = std::min(author.find_first_of("@<"), author.size());
    const std::string_view name = trimmed(author.substr(0, end));
    return name.empty() ? author : name;
}

}  // namespace

QueryWords query_words(const std::vector<std::string_view>& texts, std::size_t limit) {
    QueryWords result;
    for (const std::string_view text : texts) {
        for (const Word& word : split_words(text)) {
            result.first_person = result.first_person || is_first_person(word.folded);
            if (word.stop) {
                continue;
            }
            result.names.push_back(word.folded);
            add_word(result, word, limit);
        }
    }
    return result;
}

bool names_author(std::string_view author, const std::vector<std::string>& names) {
    if (author.empty() || names.empty()) {
        return false;
    }
    for (const Word& word : split_words(name_part(author))) {
        const bool initial = word.kind == Word::Kind::plain && word.folded.size() < 2;
        if (!initial && std::find(names.begin(), names.end(), word.folded) != names.end()) {
            return true;
        }
    }
    return false;
}

bool is_asker(std::string_view author) {
    constexpr std::array<std::string_view, 5> kAskers = {"user", "human", "me", "myself", "i"};
    return std::find(kAskers.begin(), kAskers.end(), folded_line(author)) != kAskers.end();
}

}  // namespace memory::text
