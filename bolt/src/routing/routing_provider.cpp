// Keeping tables and choosing servers; see routing_provider.hpp.
// Where tables come from: router_search.hpp.

#include "routing/routing_provider.hpp"

#include "routing/home_database_cache.hpp"
#include "routing/router_search.hpp"

#include <bolt/error.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace bolt::routing {

namespace {

/// GOODBYE to servers that are in no table any more takes no longer.
constexpr std::chrono::seconds kGoodbyeTimeout{1};
/// Tables kept at a time; each database in use has one. [limit]
constexpr std::size_t kMostTables = 10'000;

std::string_view name_of(AccessMode mode) {
    return mode == AccessMode::read ? "reads" : "writes";
}

}  // namespace

RoutingProvider::RoutingProvider(
    Address seed,
    std::shared_ptr<const conn::ConnectionSettings> settings,
    std::shared_ptr<Environment> environment
)
    : ConnectionProvider(std::move(settings)),
      seed_(std::move(seed)),
      environment_(std::move(environment)) {}

conn::Lease RoutingProvider::try_acquire(
    AccessMode mode, const std::string& database, const std::optional<AuthToken>& auth
) {
    if (!is_fresh(database, mode)) {
        return {};
    }
    const std::optional<Address> server = choose(mode, database);
    const std::shared_ptr<conn::Pool> pool = server ? pool_of(*server) : nullptr;
    if (!pool) {
        return {};
    }
    conn::Lease lease = pool->try_acquire(auth);
    if (lease) {
        lease->set_database(database);
    }
    return lease;
}

Task<conn::ConnectionAnswer> RoutingProvider::acquire(conn::ConnectionRequest request) {
    const auto self = shared_from_this();
    conn::ConnectionAnswer answer;
    answer.home_database = co_await ensure_fresh(request);
    std::string database = request.database;
    if (request.database_is_guessed && answer.home_database) {
        database = *answer.home_database;
    }
    std::string failures;
    for (;;) {
        const std::optional<Address> server = choose(request.mode, database);
        if (!server) {
            throw Error(
                ErrorKind::session_expired,
                "no server of the cluster at " + seed_.to_string() + " serves " +
                    std::string(name_of(request.mode)) +
                    (database.empty() ? std::string() : " of database '" + database + "'") +
                    " now" + failures
            );
        }
        std::exception_ptr failure;
        try {
            answer.lease = co_await pool_for(conn::Endpoint(*server))->acquire(request.options);
        } catch (const Error& error) {
            if (!concerns_server_only(error)) {
                throw;
            }
            failures += std::string("; ") + error.what();
        }
        if (answer.lease) {
            answer.lease->set_database(database);
            co_return answer;
        }
        deactivate(*server);
    }
}

bool RoutingProvider::is_fresh(const std::string& database, AccessMode mode) const {
    const Clock::time_point now = environment_->now();
    const std::lock_guard lock(mutex_);
    const auto table = tables_.find(database);
    return table != tables_.end() && table->second.is_fresh(mode, now);
}

/// Tables that nobody has asked for in a while.
void RoutingProvider::forget_old_tables() {
    const Clock::time_point now = environment_->now();
    const std::lock_guard lock(mutex_);
    std::erase_if(tables_, [now](const auto& entry) { return entry.second.is_forgotten(now); });
}

/// The database's name when a table had to be fetched.
Task<std::optional<std::string>> RoutingProvider::ensure_fresh(conn::ConnectionRequest request) {
    // Once for the table, and once more for its writers: a reader may have fetched it without.
    constexpr int kMostWaits = 2;
    forget_old_tables();
    for (int waits = 0;;) {
        if (is_fresh(request.database, request.mode)) {
            co_return std::nullopt;
        }
        const std::shared_ptr<net::SingleFlight> update = flight(request.database);
        const std::unique_ptr<net::SingleFlight::Lead> lead =
            co_await update->join(acquisition_deadline());
        if (!lead) {
            // Also a table that has expired since is as new as it gets.
            if (++waits == kMostWaits && !request.database_is_guessed) {
                co_return std::nullopt;
            }
            continue;
        }
        if (is_fresh(request.database, request.mode)) {
            co_return std::nullopt;
        }
        std::exception_ptr failure;
        std::string database;
        try {
            database = co_await fetch(request);
        } catch (...) {
            failure = std::current_exception();
        }
        if (!failure) {
            lead->succeed();
            co_return database;
        }
        if (conn::to_error(failure).kind() != ErrorKind::cancelled) {
            lead->fail(failure);
        }
        std::rethrow_exception(failure);
    }
}

