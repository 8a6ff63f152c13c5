#pragma once
// What a query asks for: its content words with their terms, whom it names, and whether its asker
// speaks of himself. The counterpart of index_terms.hpp. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace memory::text {

/// One content word of a query.
struct QueryWord {
    QueryWord() = default;

    std::string word;  ///< folded, as asked
    std::string term;  ///< as indexed
    int count = 1;     ///< how often the query says it, in any inflection
};

struct QueryWords {
    QueryWords() = default;

    std::vector<QueryWord> words;    ///< distinct by term, in the query's order
    std::vector<std::string> names;  ///< folded content words, not stemmed: what may be a name
    bool first_person = false;       ///< "I", "my", "me", "mine" or "myself"
};

/// Analyses a query's text, given whole or in pieces. Only the first `limit` distinct terms count.
[[nodiscard]] QueryWords query_words(const std::vector<std::string_view>& texts, std::size_t limit);

/// True when the author, e.g. "Ann Lee <ann@example.org>", has a name among `names`. What follows
/// an '@' or stands in angle brackets is an address and no name, unless it is all there is.
[[nodiscard]] bool names_author(std::string_view author, const std::vector<std::string>& names);

/// True for the authors that stand for the asker: "user", "human", "me", "myself", "I".
[[nodiscard]] bool is_asker(std::string_view author);

}  // namespace memory::text
