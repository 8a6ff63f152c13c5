#pragma once
// Applies write batches on a connection, inside a transaction that the caller opened.
// One function an operation; every failure is a memory::Error and undoes the batch.

#include "sqlite/db.hpp"

#include <memory/model.hpp>
#include <memory/store.hpp>

#include <vector>

namespace memory::sqlite {

/// Throws on the first operation that fails; the caller rolls back to its savepoint.
[[nodiscard]] std::vector<WriteResult> apply_batch(
    Db& db, const WriteBatch& batch, const Scope& scope
);

}  // namespace memory::sqlite
