#pragma once
// What the store and Neo4j's full-text index say to each other: Lucene query texts, the tokens that
// name a scope inside the index, and the counting of a query's words in a memory's words. Pure.

#include <memory/candidates.hpp>
#include <memory/query.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace memory::neo4j {

/// Words of one query that may match with an edit. Lucene turns each into at most 50 words, and
/// refuses a query of more than 1,024 in all; further ones match exactly.
inline constexpr std::size_t kMaxSimilarTerms = 16;

/// Query terms as the index is asked for them: the same list, with the bound above applied.
[[nodiscard]] std::vector<QueryTerm> bounded_terms(std::vector<QueryTerm> terms);

/// Lucene query for all memories of any tenant that hold one term.
[[nodiscard]] std::string holding_query(const QueryTerm& term);

/// Lucene query for the candidates of a scope. `filter` narrows it to a project or session inside
/// the index; the statement's predicates still apply.
[[nodiscard]] std::string candidate_query(
    const std::vector<QueryTerm>& terms, MatchMode match, const Filter& filter, const Scope& scope
);

/// What the index keeps beside a memory's words so that such a query can name its scope: one token
/// each for tenant, project and session. Tokens are hashes; equal scopes have equal tokens, and a
/// collision costs time, never privacy, because the predicates compare the real values.
[[nodiscard]] std::string scope_words(
    const Scope& scope, std::string_view project, std::string_view session
);

/// The indexed words of a memory: terms and extra terms, separated by single spaces.
[[nodiscard]] std::string indexed_words(const IndexTerms& index);

/// Occurrences of each term in such a text, appended to `counts` in the order of `terms`; a count
/// ends at 65,535.
void count_terms(
    std::string_view words, const std::vector<QueryTerm>& terms, std::vector<std::uint16_t>& counts
);

}  // namespace memory::neo4j
