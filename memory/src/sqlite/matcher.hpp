#pragma once
// Full-text search: the query's terms looked up in the index, candidates with their frequencies,
// the ranker's order, and the page it keeps; all in one snapshot.

#include "sqlite/db.hpp"
#include "sqlite/document_cache.hpp"

#include <memory/model.hpp>
#include <memory/store.hpp>

namespace memory::sqlite {

[[nodiscard]] Retrieved retrieve(
    Db& db,
    DocumentCache& documents,
    const CandidateQuery& query,
    const RankFunction& rank,
    const Scope& scope
);

}  // namespace memory::sqlite
