// Reads of the Neo4j store: parameters in, rows out, one round trip each.
// Rows are read by position or column name as cypher.cpp returns them.
#include "neo4j/reader.hpp"

#include "neo4j/cypher.hpp"
#include "neo4j/mapping.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace memory::neo4j {

namespace {

constexpr bolt::AccessMode kRead = bolt::AccessMode::read;

bolt::Map parameters_of(const Scope& scope) {
    bolt::Map parameters;
    parameters.set("tenant", scope.tenant);
    return parameters;
}

bolt::List distinct_ids(const std::vector<MemoryId>& ids) {
    const std::set<MemoryId> distinct(ids.begin(), ids.end());
    bolt::List list;
    list.reserve(distinct.size());
    for (const MemoryId& id : distinct) {
        list.emplace_back(id.to_string());
    }
    return list;
}

bolt::Map list_parameters(const ListQuery& query, const Scope& scope) {
    bolt::Map parameters = parameters_of(scope);
    parameters.set("offset", query.offset);
    parameters.set("limit", query.limit);
    add_filter_parameters(query.filter, parameters);
    return parameters;
}

/// The rows of a list: one with the total, and those of the items.
template <class Item>
Page<Item> page_of(
    const ListQuery& query, const GraphClient::Rows& rows, Item (*read)(bolt::ValueView)
) {
    Page<Item> page;
    page.offset = query.offset;
    for (const bolt::Record& row : rows) {
        if (row[0].kind() == bolt::Kind::integer) {
            page.total = read_integer(row[0]);
        } else {
            page.items.push_back(read(row[0]));
        }
    }
    page.has_more = page.offset + static_cast<std::int64_t>(page.items.size()) < page.total;
    return page;
}

}  // namespace

Task<std::vector<std::optional<Memory>>> get_memories(
    GraphClient& client, std::vector<MemoryId> ids, Scope scope
) {
    std::vector<std::optional<Memory>> found(ids.size());
    if (ids.empty()) {
        co_return found;
    }
    bolt::Map parameters = parameters_of(scope);
    parameters.set("ids", distinct_ids(ids));
    const GraphClient::Rows rows =
        co_await client.run(cypher::get_memories(), std::move(parameters), kRead);
    std::map<MemoryId, Memory> by_id;
    for (const bolt::Record& row : rows) {
        Memory memory = read_memory(row[0]);
        const MemoryId id = memory.id;
        by_id.emplace(id, std::move(memory));
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto at = by_id.find(ids[i]);
        if (at != by_id.end()) {
            found[i] = at->second;
        }
    }
    co_return found;
}

Task<std::optional<MemoryDetails>> read_details(GraphClient& client, MemoryId id, Scope scope) {
    bolt::Map parameters = parameters_of(scope);
    parameters.set("id", id.to_string());
    parameters.set("relationship_types", type_names_or_all({}));
    const GraphClient::Rows rows =
        co_await client.run(cypher::details(), std::move(parameters), kRead);
    if (rows.empty()) {
        co_return std::nullopt;
    }
    const bolt::Record& row = rows.front();
    MemoryDetails details;
    details.memory = read_memory(row["memory"]);
    const bolt::ValueView relationships = row["relationships"];
    for (std::size_t i = 0; i < relationships.size(); ++i) {
        const bolt::ValueView pair = read_list(relationships[i], 2);
        details.relationships[read_relationship_type(pair[0])] = read_integer(pair[1]);
    }
    co_return details;
}

Task<std::vector<Memory>> read_history(GraphClient& client, MemoryId id, Scope scope) {
    bolt::Map parameters = parameters_of(scope);
    parameters.set("id", id.to_string());
    const GraphClient::Rows rows =
        co_await client.run(cypher::history(), std::move(parameters), kRead);
    std::vector<Memory> versions;
    versions.reserve(rows.size());
    for (const bolt::Record& row : rows) {
        versions.push_back(read_memory(row[0]));
    }
    co_return versions;
}

Task<Page<Memory>> list_memories(GraphClient& client, ListQuery query, Scope scope) {
    bolt::Map parameters = list_parameters(query, scope);
    const GraphClient::Rows rows =
        co_await client.run(cypher::list(query.filter, query.order), std::move(parameters), kRead);
    co_return page_of<Memory>(query, rows, read_memory);
}

Task<Page<MemoryId>> list_memory_ids(GraphClient& client, ListQuery query, Scope scope) {
    bolt::Map parameters = list_parameters(query, scope);
    std::string text = cypher::list_ids(query.filter, query.order);
    const GraphClient::Rows rows =
        co_await client.run(std::move(text), std::move(parameters), kRead);
    co_return page_of<MemoryId>(query, rows, read_memory_id);
}

Task<std::vector<std::optional<MemoryState>>> read_states(
    GraphClient& client, std::vector<MemoryId> ids, Scope scope
) {
    bolt::Map parameters = parameters_of(scope);
    parameters.set("ids", distinct_ids(ids));
    parameters.set("relationship_types", type_names_or_all({}));
    const GraphClient::Rows rows =
        co_await client.run(cypher::states(), std::move(parameters), kRead);
    std::map<MemoryId, MemoryState> by_id;
    for (const bolt::Record& row : rows) {
        MemoryState& state = by_id[read_memory_id(row["id"])];
        state.version = read_integer(row["version"]);
        state.recorded_at = from_micros(read_integer(row["recorded_at"]));
        state.relationships = read_integer(row["relationships"]);
        if (row["linked_at"].kind() == bolt::Kind::integer) {
            state.linked_at = from_micros(read_integer(row["linked_at"]));
        }
    }
    std::vector<std::optional<MemoryState>> states(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (const auto at = by_id.find(ids[i]); at != by_id.end()) {
            states[i] = at->second;
        }
    }
    co_return states;
}

