// Candidates from the FTS5 index; see matcher.hpp.
// A term is one phrase of the expression, or several when it stands for similar words; the counts
// that boltmem_counts() gives per phrase are added up per term.

#include "sqlite/matcher.hpp"

#include "sqlite/filter_sql.hpp"
#include "sqlite/reader.hpp"
#include "sqlite/sql.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace memory::sqlite {

namespace {

/// Words of the index that one misspelt word may stand for. [limit]
constexpr std::size_t kMostSimilar = 50;

/// The phrases of one term, quoted for FTS5.
using Phrases = std::vector<std::string>;

std::string fts_phrase(std::string_view word) {
    std::string text = "\"";
    for (const char c : word) {
        text += c;
        if (c == '"') {
            text += c;
        }
    }
    return text + "\"";
}

std::u32string code_points(std::string_view text) {
    std::u32string points;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = lead;
        for (std::size_t k = 1; k < size && i + k < text.size(); ++k) {
            point = (point << 8U) | static_cast<unsigned char>(text[i + k]);
        }
        points.push_back(point);
        i += size;
    }
    return points;
}

/// At most one insertion, deletion, replacement or swap of neighbours apart.
bool similar(const std::u32string& a, const std::u32string& b) {
    const std::size_t longer = std::max(a.size(), b.size());
    const std::size_t shorter = std::min(a.size(), b.size());
    if (longer - shorter > 1) {
        return false;
    }
    std::size_t head = 0;
    while (head < shorter && a[head] == b[head]) {
        ++head;
    }
    std::size_t tail = 0;
    while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
        ++tail;
    }
    const std::size_t rest_a = a.size() - head - tail;
    const std::size_t rest_b = b.size() - head - tail;
    if (rest_a <= 1 && rest_b <= 1) {
        return true;
    }
    return rest_a == 2 && rest_b == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
}

Phrases similar_phrases(Db& db, const std::string& word) {
    const std::u32string wanted = code_points(word);
    Phrases phrases;
    Statement statement = db.prepare(sql::kVocabulary);
    while (statement.step() && phrases.size() < kMostSimilar) {
        const std::string_view term = statement.text(0);
        if (similar(wanted, code_points(term))) {
            phrases.push_back(fts_phrase(term));
        }
    }
    if (phrases.empty()) {
        phrases.push_back(fts_phrase(word));
    }
    return phrases;
}

Phrases phrases_of(Db& db, const QueryTerm& term) {
    if (term.match == QueryTerm::Match::similar) {
        return similar_phrases(db, term.text);
    }
    Phrases phrases(1, fts_phrase(term.text));
    if (term.match == QueryTerm::Match::prefix) {
        phrases.front() += " *";
    }
    return phrases;
}

std::string any_of(const Phrases& phrases) {
    std::string text;
    for (const std::string& phrase : phrases) {
        text += (text.empty() ? "" : " OR ") + phrase;
    }
    return text;
}

std::string expression_of(const std::vector<Phrases>& terms, MatchMode match) {
    std::string text;
    for (const Phrases& phrases : terms) {
        if (!text.empty()) {
            text += match == MatchMode::all ? " AND " : " OR ";
        }
        text += "(" + any_of(phrases) + ")";
    }
    return text;
}

std::int64_t count_matches(Db& db, const Phrases& phrases) {
    const std::string expression = any_of(phrases);
    Statement statement = db.prepare(sql::kCountMatches);
    statement.bind(expression).step();
    return statement.integer(0);
}

std::int64_t count_memories(Db& db) {
    Statement statement = db.prepare(sql::kMemories);
    statement.step();
    return statement.integer(0);
}

/// Adds the phrases' counts up to the terms'.
void append_frequencies(
    std::vector<std::uint16_t>& frequencies,
    std::string_view counts,
    const std::vector<Phrases>& terms
) {
    std::size_t phrase = 0;
    for (const Phrases& phrases : terms) {
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < phrases.size(); ++i, ++phrase) {
            std::uint16_t count = 0;
            if ((phrase + 1) * sizeof count <= counts.size()) {
                std::memcpy(&count, counts.data() + phrase * sizeof count, sizeof count);
            }
            sum += count;
        }
        constexpr std::uint32_t kMost = std::numeric_limits<std::uint16_t>::max();
        frequencies.push_back(static_cast<std::uint16_t>(std::min(sum, kMost)));
    }
}

/// Whether everything that matches fits the limit. Then no order is needed to choose, which halves
/// the cost of a small query: FTS5 prepares a statement of its own for every ORDER BY rank.
bool all_fit(const CandidateSet& set, std::int64_t limit) {
    const auto& matches = set.document_frequencies;
    return std::accumulate(matches.begin(), matches.end(), std::int64_t{0}) <= limit;
}

}  // namespace

Retrieved retrieve(
    Db& db, const CandidateQuery& query, const RankFunction& rank, const Scope& scope
) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<Phrases> terms;
    CandidateSet set;
    set.documents = count_memories(db);
    for (const QueryTerm& term : query.terms) {
        terms.push_back(phrases_of(db, term));
        set.document_frequencies.push_back(count_matches(db, terms.back()));
    }
    std::vector<std::int64_t> rows;
    {
        std::string text(sql::kMatches);
        append_conditions(text, query.filter);
        text += all_fit(set, query.limit) ? sql::kAnyMatches : sql::kBestMatches;
        const std::string expression = expression_of(terms, query.match);
        Statement statement = db.prepare(text);
        statement.bind(expression);
        bind_conditions(statement, query.filter, scope);
        statement.bind(query.limit);
        while (statement.step()) {
            Candidate candidate;
            candidate.id = statement.id<MemoryId>(1);
            candidate.length = statement.integer(2);
            candidate.author = statement.text(3);
            candidate.importance = statement.real(4);
            candidate.occurred_at = statement.time(5);
            append_frequencies(set.frequencies, statement.blob(6), terms);
            set.candidates.push_back(std::move(candidate));
            rows.push_back(statement.integer(0));
        }
    }
    if (query.with_text) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            set.candidates[i].memory = std::make_shared<const Memory>(read_row(db, rows[i]));
        }
    }
    const RankedPage page = rank(set);
    Retrieved retrieved;
    retrieved.total = page.total;
    retrieved.items.reserve(page.page.size());
    for (const Ranked& ranked : page.page) {
        RetrievedMemory item;
        item.memory = read_row(db, rows.at(ranked.candidate));
        item.ranked = ranked;
        retrieved.items.push_back(std::move(item));
    }
    snapshot.commit();
    return retrieved;
}

}  // namespace memory::sqlite
