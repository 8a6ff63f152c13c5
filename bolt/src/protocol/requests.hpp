#pragma once
// The requests a client can make, as plain structs; empty and default entries are not sent.
// Bolt documentation, "Message specification".

#include <bolt/auth.hpp>
#include <bolt/bookmarks.hpp>
#include <bolt/value.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bolt::protocol {

enum class Request : std::uint8_t {
    hello,
    logon,
    logoff,
    goodbye,
    reset,
    run,
    begin,
    commit,
    rollback,
    discard,
    pull,
    telemetry,
    route,
};

[[nodiscard]] std::string_view to_string(Request request) noexcept;

/// Which notifications the server is to leave out; unset = the server decides.
struct NotificationFilter {
    NotificationFilter() = default;
    std::string minimum_severity;                      ///< OFF, WARNING, INFORMATION or empty
    std::optional<std::vector<std::string>> disabled;  ///< categories, also called classifications
};

struct HelloRequest {
    HelloRequest() = default;
    std::string user_agent;
    std::string product;  ///< bolt_agent.product, e.g. "boltmem/0.1.0"
    std::string platform;
    std::string language;
    std::string language_details;
    std::optional<Map> routing;  ///< set for neo4j://, absent for bolt://
    NotificationFilter notifications;
};

/// The extra map of RUN (auto-commit) and BEGIN.
struct TransactionExtra {
    TransactionExtra() = default;
    Bookmarks bookmarks;
    std::optional<std::chrono::milliseconds> timeout;  ///< 0 = no limit; unset = server's default
    Map metadata;
    bool read = false;
    std::string database;           ///< empty = home database
    std::string impersonated_user;  ///< empty = none
    NotificationFilter notifications;
};

struct RouteRequest {
    RouteRequest() = default;
    Map context;
    Bookmarks bookmarks;
    std::string database;
    std::string impersonated_user;
};

/// For what a TELEMETRY message stands.
enum class TelemetryApi : std::uint8_t {
    managed_transaction = 0,
    unmanaged_transaction = 1,
    auto_commit = 2,
    execute_query = 3,
};

}  // namespace bolt::protocol
