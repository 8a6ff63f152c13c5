// Ageing and reading of routing tables; see cached_table.hpp.
// Bolt documentation, "ROUTE".

#include "routing/cached_table.hpp"

#include "protocol/metadata.hpp"

#include <bolt/error.hpp>

#include <algorithm>
#include <utility>

namespace bolt::routing {

namespace {

/// Kept after it has expired, so that a short pause does not lose the routers that are known.
constexpr std::chrono::seconds kKeptAfterExpiry{30};
/// Longer makes no difference, and could overflow the clock. [limit]
constexpr std::int64_t kLongestTimeToLive = 365 * 24 * 3'600;

bool contains(const std::vector<Address>& servers, const Address& server) {
    return std::find(servers.begin(), servers.end(), server) != servers.end();
}

void append_addresses(const List& texts, std::vector<Address>& servers) {
    for (const Value& item : texts) {
        const auto* text = item.get_if<std::string>();
        if (text == nullptr) {
            continue;
        }
        try {
            Address server = Address::parse(*text);
            if (!contains(servers, server)) {
                servers.push_back(std::move(server));
            }
        } catch (const Error&) {
            // One odd address must not cost the others.
            continue;
        }
    }
}

void append_servers(const Map& server, RoutingTable& table) {
    const List* addresses = protocol::entry<List>(server, "addresses");
    if (addresses == nullptr) {
        return;
    }
    const std::string role = protocol::text_at(server, "role");
    if (role == "ROUTE") {
        append_addresses(*addresses, table.routers);
    } else if (role == "READ") {
        append_addresses(*addresses, table.readers);
    } else if (role == "WRITE") {
        append_addresses(*addresses, table.writers);
    }
}

}  // namespace

CachedTable::CachedTable(RoutingTable table, Clock::time_point now)
    : table_(std::move(table)),
      expires_at_(now + table_.time_to_live),
      came_without_writers_(table_.writers.empty()) {}

const std::vector<Address>& CachedTable::servers(AccessMode mode) const {
    return mode == AccessMode::read ? table_.readers : table_.writers;
}

bool CachedTable::is_fresh(AccessMode mode, Clock::time_point now) const {
    return now < expires_at_ && !table_.routers.empty() && !servers(mode).empty();
}

bool CachedTable::is_forgotten(Clock::time_point now) const {
    return now >= expires_at_ + kKeptAfterExpiry;
}

bool CachedTable::has(const Address& server) const {
    return contains(table_.routers, server) || contains(table_.readers, server) ||
           contains(table_.writers, server);
}

void CachedTable::remove(const Address& server) {
    std::erase(table_.routers, server);
    std::erase(table_.readers, server);
    std::erase(table_.writers, server);
}

void CachedTable::remove_writer(const Address& server) {
    std::erase(table_.writers, server);
}

std::optional<RoutingTable> read_routing_table(const Map& answer, const std::string& database) {
    const List* entries = protocol::entry<List>(answer, "servers");
    const auto* seconds = protocol::entry<std::int64_t>(answer, "ttl");
    if (entries == nullptr || seconds == nullptr) {
        return std::nullopt;
    }
    RoutingTable table;
    table.database = protocol::text_at(answer, "db", database);
    table.time_to_live =
        std::chrono::seconds(std::clamp<std::int64_t>(*seconds, 0, kLongestTimeToLive));
    for (const Value& entry : *entries) {
        if (const Map* server = entry.get_if<Map>()) {
            append_servers(*server, table);
        }
    }
    return table;
}

}  // namespace bolt::routing
