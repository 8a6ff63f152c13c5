#pragma once
// RouterSearch: gets one routing table, from the first router that has a good one.
// One search each; which routers, and what becomes of the table, is its caller's business.

#include "conn/connection_provider.hpp"
#include "conn/pool.hpp"

#include <bolt/address.hpp>
#include <bolt/error.hpp>
#include <bolt/routing_table.hpp>
#include <bolt/task.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bolt::routing {

/// Whether another server may do what this one could not.
[[nodiscard]] bool concerns_server_only(const Error& error);

/// The servers that a search may ask.
class Servers {
  public:
    Servers() = default;
    Servers(const Servers&) = delete;
    Servers& operator=(const Servers&) = delete;

    [[nodiscard]] virtual std::shared_ptr<conn::Pool> pool_for(const conn::Endpoint& endpoint) = 0;
    /// The server does not answer as it should.
    virtual void deactivate(const Address& server) = 0;

  protected:
    ~Servers() = default;
};

/// `servers` and `settings` must outlive it.
class RouterSearch {
  public:
    /// `seed` is the address of the URI.
    RouterSearch(Servers& servers, const conn::ConnectionSettings& settings, Address seed);

    /// Asks the `known` routers and the seed, in this order or the other way round. A table
    /// without writers does for writing only when no router has a better one. Throws Error
    /// (connectivity) with all reasons when none has a table, and what is at fault with the request
    /// itself at once.
    Task<RoutingTable> find(
        std::vector<conn::Endpoint> known, bool seed_first, conn::ConnectionRequest request
    );

  private:
    Task<std::optional<RoutingTable>> ask_all(
        std::vector<conn::Endpoint> routers, conn::ConnectionRequest request
    );
    Task<std::optional<RoutingTable>> ask(conn::Endpoint router, conn::ConnectionRequest request);
    Task<std::vector<conn::Endpoint>> seed_routers();

    Servers& servers_;
    const conn::ConnectionSettings& settings_;
    const Address seed_;
    std::optional<RoutingTable> writerless_;  ///< better than nothing
    std::string failures_;                    ///< why no router had an answer
};

}  // namespace bolt::routing
