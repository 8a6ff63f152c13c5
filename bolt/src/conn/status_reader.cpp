// Reading and making statuses; see status_reader.hpp.
// Bolt documentation, "PULL"; codes and texts of what is made up: the official drivers'.

#include "conn/status_reader.hpp"

#include "protocol/metadata.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace bolt::detail {

namespace {

using protocol::entry;
using protocol::text_at;

std::optional<QueryPosition> position(const Map& map, std::string_view key) {
    const Map* found = entry<Map>(map, key);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto* offset = entry<std::int64_t>(*found, "offset");
    const auto* line = entry<std::int64_t>(*found, "line");
    const auto* column = entry<std::int64_t>(*found, "column");
    if (offset == nullptr || line == nullptr || column == nullptr) {
        return std::nullopt;
    }
    QueryPosition place;
    place.offset = *offset;
    place.line = *line;
    place.column = *column;
    return place;
}

Map default_record() {
    Map record;
    record.set("OPERATION", "");
    record.set("OPERATION_CODE", "0");
    record.set("CURRENT_SCHEMA", "/");
    return record;
}

/// Since 5.6. Entries that a record lacks get the defaults.
GqlStatus read_status(const Map& map) {
    GqlStatus status;
    status.status = text_at(map, "gql_status");
    status.description = text_at(map, "status_description");
    status.is_notification = map.contains("neo4j_code");
    status.diagnostic_record = default_record();
    if (const Map* record = entry<Map>(map, "diagnostic_record")) {
        for (const MapEntry& item : *record) {
            status.diagnostic_record.set(item.key, item.value);
        }
        status.severity = text_at(*record, "_severity");
        status.classification = text_at(*record, "_classification");
        status.position = position(*record, "_position");
    }
    return status;
}

Notification notification_of(const Map& map, const GqlStatus& status) {
    Notification notification;
    notification.code = text_at(map, "neo4j_code");
    notification.gql_status = status.status;
    notification.title = text_at(map, "title");
    notification.description = text_at(map, "description");
    notification.severity = status.severity;
    notification.classification = status.classification;
    notification.position = status.position;
    return notification;
}

/// Before 5.6.
Notification read_notification(const Map& map) {
    Notification notification;
    notification.code = text_at(map, "code");
    notification.title = text_at(map, "title");
    notification.description = text_at(map, "description");
    notification.severity = text_at(map, "severity");
    notification.classification = text_at(map, "category");
    notification.position = position(map, "position");
    return notification;
}

GqlStatus status_of(const Map& map, const Notification& notification) {
    GqlStatus status;
    const bool warning = notification.severity == "WARNING";
    status.status = warning ? "01N42" : "03N42";
    status.description = notification.description;
    if (status.description.empty()) {
        status.description = warning ? "warn: unknown warning" : "info: unknown notification";
    }
    status.severity = notification.severity;
    status.classification = notification.classification;
    status.position = notification.position;
    status.is_notification = true;
    status.diagnostic_record = default_record();
    const auto copy = [&map, &status](std::string_view from, std::string_view to) {
        if (const Value* value = map.find(from)) {
            status.diagnostic_record.set(std::string(to), *value);
        }
    };
    copy("category", "_classification");
    copy("severity", "_severity");
    copy("position", "_position");
    return status;
}

GqlStatus outcome_of(const ResultShape& shape) {
    GqlStatus status;
    status.diagnostic_record = default_record();
    if (shape.had_record) {
        status.status = "00000";
        status.description = "note: successful completion";
    } else if (shape.has_keys) {
        status.status = "02000";
        status.description = "note: no data";
    } else {
        status.status = "00001";
        status.description = "note: successful completion - omitted result";
    }
    return status;
}

/// No data, then warnings, success, information, and whatever else.
int rank(const GqlStatus& status) {
    constexpr std::string_view kOrder = "2103";
    if (status.status.size() < 2 || status.status[0] != '0') {
        return static_cast<int>(kOrder.size());
    }
    const std::size_t place = kOrder.find(status.status[1]);
    return static_cast<int>(std::min(place, kOrder.size()));
}

void make_statuses(const List* notifications, const ResultShape& shape, Summary& summary) {
    if (notifications != nullptr) {
        summary.has_notifications = true;
        for (const Value& item : *notifications) {
            if (const Map* map = item.get_if<Map>()) {
                summary.notifications.push_back(read_notification(*map));
                summary.gql_statuses.push_back(status_of(*map, summary.notifications.back()));
            }
        }
    }
    summary.gql_statuses.push_back(outcome_of(shape));
    std::stable_sort(
        summary.gql_statuses.begin(),
        summary.gql_statuses.end(),
        [](const GqlStatus& a, const GqlStatus& b) { return rank(a) < rank(b); }
    );
}

}  // namespace

void read_statuses(const Map& metadata, const ResultShape& shape, Summary& summary) {
    const List* statuses = entry<List>(metadata, "statuses");
    summary.has_notifications = shape.with_statuses;
    if (statuses == nullptr) {
        return make_statuses(entry<List>(metadata, "notifications"), shape, summary);
    }
    for (const Value& item : *statuses) {
        const Map* map = item.get_if<Map>();
        if (map == nullptr) {
            continue;
        }
        GqlStatus status = read_status(*map);
        if (status.is_notification) {
            summary.notifications.push_back(notification_of(*map, status));
        }
        summary.gql_statuses.push_back(std::move(status));
    }
}

}  // namespace bolt::detail
