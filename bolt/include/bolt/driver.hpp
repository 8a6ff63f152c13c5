#pragma once
// Driver: the entry to a Neo4j server. Make one per server and program, and sessions from it.
// Holds the connection pool; making it does no I/O.

#include <bolt/address.hpp>
#include <bolt/auth.hpp>
#include <bolt/auth_manager.hpp>
#include <bolt/config.hpp>
#include <bolt/metrics.hpp>
#include <bolt/params.hpp>
#include <bolt/result.hpp>
#include <bolt/routing_table.hpp>
#include <bolt/session.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace bolt {

namespace detail {
class DriverCore;
}

/// A handle on a pool of connections; cheap to copy, thread-safe.
///
/// Ownership: sessions share what they need, so the order of destruction does not matter. Sockets
/// belong to the loop of `ex`, which must outlive all of it and run while there is work.
/// Threads: the driver may be used from any; a loop with several threads needs one strand for each
/// coroutine that uses a session. When the last handle is gone the idle connections are closed
/// without GOODBYE; close() is the polite way. Cancellation: terminal. Errors: bolt::Error.
class Driver {
  public:
    /// `uri`: bolt:// talks to the server named; neo4j:// asks it for the routing table of a
    /// cluster and spreads work over the servers in it, each with a pool of its own; its parameters
    /// (?region=eu) are the routing context. Plain, or with TLS: +s (verified), +ssc (any
    /// certificate). Default port 7687. Throws Error (usage, configuration) for what it cannot
    /// read; does no I/O and calls no hook.
    Driver(
        boost::asio::any_io_executor ex,
        const std::string& uri,
        AuthToken auth,
        DriverConfig config = {}
    );
    /// The same with credentials that may change; `auth` is shared and must not be null.
    Driver(
        boost::asio::any_io_executor ex,
        const std::string& uri,
        std::shared_ptr<AuthTokenManager> auth,
        DriverConfig config = {}
    );

    /// A session on this driver; does no I/O. Throws Error (usage) for settings that cannot be.
    [[nodiscard]] Session session(SessionConfig config = {}) const;
    /// One query in a managed transaction, read to its end. The common case in one call.
    Task<EagerResult> execute_query(
        std::string cypher, Params parameters = {}, QueryConfig config = {}
    );
    /// What chains the calls of execute_query; give it to sessions that are to see their writes.
    [[nodiscard]] std::shared_ptr<BookmarkManager> execute_query_bookmark_manager() const;

    /// Connects and logs on where `config` says (database, access mode), and says to what.
    Task<ServerInfo> verify_connectivity(SessionConfig config = {});
    /// Whether the server takes these credentials. Other failures than their refusal are thrown.
    /// Needs Bolt 5.1. Without a database in `config` it asks the system database.
    Task<bool> verify_authentication(AuthToken auth, SessionConfig config = {});
    /// Whether the server can have several databases (Bolt 4.0).
    Task<bool> supports_multi_db();
    /// Whether sessions may have credentials of their own (Bolt 5.1).
    Task<bool> supports_session_auth();
    /// Whether connections are made with TLS.
    [[nodiscard]] bool is_encrypted() const noexcept;

    /// Opens PoolConfig::min_size connections to the server of the URI, or throws the first
    /// failure.
    Task<> warm_up();
    /// What the driver has done and is doing. Any thread, at any time, also after close().
    [[nodiscard]] DriverMetrics metrics() const;
    /// Of the connections to one server; zeros when there never were any.
    [[nodiscard]] PoolMetrics metrics(const Address& server) const;

    /// Asks for the routing table of a database (empty = the home database) now, whether or not the
    /// present one has expired. Throws Error (usage) for bolt://.
    Task<> update_routing_table(std::string database = {}, Bookmarks bookmarks = {});
    /// The table that is kept for a database; nullopt when there is none, or for bolt://.
    [[nodiscard]] std::optional<RoutingTable> routing_table(const std::string& database) const;

    /// Says GOODBYE on idle connections; those in use are closed when they are given back. New work
    /// fails from then on. Bounded by DriverConfig::close_timeout.
    Task<> close();

  private:
    std::shared_ptr<detail::DriverCore> core_;
};

}  // namespace bolt
