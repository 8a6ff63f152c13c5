#pragma once
// Full-text search: the query's terms as an FTS5 expression, candidates with their frequencies,
// the ranker's order, and the page it keeps; all in one snapshot.

#include "sqlite/db.hpp"

#include <memory/model.hpp>
#include <memory/store.hpp>

namespace memory::sqlite {

[[nodiscard]] Retrieved retrieve(
    Db& db, const CandidateQuery& query, const RankFunction& rank, const Scope& scope
);

}  // namespace memory::sqlite
