#pragma once
// Applies write batches on a connection, inside a transaction that the caller opened.
// One function an operation; every failure is a memory::Error and undoes the batch.

#include "sqlite/db.hpp"

#include <memory/model.hpp>
#include <memory/store.hpp>

#include <cstdint>
#include <vector>

namespace memory::sqlite {

/// Throws on the first operation that fails; the caller rolls back to its savepoint.
[[nodiscard]] std::vector<WriteResult> apply_batch(
    Db& db, const WriteBatch& batch, const Scope& scope
);

/// The greatest number that a document has; to be read before a transaction's first batch.
[[nodiscard]] std::int64_t last_document(Db& db);
/// Tells the full-text index what the transaction's batches did: documents added since, with
/// numbers above `last_indexed`, and documents dropped.
void index_documents(Db& db, std::int64_t last_indexed);

/// Merges some of the pieces that transactions left in the full-text index, in a transaction of its
/// own that takes a few milliseconds. False when nothing was left to merge. Every search looks its
/// words up in every piece.
bool merge_index(Db& db);

}  // namespace memory::sqlite
