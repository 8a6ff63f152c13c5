#pragma once
// From a search or a question to what the store is asked (CandidateQuery) and what the ranker does
// with the answer (RankRequest). Pure; the same for every backend.

#include "ranking/rank.hpp"

#include <memory/candidates.hpp>
#include <memory/query.hpp>

#include <string>
#include <vector>

namespace memory {

/// How many candidates a backend hands to the ranker, at least: enough that its own order, which
/// differs from the ranker's, cuts off nothing that would have come into the first page.
inline constexpr std::int64_t kCandidates = 400;
/// Bounds of the contract, see CandidateQuery.
inline constexpr std::int64_t kMaxCandidates = 20'000;
inline constexpr std::size_t kMaxTerms = 64;
/// Candidates of a strict search, whose texts are read and compared.
inline constexpr std::int64_t kStrictCandidates = 5'000;
/// Words of a query that may match with a typing error; Neo4j bounds their expansion.
inline constexpr std::size_t kMaxSimilarTerms = 16;

struct RecallPlan {
    RecallPlan() = default;

    /// False when the query has no content word: nothing can be looked up in the index. Then
    /// `request.phrases` says what to look for in the texts themselves.
    bool indexed = true;
    CandidateQuery candidates;
    ranking::RankRequest request;
    std::vector<std::string> words;  ///< the query's words, in the order of request.words
    std::vector<std::string> terms;  ///< the same words as they are indexed
};

/// `query` must be valid and must have a text or terms.
[[nodiscard]] RecallPlan plan_search(const SearchQuery& query);
[[nodiscard]] RecallPlan plan_recall(const RecallQuery& query);

}  // namespace memory