Task<std::string> RoutingProvider::update_routing_table(conn::ConnectionRequest request) {
    const auto self = shared_from_this();
    if (request.database.empty()) {
        co_return co_await find_home(std::move(request));
    }
    co_return co_await fetch(std::move(request));
}

/// A router's answer, which serves all who ask for the same user meanwhile, and want it to have
/// seen the same.
Task<std::string> RoutingProvider::find_home(conn::ConnectionRequest request) {
    std::string key = HomeDatabaseCache::key(request.impersonated_user, request.options.auth);
    for (const std::string& bookmark : request.bookmarks.values()) {
        key.append(1, '\0').append(bookmark);
    }
    std::shared_ptr<HomeLookup> lookup;
    std::unique_ptr<net::SingleFlight::Lead> lead;
    while (!lead) {
        lookup = home_lookup(key);
        lead = co_await lookup->flight.join(acquisition_deadline());
        if (!lead) {
            const std::lock_guard lock(mutex_);
            if (lookup->database) {
                co_return *lookup->database;
            }
            // Who asked for all was cancelled.
        }
    }
    std::exception_ptr failure;
    std::string database;
    try {
        database = co_await fetch(std::move(request));
    } catch (...) {
        failure = std::current_exception();
    }
    {
        // Who comes from now on asks anew.
        const std::lock_guard lock(mutex_);
        if (!failure) {
            lookup->database = database;
        }
        if (const auto entry = home_lookups_.find(key);
            entry != home_lookups_.end() && entry->second == lookup) {
            home_lookups_.erase(entry);
        }
    }
    if (!failure) {
        lead->succeed();
        co_return database;
    }
    if (conn::to_error(failure).kind() != ErrorKind::cancelled) {
        lead->fail(failure);
    }
    std::rethrow_exception(failure);
}

/// Asks the routers that the last table names, and the address of the URI.
Task<std::string> RoutingProvider::fetch(conn::ConnectionRequest request) {
    std::vector<conn::Endpoint> known;
    bool seed_first = true;
    {
        const std::lock_guard lock(mutex_);
        if (const auto table = tables_.find(request.database); table != tables_.end()) {
            seed_first = table->second.came_without_writers();
            for (const Address& router : table->second.table().routers) {
                if (router != seed_) {
                    known.emplace_back(router);
                }
            }
        }
    }
    RouterSearch search(*this, settings(), seed_);
    RoutingTable table = co_await search.find(std::move(known), seed_first, std::move(request));
    co_return co_await keep(std::move(table));
}

/// Stores a table, closes what no table needs any more, and answers its database.
Task<std::string> RoutingProvider::keep(RoutingTable table) {
    std::string database = table.database;
    std::vector<std::shared_ptr<conn::Pool>> unneeded;
    {
        const std::lock_guard lock(mutex_);
        if (tables_.size() >= kMostTables && !tables_.contains(database)) {
            tables_.erase(tables_.begin());
        }
        tables_.insert_or_assign(database, CachedTable(std::move(table), environment_->now()));
        for (auto entry = pools_.begin(); entry != pools_.end();) {
            const bool needed = std::any_of(tables_.begin(), tables_.end(), [&](const auto& kept) {
                return kept.second.has(entry->first);
            });
            if (!needed && entry->second->is_unused()) {
                conn::add(past_, entry->second->metrics());
                entry = pools_.erase(entry);
                continue;
            }
            if (!needed) {
                unneeded.push_back(entry->second);
            }
            ++entry;
        }
    }
    for (const std::shared_ptr<conn::Pool>& pool : unneeded) {
        co_await pool->drain_idle(net::Deadline::after(kGoodbyeTimeout));
    }
    co_return database;
}

/// The server with the fewest connections in use; of several such, each in its turn.
std::optional<Address> RoutingProvider::choose(AccessMode mode, const std::string& database) {
    const std::lock_guard lock(mutex_);
    const auto table = tables_.find(database);
    if (table == tables_.end() || table->second.servers(mode).empty()) {
        return std::nullopt;
    }
    const std::vector<Address>& servers = table->second.servers(mode);
    std::size_t& turn = mode == AccessMode::read ? read_turn_ : write_turn_;
    const std::size_t first = turn++ % servers.size();
    std::size_t best = first;
    std::size_t least = 0;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        const std::size_t place = (first + i) % servers.size();
        const auto pool = pools_.find(servers[place]);
        const std::size_t used = pool == pools_.end() ? 0 : pool->second->in_use();
        if (i == 0 || used < least) {
            best = place;
            least = used;
        }
    }
    return servers[best];
}

