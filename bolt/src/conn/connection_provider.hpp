#pragma once
// ConnectionProvider: where sessions get connections from: one server, or the servers of a cluster
// (routing/routing_provider.hpp). Also judges what their failures mean.

#include "conn/pool.hpp"

#include <bolt/bookmarks.hpp>
#include <bolt/config.hpp>
#include <bolt/metrics.hpp>
#include <bolt/routing_table.hpp>
#include <bolt/task.hpp>

#include <memory>
#include <optional>
#include <string>

namespace bolt::conn {

/// What a session wants to do with a connection.
struct ConnectionRequest {
    ConnectionRequest() = default;

    AccessMode mode = AccessMode::write;
    std::string database;  ///< empty = the user's home database
    /// The database is what the home database was last time: good enough to choose a server by.
    bool database_is_guessed = false;
    std::string impersonated_user;
    Bookmarks bookmarks;  ///< that a router must have seen
    AcquireOptions options;
};

/// A connection, and what was learnt on the way to it.
struct ConnectionAnswer {
    ConnectionAnswer() = default;

    Lease lease;
    /// The home database, when a routing table was fetched that named it.
    std::optional<std::string> home_database;
};

/// Thread-safe.
class ConnectionProvider : public ConnectionOwner {
  public:
    explicit ConnectionProvider(std::shared_ptr<const ConnectionSettings> settings)
        : settings_(std::move(settings)) {}

    /// A connection without waiting; empty when it takes more: see Pool::try_acquire. `database`
    /// is that of the session, as far as it is known.
    [[nodiscard]] virtual Lease try_acquire(
        AccessMode mode, const std::string& database, const std::optional<AuthToken>& auth
    ) = 0;
    /// See Pool::acquire. Also throws Error (session_expired) when no server serves the mode.
    virtual Task<ConnectionAnswer> acquire(ConnectionRequest request) = 0;
    /// Whether a session must know its database to be routed.
    [[nodiscard]] virtual bool is_routing() const noexcept = 0;
    /// There are connections, and all of them route on the server's side.
    [[nodiscard]] virtual bool routes_on_server() const = 0;
    /// Fetches the routing table of the request's database from a router, whether or not the one
    /// that is kept has expired; answers the database's name as far as the server tells it.
    virtual Task<std::string> update_routing_table(ConnectionRequest request) = 0;
    [[nodiscard]] virtual std::optional<RoutingTable> routing_table(const std::string& database
    ) const = 0;

    virtual void read(DriverMetrics& metrics) const = 0;
    [[nodiscard]] virtual PoolMetrics metrics(const Address& server) const = 0;
    /// Opens PoolConfig::min_size connections to the server of the URI.
    virtual Task<> warm_up(net::Deadline deadline) = 0;
    virtual Task<> close(net::Deadline deadline) = 0;

    Task<Error> on_failure(Connection& connection, Error failure) final;

  protected:
    /// The pool of a server; null when it is not known any more.
    [[nodiscard]] virtual std::shared_ptr<Pool> pool_of(const Address& server) const = 0;
    /// A FAILURE with this code: what routing learns from it.
    virtual void note_code(const Connection& connection, const std::string& code) = 0;

    [[nodiscard]] const ConnectionSettings& settings() const noexcept { return *settings_; }

    [[nodiscard]] const std::shared_ptr<const ConnectionSettings>& shared_settings(
    ) const noexcept {
        return settings_;
    }

  private:
    const std::shared_ptr<const ConnectionSettings> settings_;
};

/// All connections go to one server.
class DirectProvider final : public ConnectionProvider,
                             public std::enable_shared_from_this<DirectProvider> {
  public:
    DirectProvider(
        Address address,
        std::shared_ptr<const ConnectionSettings> settings,
        std::shared_ptr<Environment> environment
    );

    [[nodiscard]] Lease try_acquire(
        AccessMode mode, const std::string& database, const std::optional<AuthToken>& auth
    ) override;
    Task<ConnectionAnswer> acquire(ConnectionRequest request) override;

    [[nodiscard]] bool is_routing() const noexcept override { return false; }

    [[nodiscard]] bool routes_on_server() const override { return false; }

    Task<std::string> update_routing_table(ConnectionRequest request) override;
    [[nodiscard]] std::optional<RoutingTable> routing_table(const std::string& database
    ) const override;
    void read(DriverMetrics& metrics) const override;
    [[nodiscard]] PoolMetrics metrics(const Address& server) const override;
    Task<> warm_up(net::Deadline deadline) override;
    Task<> close(net::Deadline deadline) override;
    [[nodiscard]] Error on_lost(const Connection& connection, const Error& reason) override;

  private:
    [[nodiscard]] std::shared_ptr<Pool> pool_of(const Address& server) const override;
    void note_code(const Connection& connection, const std::string& code) override;
    std::shared_ptr<Pool> pool() const;

    const Address address_;
    const std::shared_ptr<Environment> environment_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<Pool> pool_;
};

/// Adds the numbers of one pool to those of several.
void add(PoolMetrics& sum, const PoolMetrics& one) noexcept;

}  // namespace bolt::conn
