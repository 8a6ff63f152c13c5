// Matching of words and the score of a match.
// Written for being obviously right: every entry is looked at for every question.
#include "support/in_memory_search.hpp"

#include "support/in_memory_filter.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <sstream>

namespace support {

using namespace memory;

namespace {

using Entry = InMemoryTenant::Entry;

std::vector<std::string> split(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

std::vector<std::string> indexed_words(const Entry& entry) {
    std::vector<std::string> words = split(entry.index.terms);
    for (std::string& word : split(entry.index.extra_terms)) {
        words.push_back(std::move(word));
    }
    return words;
}

std::u32string code_points(const std::string& text) {
    std::u32string points;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) == 0x80U && !points.empty()) {
            points.back() = (points.back() << 6U) | (byte & 0x3FU);
        } else {
            points.push_back(byte);
        }
    }
    return points;
}

/// Optimal string alignment distance: insertions, deletions, replacements, swaps of neighbours.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
    std::vector<std::vector<std::size_t>> cost(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1)
    );
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[a.size()][b.size()];
}

bool matches(const std::string& word, const QueryTerm& term) {
    switch (term.match) {
        case QueryTerm::Match::exact:
            return word == term.text;
        case QueryTerm::Match::prefix:
            return word.starts_with(term.text);
        case QueryTerm::Match::similar:
            return distance(code_points(word), code_points(term.text)) <= 1;
    }
    return false;
}

std::vector<std::uint16_t> counts_of(const Entry& entry, const std::vector<QueryTerm>& terms) {
    std::vector<std::uint16_t> counts(terms.size(), 0);
    const std::vector<std::string> words = indexed_words(entry);
    for (std::size_t i = 0; i < terms.size(); ++i) {
        for (const std::string& word : words) {
            if (counts[i] < std::numeric_limits<std::uint16_t>::max() && matches(word, terms[i])) {
                ++counts[i];
            }
        }
    }
    return counts;
}

struct Match {
    const Entry* entry = nullptr;
    std::vector<std::uint16_t> counts;
    double score = 0;
};

/// BM25 with k1 1.2 and b 0.75, the index's own measure.
double bm25(
    const Match& match,
    const std::vector<std::int64_t>& document_frequencies,
    double documents,
    double average_length
) {
    constexpr double kK1 = 1.2;
    constexpr double kB = 0.75;
    const auto length = static_cast<double>(indexed_words(*match.entry).size());
    double score = 0;
    for (std::size_t i = 0; i < match.counts.size(); ++i) {
        const auto holders = static_cast<double>(document_frequencies[i]);
        const double weight = std::log(1 + (documents - holders + 0.5) / (holders + 0.5));
        const double count = match.counts[i];
        score += weight * count * (kK1 + 1) /
                 (count + kK1 * (1 - kB + kB * length / std::max(average_length, 1.0)));
    }
    return score;
}

Candidate to_candidate(const Entry& entry, bool with_text) {
    Candidate candidate;
    candidate.id = entry.memory.id;
    candidate.length = entry.index.length;
    candidate.author = entry.memory.author;
    candidate.importance = entry.memory.importance;
    candidate.occurred_at = entry.memory.occurred_at;
    if (with_text) {
        candidate.memory = std::make_shared<const Memory>(entry.memory);
    }
    return candidate;
}

}  // namespace

CandidateSet find_candidates(
    const InMemoryData& data, const std::string& tenant_name, const CandidateQuery& query
) {
    CandidateSet set;
    set.document_frequencies.assign(query.terms.size(), 0);
    std::vector<Match> found;
    double total_length = 0;
    for (const auto& [name, tenant] : data.tenants) {
        for (const auto& [id, entry] : tenant.memories) {
            Match match;
            match.entry = &entry;
            match.counts = counts_of(entry, query.terms);
            std::size_t held = 0;
            for (std::size_t i = 0; i < match.counts.size(); ++i) {
                const bool holds = match.counts[i] > 0;
                held += holds ? 1U : 0U;
                set.document_frequencies[i] += holds ? 1 : 0;
            }
            ++set.documents;
            total_length += static_cast<double>(indexed_words(entry).size());
            const std::size_t needed = query.match == MatchMode::all ? query.terms.size() : 1;
            if (name == tenant_name && held >= needed &&
                passes(tenant, entry.memory, query.filter)) {
                found.push_back(std::move(match));
            }
        }
    }
    const auto documents = static_cast<double>(set.documents);
    for (Match& match : found) {
        match.score = bm25(
            match, set.document_frequencies, documents, total_length / std::max(documents, 1.0)
        );
    }
    std::sort(found.begin(), found.end(), [](const Match& a, const Match& b) {
        return a.score != b.score ? a.score > b.score : a.entry->memory.id < b.entry->memory.id;
    });
    found.resize(std::min(found.size(), static_cast<std::size_t>(query.limit)));
    for (const Match& match : found) {
        set.candidates.push_back(to_candidate(*match.entry, query.with_text));
        set.frequencies.insert(set.frequencies.end(), match.counts.begin(), match.counts.end());
    }
    return set;
}

}  // namespace support
