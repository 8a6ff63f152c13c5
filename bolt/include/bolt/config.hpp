#pragma once
// Settings of drivers, sessions, transactions and queries, with their defaults: the official
// drivers'. Classes with fluent setters, because aggregates are destroyed twice beside co_await.

#include <bolt/auth.hpp>
#include <bolt/bookmark_manager.hpp>
#include <bolt/bookmarks.hpp>
#include <bolt/environment.hpp>
#include <bolt/log.hpp>
#include <bolt/resolver.hpp>
#include <bolt/summary.hpp>
#include <bolt/tls.hpp>
#include <bolt/value.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bolt {

using std::chrono::milliseconds;

enum class AccessMode : std::uint8_t { write, read };

/// Which notifications the server leaves out of summaries; unset = the server decides.
/// Needs Bolt 5.2 (Neo4j 5.7); older servers send all.
struct NotificationConfig {
    NotificationConfig() = default;
    std::string minimum_severity;  ///< OFF, WARNING, INFORMATION or empty
    std::optional<std::vector<std::string>> disabled_classifications;
};

/// Told of each notification in a summary, before the summary is handed out; may take its time,
/// which the reader of the result waits for. What it throws is dropped.
using NotificationHandler = std::function<Task<>(Notification notification)>;

/// Connection pool of one server address.
struct PoolConfig {
    PoolConfig() = default;

    std::size_t max_size = 100;  ///< connections, at least 1
    /// Connections to keep open to the server of the URI: Driver::warm_up() opens them, and
    /// idle_timeout leaves them alone. At most max_size.
    std::size_t min_size = 0;
    /// Longest wait for a connection, with everything: queueing, connecting, TLS, log-on. A
    /// routing table that must be fetched before takes a connection, and so a time, of its own.
    milliseconds acquisition_timeout{60'000};
    std::size_t max_waiters = 100'000;  ///< callers queueing; beyond it they fail at once
    /// A connection older than this is not used again; 0 = no limit.
    milliseconds max_lifetime{3'600'000};
    /// A connection lent this often is not used again; 0 = no limit.
    std::uint64_t max_uses = 0;
    /// Connections idle for this long are closed, down to min_size; 0 = never. While connections
    /// are open, its timer keeps the loop running until Driver::close().
    milliseconds idle_timeout{0};
    /// A connection idle for this long is tested by RESET before use; unset = never, 0 = always.
    std::optional<milliseconds> liveness_check_after;
};

struct DriverConfig {
    DriverConfig() = default;

    std::string user_agent = "boltmem-cpp/0.1.0";
    PoolConfig pool;
    /// Longest time to connect, with name look-up and TLS; what follows has the pool's
    /// acquisition_timeout only.
    milliseconds connection_timeout{30'000};
    /// Longest silence of the server while an answer is due, and longest wait for it to take a
    /// request; 0 = no limit. A server's own hint (connection.recv_timeout_seconds) applies when it
    /// is shorter. Queries that take longer before their first record need a larger value.
    milliseconds receive_timeout{600'000};
    /// Managed transactions are not retried once this has passed since their first failure.
    milliseconds max_transaction_retry_time{30'000};
    std::int64_t fetch_size = 1'000;  ///< records per PULL; -1 = all at once
    bool keep_alive = true;           ///< SO_KEEPALIVE
    bool telemetry = true;            ///< tell the server which API is used, if it asks for it
    NotificationConfig notifications;
    NotificationHandler notification_handler;  ///< empty = notifications are in summaries only
    TlsConfig tls;
    AddressResolver resolver;                 ///< empty = the URI's address is the router to ask
    DomainNameResolver domain_name_resolver;  ///< empty = the system's name look-up alone
    /// An auto-commit query that failed in a way of which the server says that nothing was changed
    /// is sent once more. Needs Bolt 5.7.
    bool auto_commit_retries = true;
    std::size_t max_message_size = std::size_t{64} * 1024 * 1024;  ///< bytes received
    milliseconds close_timeout{1'000};  ///< for GOODBYE when the driver is closed
    LogSink log;                        ///< empty = nothing is told
    /// The least level that `log` is called for. At trace every message is told, query texts and
    /// values included, which costs about as much as handling it.
    LogLevel log_level = LogLevel::info;
    std::shared_ptr<Environment> environment;  ///< null = the machine's clock and randomness

    /// Whether lines of this level are wanted.
    [[nodiscard]] bool logs(LogLevel level) const noexcept { return log && level >= log_level; }
};

struct SessionConfig {
    SessionConfig() = default;

    std::string database;                        ///< empty = the user's home database
    AccessMode access_mode = AccessMode::write;  ///< of run() and begin()
    Bookmarks bookmarks;
    /// Shared with other sessions to chain them; null = the session's own bookmarks only.
    std::shared_ptr<BookmarkManager> bookmark_manager;
    std::string impersonated_user;
    /// Whose session it is; unset = the driver's user. Needs Bolt 5.1 (Neo4j 5.5).
    std::optional<AuthToken> auth;
    std::int64_t fetch_size = 0;  ///< 0 = the driver's
    NotificationConfig notifications;
    std::optional<bool> auto_commit_retries;  ///< unset = the driver's
};

/// Of one transaction, sent to the server.
class TxConfig {
  public:
    TxConfig() = default;

    /// The server ends the transaction after this; 0 = no limit; default: the server's setting.
    /// Throws Error (usage) for a negative value.
    TxConfig& timeout(milliseconds value) &;
    TxConfig&& timeout(milliseconds value) &&;
    /// Shown in the server's query log and SHOW TRANSACTIONS.
    TxConfig& metadata(Map value) &;
    TxConfig&& metadata(Map value) &&;

    [[nodiscard]] const std::optional<milliseconds>& timeout() const noexcept { return timeout_; }

    [[nodiscard]] const Map& metadata() const noexcept { return metadata_; }

  private:
    std::optional<milliseconds> timeout_;
    Map metadata_;
};

/// Of Driver::execute_query.
struct QueryConfig {
    QueryConfig() = default;

    AccessMode routing = AccessMode::write;
    std::string database;
    std::string impersonated_user;
    Bookmarks bookmarks;
    /// Unset = the driver's own, Driver::execute_query_bookmark_manager(); null = none.
    std::optional<std::shared_ptr<BookmarkManager>> bookmark_manager;
    std::optional<AuthToken> auth;  ///< as SessionConfig::auth
    TxConfig transaction;
};

}  // namespace bolt
