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

/// The unit of all times in settings.
using std::chrono::milliseconds;

/// What a transaction is for. It decides which server of a cluster gets it; a server refuses writes
/// in a transaction for reading.
enum class AccessMode : std::uint8_t { write, read };

/// Which notifications the server leaves out of summaries; unset = the server decides.
/// Needs Bolt 5.2 (Neo4j 5.7); older servers send all.
struct NotificationConfig {
    NotificationConfig() = default;
    std::string minimum_severity;  ///< OFF, WARNING, INFORMATION or empty
    /// HINT, DEPRECATION, PERFORMANCE and so on; an empty list leaves none out, unset asks nothing.
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
    /// 0 = no limit.
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

/// Settings of a driver; copied by it, so that later changes have no effect.
struct DriverConfig {
    DriverConfig() = default;

    std::string user_agent = "boltmem-cpp/0.1.0";  ///< name/version, told to the server
    PoolConfig pool;                               ///< of each server address
    /// Longest time to connect, with name look-up and TLS; what follows has the pool's
    /// acquisition_timeout only. 0 = no limit.
    milliseconds connection_timeout{30'000};
    /// Longest silence of the server while an answer is due, and longest wait for it to take a
    /// request; 0 = no limit. A server's own hint (connection.recv_timeout_seconds) applies when it
    /// is shorter. Queries that take longer before their first record need a larger value.
    milliseconds receive_timeout{600'000};
    /// Managed transactions are not retried once this has passed since their first failure; 0 =
    /// never retried.
    milliseconds max_transaction_retry_time{30'000};
    std::int64_t fetch_size = 1'000;   ///< records per PULL; -1 = all at once
    bool keep_alive = true;            ///< SO_KEEPALIVE
    bool telemetry = true;             ///< tell the server which API is used, if it asks for it
    NotificationConfig notifications;  ///< of sessions that ask for nothing else
    NotificationHandler notification_handler;  ///< empty = notifications are in summaries only
    TlsConfig tls;                             ///< beside what the URI says
    AddressResolver resolver;                  ///< empty = the URI's address is the router to ask
    DomainNameResolver domain_name_resolver;   ///< empty = the system's name look-up alone
    /// An auto-commit query that failed in a way of which the server says that nothing was changed
    /// is sent once more. Needs Bolt 5.7.
    bool auto_commit_retries = true;
    /// Bytes of one received message; at least 1,024.
    std::size_t max_message_size = std::size_t{64} * 1024 * 1024;
    /// Longest time that close() takes to say GOODBYE on all connections; 0 = no limit.
    milliseconds close_timeout{1'000};
    /// Where to tell what happens; empty = nowhere.
    LogSink log;
    /// The least level that is told. At trace that is every message, query texts and values
    /// included, which costs about as much as handling it.
    LogLevel log_level = LogLevel::info;
    std::shared_ptr<Environment> environment;  ///< null = the machine's clock and randomness

    /// Whether lines of this level are wanted.
    [[nodiscard]] bool logs(LogLevel level) const noexcept { return log && level >= log_level; }
};

/// Settings of one session; copied by it.
struct SessionConfig {
    SessionConfig() = default;

    std::string database;                        ///< empty = the user's home database
    AccessMode access_mode = AccessMode::write;  ///< of run() and begin()
    Bookmarks bookmarks;                         ///< what the first transaction is to see
    /// Shared with other sessions to chain them; null = the session's own bookmarks only.
    std::shared_ptr<BookmarkManager> bookmark_manager;
    std::string impersonated_user;  ///< as whom to work; empty = nobody else. Needs Bolt 4.4
    /// Whose session it is; unset = the driver's user. Needs Bolt 5.1 (Neo4j 5.5).
    std::optional<AuthToken> auth;
    std::int64_t fetch_size = 0;       ///< records per PULL; -1 = all at once, 0 = the driver's
    NotificationConfig notifications;  ///< empty = the driver's
    std::optional<bool> auto_commit_retries;  ///< unset = the driver's
};

/// Of one transaction, sent to the server.
class TxConfig {
  public:
    TxConfig() = default;

    ///@{
    /// The server ends the transaction after this; 0 = no limit; default: the server's setting.
    /// Throws Error (usage) for a negative value.
    TxConfig& timeout(milliseconds value) &;
    TxConfig&& timeout(milliseconds value) &&;
    ///@}
    ///@{
    /// Shown in the server's query log and SHOW TRANSACTIONS.
    TxConfig& metadata(Map value) &;
    TxConfig&& metadata(Map value) &&;

    ///@}

    /// Unset = the server's setting.
    [[nodiscard]] const std::optional<milliseconds>& timeout() const noexcept { return timeout_; }

    /// Empty = none is sent.
    [[nodiscard]] const Map& metadata() const noexcept { return metadata_; }

  private:
    std::optional<milliseconds> timeout_;
    Map metadata_;
};

/// Of Driver::execute_query.
struct QueryConfig {
    QueryConfig() = default;

    AccessMode routing = AccessMode::write;  ///< read: any reader of a cluster will do
    std::string database;                    ///< empty = the user's home database
    std::string impersonated_user;           ///< as SessionConfig::impersonated_user
    Bookmarks bookmarks;                     ///< to see, beside the manager's
    /// Unset = the driver's own, Driver::execute_query_bookmark_manager(); null = none.
    std::optional<std::shared_ptr<BookmarkManager>> bookmark_manager;
    std::optional<AuthToken> auth;  ///< as SessionConfig::auth
    TxConfig transaction;           ///< time-out and metadata
};

}  // namespace bolt
