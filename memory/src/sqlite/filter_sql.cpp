// Conditions of a filter; see filter_sql.hpp.
// append_conditions and bind_conditions walk the same fields in the same order.

#include "sqlite/filter_sql.hpp"

#include "sqlite/sql.hpp"

#include <memory/types.hpp>

namespace memory::sqlite {

bool is_of_tenant(const Document& document, const Scope& scope) noexcept {
    return document.tenant == scope.tenant;
}

void append_marks(std::string& sql, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        sql += i == 0 ? "?" : ", ?";
    }
    sql += ")";
}

void append_conditions(std::string& sql, const Filter& filter) {
    sql += sql::kTenant;
    if (!filter.project.empty()) {
        sql += sql::kInProject;
    }
    if (!filter.session.empty()) {
        sql += sql::kInSession;
    }
    if (!filter.author.empty()) {
        sql += sql::kByAuthor;
    }
    if (!filter.types.empty()) {
        sql += sql::kOfTypes;
        append_marks(sql, filter.types.size());
    }
    if (!filter.tags.empty()) {
        sql += sql::kWithTags;
        append_marks(sql, filter.tags.size());
        sql += ")";
    }
    if (filter.min_importance) {
        sql += sql::kImportant;
    }
    if (filter.since) {
        sql += sql::kSince;
    }
    if (filter.until) {
        sql += sql::kUntil;
    }
    if (filter.recorded_since) {
        sql += sql::kRecordedSince;
    }
    if (filter.recorded_before) {
        sql += sql::kRecordedBefore;
    }
    if (!filter.with_relationship.empty()) {
        sql += sql::kLinkedBy;
        append_marks(sql, filter.with_relationship.size());
        sql += ")";
    }
    if (filter.unresolved_only) {
        sql += sql::kUnresolved;
    }
}

void bind_conditions(Statement& statement, const Filter& filter, const Scope& scope) {
    statement.bind(scope.tenant);
    for (const std::string* text : {&filter.project, &filter.session, &filter.author}) {
        if (!text->empty()) {
            statement.bind(*text);
        }
    }
    for (const MemoryType type : filter.types) {
        statement.bind(to_string(type));
    }
    for (const std::string& tag : filter.tags) {
        statement.bind(tag);
    }
    if (filter.min_importance) {
        statement.bind(*filter.min_importance);
    }
    for (const auto& time : {filter.since, filter.until, filter.recorded_since}) {
        if (time) {
            statement.bind(*time);
        }
    }
    if (filter.recorded_before) {
        statement.bind(filter.recorded_before->recorded_at).bind(filter.recorded_before->id);
    }
    for (const RelationshipType type : filter.with_relationship) {
        statement.bind(to_string(type));
    }
}

}  // namespace memory::sqlite
