#pragma once
// Brings a database to this program's schema, once, whoever comes first.
// The steps themselves are in schema.cpp.

#include "neo4j/graph_client.hpp"

#include <cstdint>

namespace memory::neo4j {

/// Answers the schema version after it. Safe to run from several programs at once. Throws
/// Errc::newer_store, before anything is changed, when a newer program has been here.
Task<std::int64_t> migrate(GraphClient& client);

}  // namespace memory::neo4j
