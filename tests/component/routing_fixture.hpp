#pragma once
// A driver that routes over one scripted server: the same port plays the router and all members,
// because what counts is which requests come on which connection.

#include "component/driver_fixture.hpp"

#include <bolt/address.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace component {

/// A driver that routes, for the server of a fixture whose own driver stays unused.
class Cluster {
  public:
    explicit Cluster(
        std::size_t connections,
        support::BoltServerOptions options = {},
        bolt::DriverConfig config = test_config()
    )
        : fixture(connections, std::move(options)),
          address(bolt::Address::parse(fixture.server().uri().substr(std::string("bolt://").size()))
          ),
          driver(fixture.runner.executor(), "neo4j://" + address.to_string(), test_auth(), config) {
    }

    /// ROUTE's answer: this port in all roles, or without a writer.
    [[nodiscard]] bolt::Map table(const std::string& database, bool writer = true) const {
        std::vector<std::string> here(1, address.to_string());
        bolt::List servers;
        for (const char* role : {"ROUTE", "READ", "WRITE"}) {
            if (writer || std::string(role) != "WRITE") {
                servers.emplace_back(map_of("addresses", bolt::Value(here), "role", role));
            }
        }
        return map_of("ttl", 300, "servers", std::move(servers), "db", database);
    }

    [[nodiscard]] bolt::Map route_answer(const std::string& database, bool writer = true) const {
        return map_of("rt", table(database, writer));
    }

    /// One record of "Q", as a number.
    bolt::Task<std::int64_t> read(std::string database) {
        bolt::SessionConfig config;
        config.database = std::move(database);
        config.access_mode = bolt::AccessMode::read;
        bolt::Session session = driver.session(config);
        bolt::Result result = co_await session.run("Q");
        const bolt::Record record = co_await result.single();
        co_return record.at<std::int64_t>(0);
    }

    /// "W" in a managed transaction, which counts its attempts.
    bolt::Task<> write(int& attempts) {
        bolt::SessionConfig config;
        config.database = "db";
        bolt::Session session = driver.session(config);
        auto work = [&attempts](bolt::ManagedTransaction& tx) -> bolt::Task<> {
            ++attempts;
            bolt::Result result = co_await tx.run("W");
            (void)co_await result.consume();
        };
        co_await session.execute_write(work);
    }

    ScriptFixture fixture;
    bolt::Address address;
    bolt::Driver driver;
};

/// The request for a table, with what its last field says.
inline std::string route(const Cluster& cluster, const std::string& extra) {
    return "ROUTE {address: '" + cluster.address.to_string() + "'} [] " + extra;
}

}  // namespace component
