// Lists, counts and single memories; see reader.hpp. Full-text search is matcher.cpp, the walk
// along relationships walker.cpp.

#include "sqlite/reader.hpp"

#include "sqlite/filter_sql.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/sql.hpp"

#include <memory/types.hpp>

#include <string>

namespace memory::sqlite {

namespace {

std::string select_from_memory(std::string_view columns) {
    std::string text = "SELECT ";
    text += columns;
    text += " FROM memory m WHERE ";
    return text;
}

std::string select_memories() {
    return select_from_memory(sql::kMemoryColumns);
}

std::string_view order_by(ListQuery::Order order) {
    switch (order) {
        case ListQuery::Order::importance:
            return sql::kByImportance;
        case ListQuery::Order::recorded:
            return sql::kByRecorded;
        case ListQuery::Order::occurred:
            return sql::kByOccurred;
    }
    return sql::kByImportance;
}

std::int64_t count(Db& db, const Filter& filter, const Scope& scope) {
    std::string text = "SELECT count(*) FROM memory m WHERE ";
    append_conditions(text, filter);
    Statement statement = db.prepare(text);
    bind_conditions(statement, filter, scope);
    statement.step();
    return statement.integer(0);
}

/// The rows of a page, of which `read` makes items.
template <class Item, class Read>
std::vector<Item> page_of(
    Db& db, std::string_view columns, const ListQuery& query, const Scope& scope, Read read
) {
    std::string text = select_from_memory(columns);
    append_conditions(text, query.filter);
    text += order_by(query.order);
    text += sql::kPage;
    Statement statement = db.prepare(text);
    bind_conditions(statement, query.filter, scope);
    statement.bind(query.limit).bind(query.offset);
    std::vector<Item> items;
    while (statement.step()) {
        items.push_back(read(statement));
    }
    return items;
}

std::vector<Memory> memories_of(Db& db, const ListQuery& query, const Scope& scope) {
    return page_of<Memory>(db, sql::kMemoryColumns, query, scope, [](const Statement& row) {
        return read_memory(row);
    });
}

/// One of the lists of an activity: all that pass, from the beginning.
std::vector<Memory> first_memories(
    Db& db, Filter filter, ListQuery::Order order, std::int64_t limit, const Scope& scope
) {
    ListQuery query;
    query.filter = std::move(filter);
    query.order = order;
    query.limit = limit;
    return memories_of(db, query, scope);
}

template <class Item>
Page<Item> page_with_total(
    Db& db, const ListQuery& query, const Scope& scope, std::vector<Item> items
) {
    Page<Item> result;
    result.total = count(db, query.filter, scope);
    result.offset = query.offset;
    result.items = std::move(items);
    result.has_more = query.offset + static_cast<std::int64_t>(result.items.size()) < result.total;
    return result;
}

std::optional<std::int64_t> row_of(Db& db, MemoryId id, const Scope& scope) {
    Statement statement = db.prepare(sql::kRowOfId);
    statement.bind(scope.tenant).bind(id);
    return statement.step() ? std::optional(statement.integer(0)) : std::nullopt;
}

std::optional<Memory> read_memory_of(Db& db, MemoryId id, const Scope& scope) {
    std::string text = select_memories();
    text += sql::kTenant;
    text += " AND m.id = ?";
    Statement statement = db.prepare(text);
    statement.bind(scope.tenant).bind(id);
    return statement.step() ? std::optional(read_memory(statement)) : std::nullopt;
}

/// Empty for an unknown id.
RelationshipCounts relationship_counts_of(Db& db, MemoryId id, const Scope& scope) {
    RelationshipCounts counts;
    if (const std::optional<std::int64_t> row = row_of(db, id, scope)) {
        Statement statement = db.prepare(sql::kEdgeCounts);
        statement.bind(*row);
        while (statement.step()) {
            if (const auto type = parse_relationship_type(statement.text(0))) {
                counts[*type] = statement.integer(1);
            }
        }
    }
    return counts;
}

std::int64_t single_number(Db& db, std::string_view text, const Scope& scope) {
    Statement statement = db.prepare(text);
    statement.bind(scope.tenant).step();
    return statement.integer(0);
}

}  // namespace

Memory read_row(Db& db, std::int64_t row) {
    std::string text = select_memories();
    text += "m.row = ?";
    Statement statement = db.prepare(text);
    statement.bind(row);
    if (!statement.step()) {
        throw Error(
            Errc::corrupt,
            "the full-text index names memory " + std::to_string(row) + ", which is not there"
        );
    }
    return read_memory(statement);
}

std::vector<std::optional<Memory>> read_memories(
    Db& db, const std::vector<MemoryId>& ids, const Scope& scope
) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<std::optional<Memory>> memories;
    memories.reserve(ids.size());
    for (const MemoryId id : ids) {
        memories.push_back(read_memory_of(db, id, scope));
    }
    snapshot.commit();
    return memories;
}

