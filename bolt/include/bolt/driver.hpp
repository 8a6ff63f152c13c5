#pragma once
// Driver: the entry to a Neo4j server. Make one per server and program, and sessions from it.
// Holds the connection pool; making it does no I/O.

#include <bolt/auth.hpp>
#include <bolt/config.hpp>
#include <bolt/params.hpp>
#include <bolt/result.hpp>
#include <bolt/session.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>

#include <cstddef>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace bolt {

namespace detail {
class DriverCore;
}

/// Connections of the pool, now.
struct PoolMetrics {
    PoolMetrics() = default;
    std::size_t in_use = 0;
    std::size_t idle = 0;
    std::size_t waiters = 0;
};

/// A handle on a pool of connections; cheap to copy, thread-safe.
///
/// Ownership: sessions share what they need, so the order of destruction does not matter. Sockets
/// belong to the loop of `ex`, which must outlive all of it and run while there is work.
/// Threads: the driver may be used from any; a loop with several threads needs one strand for each
/// coroutine that uses a session. When the last handle is gone the idle connections are closed
/// without GOODBYE; close() is the polite way. Cancellation: terminal. Errors: bolt::Error.
class Driver {
  public:
    /// `uri`: bolt:// (plain), bolt+s:// (TLS, verified), bolt+ssc:// (TLS, any certificate), with
    /// host and optional port (7687). neo4j:// URIs connect to the server named, and expect it to
    /// serve reads and writes itself: a single server, or a cluster with server-side routing.
    /// Throws Error (usage) for what it cannot read; does no I/O.
    Driver(
        boost::asio::any_io_executor ex,
        const std::string& uri,
        AuthToken auth,
        DriverConfig config = {}
    );

    [[nodiscard]] Session session(SessionConfig config = {}) const;
    /// One query in a managed transaction, read to its end. The common case in one call.
    Task<EagerResult> execute_query(
        std::string cypher, Params parameters = {}, QueryConfig config = {}
    );
    /// Connects and logs on, and says to what.
    Task<ServerInfo> verify_connectivity();
    [[nodiscard]] PoolMetrics metrics() const;
    /// Says GOODBYE on idle connections; those in use are closed when they are given back. New work
    /// fails from then on. Bounded by DriverConfig::close_timeout.
    Task<> close();

  private:
    std::shared_ptr<detail::DriverCore> core_;
};

}  // namespace bolt
