// Reading and making statuses; see status_reader.hpp.
// Bolt documentation, "PULL"; codes and texts of what is made up: the official drivers'.

#include "conn/status_reader.hpp"

#include "protocol/diagnostic_record.hpp"
#include "protocol/metadata.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace bolt::detail {

namespace {

using protocol::default_diagnostic_record;
using protocol::entry;
using protocol::integer_at;
using protocol::text_at;

std::optional<QueryPosition> position(ValueView map, std::string_view key) {
    const std::optional<ValueView> found = entry(map, key, Kind::map);
    if (!found) {
        return std::nullopt;
    }
    const std::optional<std::int64_t> offset = integer_at(*found, "offset");
    const std::optional<std::int64_t> line = integer_at(*found, "line");
    const std::optional<std::int64_t> column = integer_at(*found, "column");
    if (!offset || !line || !column) {
        return std::nullopt;
    }
    QueryPosition place;
    place.offset = *offset;
    place.line = *line;
    place.column = *column;
    return place;
}

/// Since 5.6. Entries that a record lacks get the defaults.
GqlStatus read_status(ValueView map) {
    GqlStatus status;
    status.status = text_at(map, "gql_status");
    status.description = text_at(map, "status_description");
    status.is_notification = map.find("neo4j_code").has_value();
    status.diagnostic_record = default_diagnostic_record();
    if (const std::optional<ValueView> record = entry(map, "diagnostic_record", Kind::map)) {
        for (std::size_t i = 0; i < record->size(); ++i) {
            status.diagnostic_record.set(std::string(record->key(i)), record->value(i).to_value());
        }
        status.severity = text_at(*record, "_severity");
        status.classification = text_at(*record, "_classification");
        status.position = position(*record, "_position");
    }
    return status;
}

Notification notification_of(ValueView map, const GqlStatus& status) {
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
Notification read_notification(ValueView map) {
    Notification notification;
    notification.code = text_at(map, "code");
    notification.title = text_at(map, "title");
    notification.description = text_at(map, "description");
    notification.severity = text_at(map, "severity");
    notification.classification = text_at(map, "category");
    notification.position = position(map, "position");
    return notification;
}

GqlStatus status_of(ValueView map, const Notification& notification) {
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
    status.diagnostic_record = default_diagnostic_record();
    const auto copy = [map, &status](std::string_view from, std::string_view to) {
        if (const std::optional<ValueView> value = map.find(from)) {
            status.diagnostic_record.set(std::string(to), value->to_value());
        }
    };
    copy("category", "_classification");
    copy("severity", "_severity");
    copy("position", "_position");
    return status;
}

GqlStatus outcome_of(const ResultShape& shape) {
    GqlStatus status;
    status.diagnostic_record = default_diagnostic_record();
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

void make_statuses(
    std::optional<ValueView> notifications, const ResultShape& shape, Summary& summary
) {
    summary.has_notifications = summary.has_notifications || notifications;
    for (std::size_t i = 0; notifications && i < notifications->size(); ++i) {
        const ValueView item = (*notifications)[i];
        if (item.kind() == Kind::map) {
            summary.notifications.push_back(read_notification(item));
            summary.gql_statuses.push_back(status_of(item, summary.notifications.back()));
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

void read_statuses(ValueView metadata, const ResultShape& shape, Summary& summary) {
    const std::optional<ValueView> statuses = entry(metadata, "statuses", Kind::list);
    summary.has_notifications = shape.with_statuses;
    if (!statuses) {
        return make_statuses(entry(metadata, "notifications", Kind::list), shape, summary);
    }
    for (std::size_t i = 0; i < statuses->size(); ++i) {
        const ValueView item = (*statuses)[i];
        if (item.kind() != Kind::map) {
            continue;
        }
        GqlStatus status = read_status(item);
        if (status.is_notification) {
            summary.notifications.push_back(notification_of(item, status));
        }
        summary.gql_statuses.push_back(std::move(status));
    }
}

}  // namespace bolt::detail