Task<std::vector<std::string>> read_values(GraphClient& client, ValueQuery query, Scope scope) {
    bolt::Map parameters = parameters_of(scope);
    parameters.set("prefix", query.prefix);
    parameters.set("limit", query.limit);
    const GraphClient::Rows rows =
        co_await client.run(cypher::values(query.kind), std::move(parameters), kRead);
    std::vector<std::string> values;
    values.reserve(rows.size());
    for (const bolt::Record& row : rows) {
        values.push_back(read_text(row[0]));
    }
    co_return values;
}

Task<std::string> read_change_marker(GraphClient& client, Scope scope) {
    bolt::Map parameters = parameters_of(scope);
    const GraphClient::Rows rows =
        co_await client.run(cypher::change_marker(), std::move(parameters), kRead);
    std::string marker;
    for (const bolt::Record& row : rows) {
        marker += std::to_string(read_integer(row[0])) + "/";
    }
    co_return marker;
}

Task<std::vector<Related>> find_related(GraphClient& client, RelatedQuery query, Scope scope) {
    constexpr int kDeepest = 5;
    bolt::Map parameters = parameters_of(scope);
    parameters.set("id", query.id.to_string());
    parameters.set("limit", query.limit);
    parameters.set("relationship_types", type_names_or_all(query.types));
    const int depth = std::clamp(query.max_depth, 1, kDeepest);
    const GraphClient::Rows rows =
        co_await client.run(cypher::related(query.direction, depth), std::move(parameters), kRead);
    std::vector<Related> found;
    found.reserve(rows.size());
    for (const bolt::Record& row : rows) {
        Related related;
        related.memory = read_memory(row["memory"]);
        related.relationship = read_relationship(row["relationship"]);
        related.depth = static_cast<int>(read_integer(row["depth"]));
        found.push_back(std::move(related));
    }
    co_return found;
}

Task<std::vector<RelationshipCounts>> count_relationships(
    GraphClient& client, std::vector<MemoryId> ids, Scope scope
) {
    std::vector<RelationshipCounts> counts(ids.size());
    if (ids.empty()) {
        co_return counts;
    }
    bolt::Map parameters = parameters_of(scope);
    parameters.set("ids", distinct_ids(ids));
    parameters.set("relationship_types", type_names_or_all({}));
    const GraphClient::Rows rows =
        co_await client.run(cypher::relationship_counts(), std::move(parameters), kRead);
    std::map<MemoryId, RelationshipCounts> by_id;
    for (const bolt::Record& row : rows) {
        const RelationshipType type = read_relationship_type(row["type"]);
        by_id[read_memory_id(row["id"])][type] = read_integer(row["count"]);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto at = by_id.find(ids[i]);
        if (at != by_id.end()) {
            counts[i] = at->second;
        }
    }
    co_return counts;
}

Task<RecentActivity> read_recent_activity(GraphClient& client, ActivityQuery query, Scope scope) {
    bolt::Map parameters = parameters_of(scope);
    parameters.set("unresolved_limit", query.unresolved_limit);
    parameters.set("recent_limit", query.recent_limit);
    add_filter_parameters(query.filter, parameters);
    const GraphClient::Rows rows =
        co_await client.run(cypher::recent_activity(query.filter), std::move(parameters), kRead);
    RecentActivity activity;
    for (const bolt::Record& row : rows) {
        const std::string kind = read_text(row["kind"]);
        if (kind == "type") {
            const bolt::ValueView pair = read_list(row["row"], 2);
            const std::int64_t count = read_integer(pair[1]);
            activity.by_type[read_memory_type(pair[0])] = count;
            activity.total += count;
        } else if (kind == "unresolved") {
            activity.unresolved.push_back(read_memory(row["row"]));
        } else {
            activity.recent.push_back(read_memory(row["row"]));
        }
    }
    co_return activity;
}

Task<Statistics> read_statistics(GraphClient& client, Scope scope) {
    bolt::Map parameters = parameters_of(scope);
    parameters.set("relationship_types", type_names_or_all({}));
    const GraphClient::Rows rows =
        co_await client.run(cypher::statistics(), std::move(parameters), kRead);
    Statistics statistics;
    double importance = 0;
    double confidence = 0;
    for (const bolt::Record& row : rows) {
        const std::string kind = read_text(row["kind"]);
        const std::int64_t count = read_integer(row["count"]);
        if (kind == "memories") {
            statistics.memories_by_type[read_memory_type(row["name"])] = count;
            statistics.memories += count;
            importance += read_number(row["importance"]);
            confidence += read_number(row["confidence"]);
        } else if (kind == "relationships") {
            statistics.relationships_by_type[read_relationship_type(row["name"])] = count;
            statistics.relationships += count;
        } else if (kind == "projects") {
            statistics.projects = count;
        } else {
            statistics.sessions = count;
        }
    }
    if (statistics.memories > 0) {
        const auto memories = static_cast<double>(statistics.memories);
        statistics.average_importance = importance / memories;
        statistics.average_confidence = confidence / memories;
    }
    co_return statistics;
}

}  // namespace memory::neo4j
