// Asking routers in turn; see router_search.hpp.
// Which failures end the search: the official drivers' list.

#include "routing/router_search.hpp"

#include "net/resolve.hpp"
#include "routing/cached_table.hpp"

#include <bolt/error.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <utility>

namespace bolt::routing {

namespace {

/// The request itself is at fault: no other router would answer it differently.
bool ends_search(std::string_view code) {
    constexpr std::array<std::string_view, 6> kCodes{
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.ClientError.Transaction.InvalidBookmark",
        "Neo.ClientError.Transaction.InvalidBookmarkMixture",
        "Neo.ClientError.Statement.TypeError",
        "Neo.ClientError.Statement.ArgumentError",
        "Neo.ClientError.Request.Invalid",
    };
    if (code == "Neo.ClientError.Security.AuthorizationExpired") {
        return false;
    }
    return code.starts_with("Neo.ClientError.Security.") ||
           std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

}  // namespace

bool concerns_server_only(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::connectivity:
        case ErrorKind::session_expired:
        case ErrorKind::tls:
        case ErrorKind::protocol:
        case ErrorKind::timeout:
            return true;
        default:
            return false;
    }
}

RouterSearch::RouterSearch(Servers& servers, const conn::ConnectionSettings& settings, Address seed)
    : servers_(servers), settings_(settings), seed_(std::move(seed)) {}

Task<RoutingTable> RouterSearch::find(
    std::vector<conn::Endpoint> known, bool seed_first, conn::ConnectionRequest request
) {
    std::optional<RoutingTable> table;
    for (int step = 0; step < 2 && !table; ++step) {
        if ((step == 0) == seed_first) {
            std::vector<conn::Endpoint> seeds = co_await seed_routers();
            table = co_await ask_all(std::move(seeds), request);
        } else {
            table = co_await ask_all(std::move(known), request);
        }
    }
    if (!table) {
        table = std::move(writerless_);
    }
    if (!table) {
        throw Error(
            ErrorKind::connectivity,
            "cannot get routing information for " +
                (request.database.empty() ? std::string("the home database")
                                          : "database '" + request.database + "'") +
                " from any router of " + seed_.to_string() + failures_
        );
    }
    co_return std::move(*table);
}

/// The first table that will do.
Task<std::optional<RoutingTable>> RouterSearch::ask_all(
    std::vector<conn::Endpoint> routers, conn::ConnectionRequest request
) {
    for (const conn::Endpoint& router : routers) {
        std::optional<RoutingTable> table = co_await ask(router, request);
        if (!table) {
            servers_.deactivate(router.address);
            continue;
        }
        if (request.mode == AccessMode::write && table->writers.empty()) {
            // Perhaps the wrong side of a split: another router may know the leader.
            if (!writerless_) {
                writerless_ = std::move(table);
            }
            continue;
        }
        co_return table;
    }
    co_return std::nullopt;
}

Task<std::optional<RoutingTable>> RouterSearch::ask(
    conn::Endpoint router, conn::ConnectionRequest request
) {
    protocol::RouteRequest route;
    route.context = settings_.routing.value_or(Map());
    route.bookmarks = request.bookmarks;
    route.database = request.database_is_guessed ? std::string() : request.database;
    route.impersonated_user = request.impersonated_user;
    conn::AcquireOptions options = request.options;
    options.force_auth = false;
    options.liveness_check_after.reset();
    options.deadline.reset();
    const std::string asked = "; " + router.address.to_string() + ": ";
    conn::Lease lease;
    std::exception_ptr failure;
    Map answer;
    try {
        lease = co_await servers_.pool_for(router)->acquire(std::move(options));
        // A deadline for the whole answer: NOOPs would put off that of the silence for ever. Not
        // the acquisition's, which is for connections only.
        answer =
            co_await lease->route(route, net::Deadline::after(settings_.driver.receive_timeout));
    } catch (...) {
        failure = std::current_exception();
    }
    co_await lease.give_back();
    if (failure) {
        const Error error = conn::to_error(failure);
        const bool another = error.server() != nullptr ? !ends_search(error.server()->code)
                                                       : concerns_server_only(error);
        if (!another) {
            std::rethrow_exception(failure);
        }
        failures_ += asked + error.what();
        co_return std::nullopt;
    }
    std::optional<RoutingTable> table = read_routing_table(answer, route.database);
    if (!table || table->routers.empty() || table->readers.empty()) {
        failures_ += asked + "its routing table has no routers or no readers";
        co_return std::nullopt;
    }
    co_return table;
}

/// The address of the URI as the resolver sees it. A name for several hosts becomes a router for
/// each of them: behind the first one may be a server that cannot route.
Task<std::vector<conn::Endpoint>> RouterSearch::seed_routers() {
    const net::Deadline deadline = net::Deadline::after(settings_.driver.connection_timeout);
    std::vector<Address> addresses(1, seed_);
    if (settings_.driver.resolver) {
        addresses = co_await settings_.driver.resolver(seed_);
    }
    std::vector<conn::Endpoint> routers;
    for (const Address& address : addresses) {
        std::vector<boost::asio::ip::tcp::endpoint> hosts;
        std::exception_ptr failure;
        try {
            hosts = co_await net::resolve(address, settings_.driver.domain_name_resolver, deadline);
        } catch (const Error& error) {
            if (!concerns_server_only(error)) {
                throw;
            }
            // Asking it will fail in the same way, and be told.
            failure = std::current_exception();
        }
        if (failure || (hosts.size() == 1 && !settings_.driver.domain_name_resolver)) {
            routers.emplace_back(address);
            continue;
        }
        for (const boost::asio::ip::tcp::endpoint& host : hosts) {
            routers.emplace_back(Address(host.address().to_string(), address.port), address.host);
        }
    }
    co_return routers;
}

}  // namespace bolt::routing
