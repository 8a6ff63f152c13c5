#pragma once
// Summary: what the server tells after a result: counters, notifications, timings, plan.
// A value; what the server did not send is empty or absent.

#include <bolt/value.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bolt {

/// Where the result came from.
struct ServerInfo {
    ServerInfo() = default;
    std::string address;           ///< host:port as connected to
    std::string agent;             ///< e.g. "Neo4j/5.26.31"
    std::string protocol_version;  ///< e.g. "5.8"
};

/// How many things a query changed.
struct Counters {
    Counters() = default;
    ///@{
    /// So many of them.
    std::int64_t nodes_created = 0;
    std::int64_t nodes_deleted = 0;
    std::int64_t relationships_created = 0;
    std::int64_t relationships_deleted = 0;
    std::int64_t properties_set = 0;
    std::int64_t labels_added = 0;
    std::int64_t labels_removed = 0;
    std::int64_t indexes_added = 0;
    std::int64_t indexes_removed = 0;
    std::int64_t constraints_added = 0;
    std::int64_t constraints_removed = 0;
    std::int64_t system_updates = 0;
    ///@}
    bool contains_updates = false;         ///< of the data or the schema
    bool contains_system_updates = false;  ///< of the system database: users, databases
};

/// A place in the text of a query.
struct QueryPosition {
    QueryPosition() = default;
    std::int64_t offset = 0;  ///< characters from the start, from 0
    std::int64_t line = 0;    ///< from 1
    std::int64_t column = 0;  ///< from 1
};

/// A remark of the server about the query, e.g. a missing index.
struct Notification {
    Notification() = default;
    std::string code;            ///< e.g. "Neo.ClientNotification.Statement.CartesianProduct"
    std::string gql_status;      ///< since Bolt 5.6
    std::string title;           ///< one line
    std::string description;     ///< for people; may quote the query
    std::string severity;        ///< WARNING or INFORMATION, as sent
    std::string classification;  ///< e.g. PERFORMANCE, as sent; also called category
    std::optional<QueryPosition> position;  ///< what in the query it is about
};

/// One status of the result in the terms of GQL (ISO/IEC 39075). Servers before Bolt 5.6 send
/// notifications instead; then statuses are made of them and of what the result was, with the
/// texts that all official drivers use.
struct GqlStatus {
    GqlStatus() = default;
    std::string status;                     ///< e.g. "00000", "02000", "01N50"
    std::string description;                ///< e.g. "note: successful completion"
    std::string severity;                   ///< as in Notification; empty = none
    std::string classification;             ///< as in Notification; empty = none
    std::optional<QueryPosition> position;  ///< what in the query it is about
    Map diagnostic_record;                  ///< as sent, with the defaults of what was left out
    bool is_notification = false;           ///< a remark, not only the outcome of the query
};

/// What is known of a result at its end.
struct Summary {
    Summary() = default;
    ServerInfo server;                        ///< that answered
    std::string database;                     ///< empty when the server did not say
    std::string query_type;                   ///< "r", "w", "rw", "s" or empty
    Counters counters;                        ///< what the query changed
    std::vector<Notification> notifications;  ///< in the server's order
    bool has_notifications = false;       ///< the server sent a list of them, if only an empty one
    std::vector<GqlStatus> gql_statuses;  ///< in the server's order, or the worst first
    std::optional<Map> plan;              ///< of EXPLAIN, as sent
    std::optional<Map> profile;           ///< of PROFILE, as sent
    /// The server's own time until the first record was there.
    std::optional<std::chrono::milliseconds> result_available_after;
    /// The server's own time until the last record was fetched.
    std::optional<std::chrono::milliseconds> result_consumed_after;
    std::string bookmark;  ///< of an auto-commit transaction, or of Driver::execute_query
};

}  // namespace bolt
