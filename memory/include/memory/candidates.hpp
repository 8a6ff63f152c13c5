#pragma once
// What a store and the ranker hand each other: analysed terms, candidates, and the ranked page.
// Plain values without I/O; the contract around them is in store.hpp.

#include <memory/model.hpp>
#include <memory/query.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace memory {

/// The analysed form of a memory's text, made once by the text analysis and indexed by each
/// backend as it is: words are lower-case ASCII or folded letters and digits, separated by spaces.
struct IndexTerms {
    IndexTerms() = default;

    std::string terms;        ///< of title, content and summary, in order, repeats kept
    std::string extra_terms;  ///< of tags, files and parts of identifiers: found, but not counted
    std::int64_t length = 0;  ///< number of words in `terms`: the ranker's document length
};

/// One word of an analysed query.
struct QueryTerm {
    enum class Match : std::uint8_t {
        exact,    ///< equal to an indexed word
        prefix,   ///< begins an indexed word
        similar,  ///< at most one edit (insert, delete, replace, swap) away from an indexed word
    };
    QueryTerm() = default;

    explicit QueryTerm(std::string term, Match how = Match::exact)
        : text(std::move(term)), match(how) {}

    std::string text;
    Match match = Match::exact;
};

/// Which memories to hand to the ranker.
struct CandidateQuery {
    CandidateQuery() = default;

    std::vector<QueryTerm> terms;  ///< 1 to 64, distinct
    MatchMode match = MatchMode::any;
    Filter filter;
    /// The best by the index's own BM25 (k1 1.2, b 0.75) are kept: 1 to 20,000.
    std::int64_t limit = 400;
    bool with_text = false;  ///< fill Candidate::memory, for checks of the text itself
};

/// One memory that matches, with what the ranker needs.
struct Candidate {
    Candidate() = default;

    MemoryId id;
    std::int64_t length = 0;  ///< IndexTerms::length
    std::string author;
    double importance = 0.5;
    Timestamp occurred_at;
    std::shared_ptr<const Memory> memory;  ///< with_text only, else null
};

/// All candidates of a query and the statistics of the collection they come from.
struct CandidateSet {
    CandidateSet() = default;

    std::vector<Candidate> candidates;  ///< in no particular order
    /// candidates.size() rows of terms.size() counts: occurrences in terms and extra_terms.
    std::vector<std::uint16_t> frequencies;
    /// Per term, memories of the whole store (all tenants) that hold it.
    std::vector<std::int64_t> document_frequencies;
    std::int64_t documents = 0;  ///< memories in the whole store (all tenants)
};

/// A candidate that the ranker keeps, by its index in CandidateSet::candidates.
struct Ranked {
    Ranked() = default;
    std::size_t candidate = 0;
    double score = 0;
    bool author_named = false;
    bool first_person = false;
    /// Bit i: the query's word i matched (words in the ranker's own order, 64 at most).
    std::uint64_t matched_words = 0;
};

/// What the ranker makes of a candidate set: one page in its order, and how many there are in all.
struct RankedPage {
    RankedPage() = default;
    std::vector<Ranked> page;
    std::int64_t total = 0;
};

/// Pure; may run on a store's worker thread.
using RankFunction = std::function<RankedPage(const CandidateSet&)>;

struct RetrievedMemory {
    RetrievedMemory() = default;
    Memory memory;
    Ranked ranked;
};

struct Retrieved {
    Retrieved() = default;
    std::vector<RetrievedMemory> items;  ///< in the ranker's order
    std::int64_t total = 0;
};

}  // namespace memory
