// Reading summaries; see summary_reader.hpp.
// Bolt documentation: "PULL", "DISCARD", and the status objects of 5.6.

#include "conn/summary_reader.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace bolt::detail {

namespace {

template <class T>
const T* entry(const Map& map, std::string_view key) {
    const Value* value = map.find(key);
    return value == nullptr ? nullptr : value->get_if<T>();
}

std::string text(const Map& map, std::string_view key) {
    const auto* found = entry<std::string>(map, key);
    return found == nullptr ? std::string() : *found;
}

std::optional<std::chrono::milliseconds> duration(const Map& map, std::string_view key) {
    const auto* found = entry<std::int64_t>(map, key);
    if (found == nullptr) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(*found);
}

void read_counters(const Map& stats, Counters& counters) {
    const std::array<std::pair<std::string_view, std::int64_t*>, 12> numbers{{
        {"nodes-created", &counters.nodes_created},
        {"nodes-deleted", &counters.nodes_deleted},
        {"relationships-created", &counters.relationships_created},
        {"relationships-deleted", &counters.relationships_deleted},
        {"properties-set", &counters.properties_set},
        {"labels-added", &counters.labels_added},
        {"labels-removed", &counters.labels_removed},
        {"indexes-added", &counters.indexes_added},
        {"indexes-removed", &counters.indexes_removed},
        {"constraints-added", &counters.constraints_added},
        {"constraints-removed", &counters.constraints_removed},
        {"system-updates", &counters.system_updates},
    }};
    bool changed = false;
    for (const auto& [key, target] : numbers) {
        if (const auto* number = entry<std::int64_t>(stats, key)) {
            *target = *number;
            changed = changed || (*number > 0 && key != "system-updates");
        }
    }
    const auto* updates = entry<bool>(stats, "contains-updates");
    counters.contains_updates = updates != nullptr ? *updates : changed;
    const auto* system = entry<bool>(stats, "contains-system-updates");
    counters.contains_system_updates = system != nullptr ? *system : counters.system_updates > 0;
}

/// Before 5.6: maps with code, title, description, severity, category.
void read_notifications(const List& items, Summary& summary) {
    for (const Value& item : items) {
        if (const Map* map = item.get_if<Map>()) {
            Notification notification;
            notification.code = text(*map, "code");
            notification.title = text(*map, "title");
            notification.description = text(*map, "description");
            notification.severity = text(*map, "severity");
            notification.classification = text(*map, "category");
            summary.notifications.push_back(std::move(notification));
        }
    }
}

/// Since 5.6: status objects; those with a neo4j_code are notifications.
void read_statuses(const List& items, Summary& summary) {
    for (const Value& item : items) {
        const Map* map = item.get_if<Map>();
        if (map == nullptr) {
            continue;
        }
        summary.gql_statuses.push_back(*map);
        Notification notification;
        notification.code = text(*map, "neo4j_code");
        if (notification.code.empty()) {
            continue;
        }
        notification.gql_status = text(*map, "gql_status");
        notification.title = text(*map, "title");
        notification.description = text(*map, "description");
        if (const Map* record = entry<Map>(*map, "diagnostic_record")) {
            notification.severity = text(*record, "_severity");
            notification.classification = text(*record, "_classification");
        }
        summary.notifications.push_back(std::move(notification));
    }
}

}  // namespace

Keys read_keys(const Map& metadata) {
    auto keys = std::make_shared<std::vector<std::string>>();
    if (const List* fields = entry<List>(metadata, "fields")) {
        for (const Value& field : *fields) {
            if (const auto* name = field.get_if<std::string>()) {
                keys->push_back(*name);
            }
        }
    }
    return keys;
}

std::optional<std::int64_t> read_query_id(const Map& metadata) {
    const auto* id = entry<std::int64_t>(metadata, "qid");
    return id == nullptr ? std::nullopt : std::optional(*id);
}

bool has_more(const Map& metadata) {
    const auto* more = entry<bool>(metadata, "has_more");
    return more != nullptr && *more;
}

void read_run_summary(const Map& metadata, Summary& summary) {
    summary.result_available_after = duration(metadata, "t_first");
    if (summary.database.empty()) {
        summary.database = text(metadata, "db");
    }
}

void read_final_summary(const Map& metadata, Summary& summary) {
    summary.result_consumed_after = duration(metadata, "t_last");
    summary.bookmark = text(metadata, "bookmark");
    summary.query_type = text(metadata, "type");
    if (std::string database = text(metadata, "db"); !database.empty()) {
        summary.database = std::move(database);
    }
    if (const Map* stats = entry<Map>(metadata, "stats")) {
        read_counters(*stats, summary.counters);
    }
    if (const Map* plan = entry<Map>(metadata, "plan")) {
        summary.plan = *plan;
    }
    if (const Map* profile = entry<Map>(metadata, "profile")) {
        summary.profile = *profile;
    }
    if (const List* statuses = entry<List>(metadata, "statuses")) {
        read_statuses(*statuses, summary);
    } else if (const List* notifications = entry<List>(metadata, "notifications")) {
        read_notifications(*notifications, summary);
    }
}

}  // namespace bolt::detail
