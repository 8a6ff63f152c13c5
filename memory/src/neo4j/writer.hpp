#pragma once
// Applies a batch of writes to the graph: runs of writes of one kind become one statement each.
// A batch of one write is one round trip; a longer one is one managed transaction.

#include "neo4j/graph_client.hpp"

#include <memory/store.hpp>

#include <vector>

namespace memory::neo4j {

/// Applies `batch` atomically; one result per operation, in order. `batch` and `client` must
/// outlive the call. Errors: those of memory::Store::apply.
Task<std::vector<WriteResult>> apply_batch(
    GraphClient& client, const WriteBatch& batch, const Scope& scope
);

}  // namespace memory::neo4j