void RoutingProvider::deactivate(const Address& server) {
    std::shared_ptr<conn::Pool> pool;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [database, table] : tables_) {
            table.remove(server);
        }
        if (const auto entry = pools_.find(server); entry != pools_.end()) {
            pool = entry->second;
        }
    }
    if (pool) {
        pool->close_idle();
    }
}

net::Deadline RoutingProvider::acquisition_deadline() const {
    return net::Deadline::after(settings().driver.pool.acquisition_timeout);
}

std::shared_ptr<net::SingleFlight> RoutingProvider::flight(const std::string& database) {
    const std::lock_guard lock(mutex_);
    if (flights_.size() >= kMostTables) {
        std::erase_if(flights_, [](const auto& entry) { return entry.second.use_count() == 1; });
    }
    std::shared_ptr<net::SingleFlight>& flight = flights_[database];
    if (!flight) {
        flight = std::make_shared<net::SingleFlight>(settings().driver.pool.max_waiters);
    }
    return flight;
}

std::shared_ptr<RoutingProvider::HomeLookup> RoutingProvider::home_lookup(const std::string& key) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<HomeLookup>& lookup = home_lookups_[key];
    if (!lookup) {
        lookup = std::make_shared<HomeLookup>(settings().driver.pool.max_waiters);
    }
    return lookup;
}

std::shared_ptr<conn::Pool> RoutingProvider::pool_for(const conn::Endpoint& endpoint) {
    std::weak_ptr<conn::ConnectionOwner> owner = weak_from_this();
    const std::lock_guard lock(mutex_);
    if (closed_) {
        throw Error(ErrorKind::usage, "the driver is closed");
    }
    std::shared_ptr<conn::Pool>& pool = pools_[endpoint.address];
    if (!pool) {
        pool = std::make_shared<conn::Pool>(
            endpoint, shared_settings(), environment_, std::move(owner)
        );
    }
    return pool;
}

std::shared_ptr<conn::Pool> RoutingProvider::pool_of(const Address& server) const {
    const std::lock_guard lock(mutex_);
    const auto entry = pools_.find(server);
    return entry == pools_.end() ? nullptr : entry->second;
}

/// The server is gone, but others may serve: the work can be done again.
Error RoutingProvider::on_lost(const conn::Connection& connection, const Error& reason) {
    deactivate(connection.address());
    return reason.kind() == ErrorKind::connectivity
               ? Error(ErrorKind::session_expired, reason.what())
               : reason;
}

void RoutingProvider::note_code(const conn::Connection& connection, const std::string& code) {
    if (code == "Neo.ClientError.Cluster.NotALeader" ||
        code == "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase") {
        const std::lock_guard lock(mutex_);
        if (const auto table = tables_.find(connection.database()); table != tables_.end()) {
            table->second.remove_writer(connection.address());
        }
    } else if (code == "Neo.TransientError.General.DatabaseUnavailable") {
        deactivate(connection.address());
    }
}

bool RoutingProvider::routes_on_server() const {
    std::size_t open = 0;
    std::size_t routed = 0;
    const std::lock_guard lock(mutex_);
    for (const auto& [address, pool] : pools_) {
        pool->count_server_routed(open, routed);
    }
    return open > 0 && open == routed;
}

std::optional<RoutingTable> RoutingProvider::routing_table(const std::string& database) const {
    const std::lock_guard lock(mutex_);
    const auto table = tables_.find(database);
    return table == tables_.end() ? std::nullopt : std::optional(table->second.table());
}

void RoutingProvider::read(DriverMetrics& metrics) const {
    const std::lock_guard lock(mutex_);
    metrics.pool = past_;
    for (const auto& [address, pool] : pools_) {
        DriverMetrics::Server server;
        server.address = address;
        server.pool = pool->metrics();
        conn::add(metrics.pool, server.pool);
        metrics.servers.push_back(std::move(server));
    }
}

PoolMetrics RoutingProvider::metrics(const Address& server) const {
    const std::shared_ptr<conn::Pool> pool = pool_of(server);
    return pool ? pool->metrics() : PoolMetrics();
}

Task<> RoutingProvider::warm_up(net::Deadline deadline) {
    const auto self = shared_from_this();
    co_await pool_for(conn::Endpoint(seed_))->warm_up(deadline);
}

Task<> RoutingProvider::close(net::Deadline deadline) {
    const auto self = shared_from_this();
    std::vector<std::shared_ptr<conn::Pool>> pools;
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        for (const auto& [address, pool] : pools_) {
            pools.push_back(pool);
        }
    }
    for (const std::shared_ptr<conn::Pool>& pool : pools) {
        co_await pool->close(deadline);
    }
}

}  // namespace bolt::routing
