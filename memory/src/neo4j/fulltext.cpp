// Lucene syntax and word counting of the Neo4j store.
// Analysed words hold letters and digits only, but they are escaped all the same: the text analysis
// may learn other characters, and a query text must never be a place to smuggle operators into.
#include "neo4j/fulltext.hpp"

#include "text/edit_distance.hpp"

#include <algorithm>
#include <limits>

namespace memory::neo4j {

namespace {

constexpr std::string_view kLuceneSpecial = "+-!(){}[]^\"~*?:\\/&|<>=@#$%',;.";

std::string escaped(std::string_view word) {
    std::string text;
    text.reserve(word.size());
    for (const char c : word) {
        if (c == ' ') {
            continue;
        }
        if (kLuceneSpecial.find(c) != std::string_view::npos) {
            text.push_back('\\');
        }
        text.push_back(c);
    }
    return text;
}

std::string term_query(const QueryTerm& term) {
    std::string text = escaped(term.text);
    switch (term.match) {
        case QueryTerm::Match::exact:
            break;
        case QueryTerm::Match::prefix:
            text.push_back('*');
            break;
        case QueryTerm::Match::similar:
            text += "~1";
            break;
    }
    return text;
}

/// FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/
std::string hashed(char kind, std::string_view first, std::string_view second) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    const auto add = [&hash](std::string_view text) {
        for (const char c : text) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
        }
        hash = hash * 0x100000001B3ULL;  // ends the text, so that "ab"+"c" differs from "a"+"bc"
    };
    add(first);
    add(second);
    std::string token(1, kind);
    for (int shift = 60; shift >= 0; shift -= 4) {
        token.push_back("0123456789abcdef"[(hash >> shift) & 0xFU]);
    }
    return token;
}

bool matches(std::string_view word, const QueryTerm& term) {
    switch (term.match) {
        case QueryTerm::Match::exact:
            return word == term.text;
        case QueryTerm::Match::prefix:
            return word.starts_with(term.text);
        case QueryTerm::Match::similar:
            return text::within_one_edit(word, term.text);
    }
    return false;
}

}  // namespace

std::vector<QueryTerm> bounded_terms(std::vector<QueryTerm> terms) {
    std::size_t similar = 0;
    for (QueryTerm& term : terms) {
        if (term.match == QueryTerm::Match::similar && ++similar > kMaxSimilarTerms) {
            term.match = QueryTerm::Match::exact;
        }
    }
    return terms;
}

std::string holding_query(const QueryTerm& term) {
    return "words:" + term_query(term);
}

std::string candidate_query(
    const std::vector<QueryTerm>& terms, MatchMode match, const Filter& filter, const Scope& scope
) {
    // The narrowest token implies the others. Its weight is nought: it selects, it does not score.
    std::string scope_token = hashed('t', scope.tenant, "");
    if (!filter.session.empty()) {
        scope_token = hashed('s', scope.tenant, filter.session);
    } else if (!filter.project.empty()) {
        scope_token = hashed('p', scope.tenant, filter.project);
    }
    std::string text = "+scope_words:" + scope_token + "^0 +words:(";
    for (std::size_t i = 0; i < terms.size(); ++i) {
        if (i > 0) {
            text.push_back(' ');
        }
        if (match == MatchMode::all) {
            text.push_back('+');
        }
        text += term_query(terms[i]);
    }
    return text + ")";
}

std::string scope_words(const Scope& scope, std::string_view project, std::string_view session) {
    std::string text = hashed('t', scope.tenant, "");
    if (!project.empty()) {
        text += " " + hashed('p', scope.tenant, project);
    }
    if (!session.empty()) {
        text += " " + hashed('s', scope.tenant, session);
    }
    return text;
}

std::string indexed_words(const IndexTerms& index) {
    if (index.extra_terms.empty()) {
        return index.terms;
    }
    return index.terms.empty() ? index.extra_terms : index.terms + " " + index.extra_terms;
}

void count_terms(
    std::string_view words, const std::vector<QueryTerm>& terms, std::vector<std::uint16_t>& counts
) {
    const std::size_t first = counts.size();
    counts.resize(first + terms.size(), 0);
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        const std::string_view word = words.substr(0, end);
        words.remove_prefix(std::min(end + 1, words.size()));
        if (word.empty()) {
            continue;
        }
        for (std::size_t i = 0; i < terms.size(); ++i) {
            std::uint16_t& count = counts[first + i];
            if (count < std::numeric_limits<std::uint16_t>::max() && matches(word, terms[i])) {
                ++count;
            }
        }
    }
}

}  // namespace memory::neo4j
