#pragma once
// Merges the postings of a query's terms into matches, and scores those as the contract asks for
// the choice of candidates. Pure.

#include "sqlite/postings.hpp"

#include <memory/query.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memory::sqlite {

/// The documents that match, in ascending order, and a row of counts for each.
struct Matches {
    Matches() = default;
    std::vector<std::int64_t> documents;
    std::vector<std::uint16_t> counts;  ///< documents.size() rows of one count a term
};

/// `terms` are at most 64: the merge looks at each of them for every document.
[[nodiscard]] Matches merge_postings(const std::vector<Postings>& terms, MatchMode match);

/// Sizes of the whole collection, all tenants.
struct CollectionSize {
    CollectionSize() = default;
    std::int64_t memories = 0;
    std::int64_t words = 0;  ///< sum of the memories' lengths
};

/// BM25 of each match with k1 1.2 and b 0.75; `holders` says how many memories hold each term.
/// Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; idf in Lucene's form.
[[nodiscard]] std::vector<double> index_scores(
    const Matches& matches, const std::vector<std::int64_t>& holders, const CollectionSize& size
);

}  // namespace memory::sqlite