std::optional<MemoryDetails> read_details(Db& db, MemoryId id, const Scope& scope) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::optional<Memory> memory = read_memory_of(db, id, scope);
    if (!memory) {
        return std::nullopt;
    }
    MemoryDetails details;
    details.memory = std::move(*memory);
    details.relationships = relationship_counts_of(db, id, scope);
    return details;
}

std::vector<Memory> read_history(Db& db, MemoryId id, const Scope& scope) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<Memory> versions;
    Statement statement = db.prepare(sql::kSelectVersions);
    statement.bind(scope.tenant).bind(id);
    while (statement.step()) {
        versions.push_back(read_memory(statement));
    }
    return versions;
}

Page<Memory> read_list(Db& db, const ListQuery& query, const Scope& scope) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    return page_with_total(db, query, scope, memories_of(db, query, scope));
}

Page<MemoryId> read_id_list(Db& db, const ListQuery& query, const Scope& scope) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<MemoryId> ids = page_of<MemoryId>(
        db, "m.id", query, scope, [](const Statement& row) { return row.id<MemoryId>(0); }
    );
    return page_with_total(db, query, scope, std::move(ids));
}

std::vector<std::optional<MemoryState>> read_states(
    Db& db, const std::vector<MemoryId>& ids, const Scope& scope
) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<std::optional<MemoryState>> states;
    states.reserve(ids.size());
    for (const MemoryId id : ids) {
        Statement statement = db.prepare(sql::kState);
        statement.bind(scope.tenant).bind(id);
        if (!statement.step()) {
            states.emplace_back();
            continue;
        }
        MemoryState state;
        state.version = statement.integer(0);
        state.recorded_at = statement.time(1);
        Statement edges = db.prepare(sql::kEdgeState);
        edges.bind(statement.integer(2)).step();
        state.relationships = edges.integer(0);
        state.linked_at = edges.optional_time(1);
        states.emplace_back(state);
    }
    return states;
}

std::int64_t data_version(Db& db) {
    Statement statement = db.prepare(sql::kDataVersion);
    statement.step();
    return statement.integer(0);
}

std::vector<RelationshipCounts> read_relationship_counts(
    Db& db, const std::vector<MemoryId>& ids, const Scope& scope
) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<RelationshipCounts> all;
    all.reserve(ids.size());
    for (const MemoryId id : ids) {
        all.push_back(relationship_counts_of(db, id, scope));
    }
    return all;
}

RecentActivity read_activity(Db& db, const ActivityQuery& query, const Scope& scope) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    RecentActivity activity;
    {
        std::string text = "SELECT m.type, count(*) FROM memory m WHERE ";
        append_conditions(text, query.filter);
        text += " GROUP BY m.type";
        Statement statement = db.prepare(text);
        bind_conditions(statement, query.filter, scope);
        while (statement.step()) {
            if (const auto type = parse_memory_type(statement.text(0))) {
                activity.by_type[*type] = statement.integer(1);
                activity.total += statement.integer(1);
            }
        }
    }
    Filter open = query.filter;
    open.unresolved_only = true;
    activity.unresolved = first_memories(
        db, std::move(open), ListQuery::Order::importance, query.unresolved_limit, scope
    );
    activity.recent =
        first_memories(db, query.filter, ListQuery::Order::recorded, query.recent_limit, scope);
    return activity;
}

Statistics read_statistics(Db& db, const Scope& scope) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    Statistics statistics;
    double importance = 0;
    double confidence = 0;
    {
        Statement statement = db.prepare(sql::kTypeCounts);
        statement.bind(scope.tenant);
        while (statement.step()) {
            if (const auto type = parse_memory_type(statement.text(0))) {
                statistics.memories_by_type[*type] = statement.integer(1);
                statistics.memories += statement.integer(1);
                importance += statement.real(2);
                confidence += statement.real(3);
            }
        }
    }
    if (statistics.memories > 0) {
        statistics.average_importance = importance / static_cast<double>(statistics.memories);
        statistics.average_confidence = confidence / static_cast<double>(statistics.memories);
    }
    {
        Statement statement = db.prepare(sql::kEdgeTypeCounts);
        statement.bind(scope.tenant);
        while (statement.step()) {
            if (const auto type = parse_relationship_type(statement.text(0))) {
                statistics.relationships_by_type[*type] = statement.integer(1);
                statistics.relationships += statement.integer(1);
            }
        }
    }
    statistics.projects = single_number(db, sql::kProjectCount, scope);
    statistics.sessions = single_number(db, sql::kSessionCount, scope);
    return statistics;
}

}  // namespace memory::sqlite
