#pragma once
// The reads of the store, on one connection, each in a snapshot of its own.
// Pure SQL work: threads and coroutines are the store's business.

#include "sqlite/db.hpp"

#include <memory/model.hpp>
#include <memory/query.hpp>
#include <memory/store.hpp>

#include <optional>
#include <vector>

namespace memory::sqlite {

[[nodiscard]] std::vector<std::optional<Memory>> read_memories(
    Db& db, const std::vector<MemoryId>& ids, const Scope& scope
);
[[nodiscard]] std::vector<Memory> read_history(Db& db, MemoryId id, const Scope& scope);
[[nodiscard]] Page<Memory> read_list(Db& db, const ListQuery& query, const Scope& scope);
[[nodiscard]] Page<MemoryId> read_id_list(Db& db, const ListQuery& query, const Scope& scope);
[[nodiscard]] std::vector<std::optional<MemoryState>> read_states(
    Db& db, const std::vector<MemoryId>& ids, const Scope& scope
);
[[nodiscard]] std::optional<MemoryDetails> read_details(Db& db, MemoryId id, const Scope& scope);
[[nodiscard]] std::vector<RelationshipCounts> read_relationship_counts(
    Db& db, const std::vector<MemoryId>& ids, const Scope& scope
);
[[nodiscard]] RecentActivity read_activity(Db& db, const ActivityQuery& query, const Scope& scope);
[[nodiscard]] Statistics read_statistics(Db& db, const Scope& scope);

/// A number that changes when another connection, of any process, has committed. Only to be
/// compared with an earlier one of the same connection.
[[nodiscard]] std::int64_t data_version(Db& db);

/// The memory at a row that an earlier statement of the same snapshot gave.
[[nodiscard]] Memory read_row(Db& db, std::int64_t row);

}  // namespace memory::sqlite
