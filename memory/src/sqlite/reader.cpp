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

std::string select_memories() {
    std::string text = "SELECT ";
    text += sql::kMemoryColumns;
    text += " FROM memory m WHERE ";
    return text;
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

std::vector<Memory> page(
    Db& db,
    const Filter& filter,
    ListQuery::Order order,
    std::int64_t limit,
    std::int64_t offset,
    const Scope& scope
) {
    std::string text = select_memories();
    append_conditions(text, filter);
    text += order_by(order);
    text += sql::kPage;
    Statement statement = db.prepare(text);
    bind_conditions(statement, filter, scope);
    statement.bind(limit).bind(offset);
    std::vector<Memory> memories;
    while (statement.step()) {
        memories.push_back(read_memory(statement));
    }
    return memories;
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
    Page<Memory> result;
    result.total = count(db, query.filter, scope);
    result.offset = query.offset;
    result.items = page(db, query.filter, query.order, query.limit, query.offset, scope);
    result.has_more = query.offset + static_cast<std::int64_t>(result.items.size()) < result.total;
    return result;
}

std::vector<RelationshipCounts> read_relationship_counts(
    Db& db, const std::vector<MemoryId>& ids, const Scope& scope
) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<RelationshipCounts> all;
    all.reserve(ids.size());
    for (const MemoryId id : ids) {
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
        all.push_back(std::move(counts));
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
    activity.unresolved =
        page(db, open, ListQuery::Order::importance, query.unresolved_limit, 0, scope);
    activity.recent =
        page(db, query.filter, ListQuery::Order::recorded, query.recent_limit, 0, scope);
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
