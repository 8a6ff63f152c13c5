#pragma once
// Reads that are one statement each: memories by id, history, lists, neighbours, numbers.
// Search is in searcher.hpp, because it needs statistics and two statements.

#include "neo4j/graph_client.hpp"

#include <memory/query.hpp>
#include <memory/store.hpp>

#include <optional>
#include <string>
#include <vector>

namespace memory::neo4j {

/// The functions of memory::Store with the same names; `client` must outlive the call.
Task<std::vector<std::optional<Memory>>> get_memories(
    GraphClient& client, std::vector<MemoryId> ids, Scope scope
);
Task<std::optional<MemoryDetails>> read_details(GraphClient& client, MemoryId id, Scope scope);
Task<std::vector<Memory>> read_history(GraphClient& client, MemoryId id, Scope scope);
Task<Page<Memory>> list_memories(GraphClient& client, ListQuery query, Scope scope);
Task<Page<MemoryId>> list_memory_ids(GraphClient& client, ListQuery query, Scope scope);
Task<std::vector<std::optional<MemoryState>>> read_states(
    GraphClient& client, std::vector<MemoryId> ids, Scope scope
);
Task<std::vector<std::string>> read_values(GraphClient& client, ValueQuery query, Scope scope);
Task<std::string> read_change_marker(GraphClient& client, Scope scope);
Task<std::vector<Related>> find_related(GraphClient& client, RelatedQuery query, Scope scope);
Task<std::vector<RelationshipCounts>> count_relationships(
    GraphClient& client, std::vector<MemoryId> ids, Scope scope
);
Task<RecentActivity> read_recent_activity(GraphClient& client, ActivityQuery query, Scope scope);
Task<Statistics> read_statistics(GraphClient& client, Scope scope);

}  // namespace memory::neo4j
