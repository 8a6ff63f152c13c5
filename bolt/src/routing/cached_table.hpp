#pragma once
// CachedTable: a routing table with its age, and what has been learnt about its servers since.
// Pure: time is an argument. Rules: the official drivers'.

#include <bolt/address.hpp>
#include <bolt/config.hpp>
#include <bolt/environment.hpp>
#include <bolt/routing_table.hpp>
#include <bolt/value.hpp>

#include <optional>
#include <string>

namespace bolt::routing {

class CachedTable {
  public:
    using Clock = Environment::Clock;

    CachedTable(RoutingTable table, Clock::time_point now);

    /// May be used for this mode: not expired, and with servers for it.
    [[nodiscard]] bool is_fresh(AccessMode mode, Clock::time_point now) const;
    /// Expired for so long that its database is not in use any more.
    [[nodiscard]] bool is_forgotten(Clock::time_point now) const;
    [[nodiscard]] bool has(const Address& server) const;

    /// The servers for the mode.
    [[nodiscard]] const std::vector<Address>& servers(AccessMode mode) const;

    /// The server is gone.
    void remove(const Address& server);
    /// The server leads no more.
    void remove_writer(const Address& server);

    /// A table without writers is asked for again at the address the driver was made with: the
    /// routers named may be on the wrong side of a split.
    [[nodiscard]] bool came_without_writers() const noexcept { return came_without_writers_; }

    [[nodiscard]] const RoutingTable& table() const noexcept { return table_; }

  private:
    RoutingTable table_;
    Clock::time_point expires_at_;
    bool came_without_writers_;
};

/// Reads ROUTE's answer (`rt`): ttl, servers with roles, and the database's name, which servers
/// before Bolt 4.4 leave out (then `database` stands). Entries that are not understood are passed
/// over; nullopt when there is no table in it.
[[nodiscard]] std::optional<RoutingTable> read_routing_table(
    const Map& answer, const std::string& database
);

}  // namespace bolt::routing
