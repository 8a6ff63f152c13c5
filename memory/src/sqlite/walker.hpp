#pragma once
// The neighbourhood of a memory along its relationships, breadth first.
// Each level is ordered before the next one is looked at, so the answer does not depend on row
// order.

#include "sqlite/db.hpp"

#include <memory/model.hpp>
#include <memory/query.hpp>

#include <vector>

namespace memory::sqlite {

[[nodiscard]] std::vector<Related> walk_related(
    Db& db, const RelatedQuery& query, const Scope& scope
);

}  // namespace memory::sqlite
