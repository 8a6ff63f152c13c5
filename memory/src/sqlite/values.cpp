// Values that begin with a text; see values.hpp.
// Ids are stored as bytes, so a beginning of their text becomes a range of them.

#include "sqlite/values.hpp"

#include "sqlite/sql.hpp"

#include <memory/model.hpp>

#include <cstddef>
#include <utility>

namespace memory::sqlite {

namespace {

/// The lowest and the highest id that begin with `prefix`, which is one's beginning.
std::pair<MemoryId, MemoryId> range_of(const std::string& prefix) {
    std::string low = "00000000-0000-0000-0000-000000000000";
    std::string high = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    low.replace(0, prefix.size(), prefix);
    high.replace(0, prefix.size(), prefix);
    return {MemoryId::parse(low).value_or(MemoryId()), MemoryId::parse(high).value_or(MemoryId())};
}

std::vector<std::string> ids(Db& db, const ValueQuery& query, const Scope& scope) {
    const auto [low, high] = range_of(query.prefix);
    Statement statement = db.prepare(sql::kIdValues);
    statement.bind(scope.tenant).bind(low).bind(high).bind(query.limit);
    std::vector<std::string> found;
    while (statement.step()) {
        found.push_back(statement.id<MemoryId>(0).to_string());
    }
    return found;
}

std::vector<std::string> texts(
    Db& db, std::string_view sql, const ValueQuery& query, const Scope& scope
) {
    Statement statement = db.prepare(sql);
    statement.bind(scope.tenant).bind(query.prefix).bind(query.limit);
    std::vector<std::string> found;
    while (statement.step()) {
        found.emplace_back(statement.text(0));
    }
    return found;
}

}  // namespace

std::vector<std::string> read_values(Db& db, const ValueQuery& query, const Scope& scope) {
    switch (query.kind) {
        case ValueQuery::Kind::id:
            return ids(db, query, scope);
        case ValueQuery::Kind::tag:
            return texts(db, sql::kTagValues, query, scope);
        case ValueQuery::Kind::project:
            return texts(db, sql::kProjectValues, query, scope);
    }
    return {};
}

}  // namespace memory::sqlite
