#pragma once
// RoutingProvider: connections to a cluster. Keeps a routing table per database and a pool per
// server, chooses the server with the fewest connections in use, and learns from failures.
//
// A table is fetched by one caller for all who need it: from the routers of the table before it,
// and from the address the driver was made with, in the order of the official drivers.

#include "conn/connection_provider.hpp"
#include "net/single_flight.hpp"
#include "routing/cached_table.hpp"
#include "routing/router_search.hpp"

#include <bolt/address.hpp>
#include <bolt/config.hpp>
#include <bolt/task.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace bolt::routing {

/// Thread-safe.
class RoutingProvider final : public conn::ConnectionProvider,
                              private Servers,
                              public std::enable_shared_from_this<RoutingProvider> {
  public:
    RoutingProvider(
        Address seed,
        std::shared_ptr<const conn::ConnectionSettings> settings,
        std::shared_ptr<Environment> environment
    );

    [[nodiscard]] conn::Lease try_acquire(
        AccessMode mode, const std::string& database, const std::optional<AuthToken>& auth
    ) override;
    Task<conn::ConnectionAnswer> acquire(conn::ConnectionRequest request) override;

    [[nodiscard]] bool is_routing() const noexcept override { return true; }

    [[nodiscard]] bool routes_on_server() const override;
    Task<std::string> update_routing_table(conn::ConnectionRequest request) override;
    [[nodiscard]] std::optional<RoutingTable> routing_table(const std::string& database
    ) const override;
    void read(DriverMetrics& metrics) const override;
    [[nodiscard]] PoolMetrics metrics(const Address& server) const override;
    Task<> warm_up(net::Deadline deadline) override;
    Task<> close(net::Deadline deadline) override;
    [[nodiscard]] Error on_lost(const conn::Connection& connection, const Error& reason) override;

  private:
    using Clock = Environment::Clock;

    /// A question for a user's home database that is under way.
    struct HomeLookup {
        explicit HomeLookup(std::size_t max_waiters) : flight(max_waiters) {}

        net::SingleFlight flight;
        std::optional<std::string> database;  ///< the answer
    };

    Task<std::optional<std::string>> ensure_fresh(conn::ConnectionRequest request);
    Task<std::string> find_home(conn::ConnectionRequest request);
    std::shared_ptr<HomeLookup> home_lookup(const std::string& key);
    Task<std::string> fetch(conn::ConnectionRequest request);
    Task<std::string> keep(RoutingTable table);
    [[nodiscard]] bool is_fresh(const std::string& database, AccessMode mode) const;
    void forget_old_tables();
    [[nodiscard]] std::optional<Address> choose(AccessMode mode, const std::string& database);
    [[nodiscard]] net::Deadline acquisition_deadline() const;
    void deactivate(const Address& server) override;
    std::shared_ptr<net::SingleFlight> flight(const std::string& database);
    [[nodiscard]] std::shared_ptr<conn::Pool> pool_for(const conn::Endpoint& endpoint) override;
    [[nodiscard]] std::shared_ptr<conn::Pool> pool_of(const Address& server) const override;
    void note_code(const conn::Connection& connection, const std::string& code) override;

    const Address seed_;
    const std::shared_ptr<Environment> environment_;

    mutable std::mutex mutex_;
    std::map<std::string, CachedTable> tables_;                          ///< by database
    std::map<std::string, std::shared_ptr<net::SingleFlight>> flights_;  ///< by database
    std::map<std::string, std::shared_ptr<HomeLookup>> home_lookups_;    ///< by user and bookmarks
    std::map<Address, std::shared_ptr<conn::Pool>> pools_;
    std::size_t read_turn_ = 0;
    std::size_t write_turn_ = 0;
    PoolMetrics past_;  ///< of pools that are forgotten
    bool closed_ = false;
};

}  // namespace bolt::routing
