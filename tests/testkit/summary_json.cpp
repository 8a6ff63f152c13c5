// Summary objects; see summary_json.hpp.
// What the driver leaves as the server's text is sorted into known and unknown here, as testkit
// asks for both.

#include "testkit/summary_json.hpp"

#include "testkit/cypher_json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace testkit {

namespace {

constexpr std::array<std::string_view, 2> kSeverities{"WARNING", "INFORMATION"};
constexpr std::array<std::string_view, 9> kCategories{
    "HINT",
    "UNRECOGNIZED",
    "UNSUPPORTED",
    "PERFORMANCE",
    "DEPRECATION",
    "GENERIC",
    "SECURITY",
    "TOPOLOGY",
    "SCHEMA",
};

template <class Names>
std::string known_or_unknown(const Names& names, const std::string& name) {
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    return known ? name : "UNKNOWN";
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

Json position_json(const bolt::QueryPosition& position) {
    Json json = Json::object();
    json["offset"] = position.offset;
    json["line"] = position.line;
    json["column"] = position.column;
    return json;
}

Json notification_json(const bolt::Notification& notification) {
    Json json = Json::object();
    json["title"] = notification.title;
    json["code"] = notification.code;
    json["description"] = notification.description;
    json["severity"] = notification.severity;
    json["rawSeverityLevel"] = notification.severity;
    json["severityLevel"] = known_or_unknown(kSeverities, notification.severity);
    json["rawCategory"] = notification.classification;
    json["category"] = known_or_unknown(kCategories, notification.classification);
    if (notification.position) {
        json["position"] = position_json(*notification.position);
    }
    return json;
}

Json notifications_json(const bolt::Summary& summary) {
    if (!summary.has_notifications) {
        return nullptr;
    }
    Json list = Json::array();
    for (const bolt::Notification& notification : summary.notifications) {
        list.push_back(notification_json(notification));
    }
    return list;
}

Json status_json(const bolt::GqlStatus& status) {
    Json json = Json::object();
    json["gqlStatus"] = status.status;
    json["statusDescription"] = status.description;
    json["severity"] = known_or_unknown(kSeverities, status.severity);
    json["rawSeverity"] = text_or_null(status.severity);
    json["classification"] = known_or_unknown(kCategories, status.classification);
    json["rawClassification"] = text_or_null(status.classification);
    json["diagnosticRecord"] = cypher_entries(status.diagnostic_record);
    json["isNotification"] = status.is_notification;
    json["position"] = status.position ? position_json(*status.position) : Json();
    return json;
}

Json counters_json(const bolt::Counters& counters) {
    Json json = Json::object();
    json["constraintsAdded"] = counters.constraints_added;
    json["constraintsRemoved"] = counters.constraints_removed;
    json["containsSystemUpdates"] = counters.contains_system_updates;
    json["containsUpdates"] = counters.contains_updates;
    json["indexesAdded"] = counters.indexes_added;
    json["indexesRemoved"] = counters.indexes_removed;
    json["labelsAdded"] = counters.labels_added;
    json["labelsRemoved"] = counters.labels_removed;
    json["nodesCreated"] = counters.nodes_created;
    json["nodesDeleted"] = counters.nodes_deleted;
    json["propertiesSet"] = counters.properties_set;
    json["relationshipsCreated"] = counters.relationships_created;
    json["relationshipsDeleted"] = counters.relationships_deleted;
    json["systemUpdates"] = counters.system_updates;
    return json;
}

Json plan_json(const std::optional<bolt::Map>& plan) {
    return plan ? plain_json(*plan) : Json();
}

Json duration_json(const std::optional<std::chrono::milliseconds>& duration) {
    return duration ? Json(duration->count()) : Json();
}

}  // namespace

Json server_json(const bolt::ServerInfo& server) {
    Json json = Json::object();
    json["address"] = server.address;
    json["agent"] = server.agent;
    json["protocolVersion"] = server.protocol_version;
    return json;
}

Json summary_json(const bolt::Summary& summary, const std::string& cypher, const Json& parameters) {
    Json statuses = Json::array();
    for (const bolt::GqlStatus& status : summary.gql_statuses) {
        statuses.push_back(status_json(status));
    }
    Json query = entry("text", cypher);
    query["parameters"] = parameters.is_null() ? Json::object() : parameters;

    Json json = Json::object();
    json["serverInfo"] = server_json(summary.server);
    json["counters"] = counters_json(summary.counters);
    json["database"] = text_or_null(summary.database);
    json["notifications"] = notifications_json(summary);
    json["gqlStatusObjects"] = std::move(statuses);
    json["plan"] = plan_json(summary.plan);
    json["profile"] = plan_json(summary.profile);
    json["query"] = std::move(query);
    json["queryType"] = text_or_null(summary.query_type);
    json["resultAvailableAfter"] = duration_json(summary.result_available_after);
    json["resultConsumedAfter"] = duration_json(summary.result_consumed_after);
    return json;
}

}  // namespace testkit
