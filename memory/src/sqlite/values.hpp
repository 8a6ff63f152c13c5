#pragma once
// Values that begin with a text: ids, tags and projects, for completion.
// One connection, pure SQL.

#include "sqlite/db.hpp"

#include <memory/query.hpp>

#include <string>
#include <vector>

namespace memory::sqlite {

/// The function of memory::Store.
[[nodiscard]] std::vector<std::string> read_values(
    Db& db, const ValueQuery& query, const Scope& scope
);

}  // namespace memory::sqlite
