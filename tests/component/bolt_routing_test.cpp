// Routing over scripted servers: one port plays the router and all members, because what counts is
// which requests come on which connection. Official suites for the rest: see docs/bolt.md.

#include "component/routing_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <bolt/bolt.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace component;
using bolt::Address;
using bolt::ErrorKind;

namespace {

support::Script& refuse_write(support::Script& script, const char* code) {
    return script.expect("BEGIN {db: 'db'}")
        .success()
        .expect("RUN 'W' {} {}")
        .failure(code)
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success();
}

support::Script& take_write(support::Script& script) {
    return script.expect("BEGIN {db: 'db'}")
        .success()
        .expect("RUN 'W' {} {}")
        .success(map_of("fields", bolt::List()))
        .expect("PULL {n: 1000}")
        .success(map_of("type", "w"))
        .expect("COMMIT")
        .success(map_of("bookmark", "b:1"));
}

}  // namespace

TEST_CASE("a table is fetched once, and the connection to the router serves the query as well") {
    Cluster c(1);
    support::Script& script = c.fixture.script().log_on();
    script.expect(route(c, "{db: 'db'}")).success(c.route_answer("db"));
    one_row(script, "RUN 'Q' {} {mode: 'r', db: 'db'}", 7);
    one_row(script, "RUN 'Q' {} {mode: 'r', db: 'db'}", 7);
    CHECK(c.fixture.runner.run(c.read("db")) == 7);
    CHECK(c.fixture.runner.run(c.read("db")) == 7);
    CHECK(c.fixture.verdict().empty());
    const auto table = c.driver.routing_table("db");
    REQUIRE(table);
    CHECK(table->writers == std::vector<Address>{c.address});
    CHECK(c.driver.metrics(c.address).acquired == 3);
}

TEST_CASE("a session without a database asks for its home database, and stays with it") {
    Cluster c(1);
    support::Script& script = c.fixture.script().log_on();
    script.expect(route(c, "{}")).success(c.route_answer("home"));
    one_row(script, "RUN 'Q' {} {mode: 'r', db: 'home'}", 7);
    CHECK(c.fixture.runner.run(c.read("")) == 7);
    CHECK(c.fixture.verdict().empty());
    CHECK(c.driver.routing_table("home"));
}

TEST_CASE("before 4.3 the table comes from a procedure of the system database") {
    support::BoltServerOptions options;
    options.version = bolt::wire::Version(4, 2);
    Cluster c(1, options);
    support::Script& script = c.fixture.script().log_on(options.version);
    const bolt::Map table = c.table("db");
    script
        .expect(
            "RUN 'CALL dbms.routing.getRoutingTable($context, $database)' {context: {address: '" +
            c.address.to_string() + "'}, database: 'db'} {mode: 'r', db: 'system'}"
        )
        .success(map_of("fields", list_of("ttl", "servers")))
        .expect("PULL {n: -1}")
        .record(list_of(table.at("ttl"), table.at("servers")))
        .success(map_of("type", "r"));
    one_row(script, "RUN 'Q' {} {mode: 'r', db: 'db'}", 7);
    CHECK(c.fixture.runner.run(c.read("db")) == 7);
    CHECK(c.fixture.verdict().empty());
}

TEST_CASE("a server that leads no more is asked for nothing before the table is fetched anew") {
    bolt::DriverConfig config = test_config();
    config.environment = std::make_shared<support::FakeEnvironment>();
    Cluster c(1, {}, config);
    support::Script& script = c.fixture.script().log_on();
    script.expect(route(c, "{db: 'db'}")).success(c.route_answer("db"));
    refuse_write(script, "Neo.ClientError.Cluster.NotALeader");
    script.expect(route(c, "{db: 'db'}")).success(c.route_answer("db"));
    take_write(script);
    int attempts = 0;
    c.fixture.runner.run(c.write(attempts));
    CHECK(attempts == 2);
    CHECK(c.fixture.verdict().empty());
    CHECK(c.driver.metrics().retries == 1);
}

TEST_CASE("writers ask on while there is no leader, and say so in the end") {
    bolt::DriverConfig config = test_config();
    config.environment = std::make_shared<support::FakeEnvironment>();
    config.max_transaction_retry_time = std::chrono::milliseconds(1);
    Cluster c(1, {}, config);
    support::Script& script = c.fixture.script().log_on();
    for (int i = 0; i < 2; ++i) {
        script.expect(route(c, "{db: 'db'}")).success(c.route_answer("db", false));
    }
    int attempts = 0;
    const auto error = failure_of(c.fixture.runner, c.write(attempts));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::session_expired);
    CHECK(error->retryable());
    CHECK(attempts == 0);
    CHECK(c.fixture.verdict().empty());
}

TEST_CASE("a database that does not exist ends the search for a router") {
    Cluster c(1);
    c.fixture.script()
        .log_on()
        .expect(route(c, "{db: 'nope'}"))
        .failure("Neo.ClientError.Database.DatabaseNotFound")
        .expect("RESET")
        .success();
    const auto error = failure_of(c.fixture.runner, c.read("nope"));
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == "Neo.ClientError.Database.DatabaseNotFound");
    CHECK(c.fixture.verdict().empty());
    CHECK(c.driver.metrics().pool.idle == 1);
}

TEST_CASE("a reader that breaks takes its server out of the table, and the work goes elsewhere") {
    Cluster c(2);
    c.fixture.script(0).log_on().expect(route(c, "{db: 'db'}")).success(c.route_answer("db"));
    c.fixture.script(0).expect("RUN 'Q' {} {mode: 'r', db: 'db'}").then(support::Ending::close);
    const auto error = failure_of(c.fixture.runner, c.read("db"));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::session_expired);
    CHECK(c.driver.routing_table("db")->readers.empty());
    support::Script& second = c.fixture.script(1).log_on();
    second.expect(route(c, "{db: 'db'}")).success(c.route_answer("db"));
    one_row(second, "RUN 'Q' {} {mode: 'r', db: 'db'}", 7);
    CHECK(c.fixture.runner.run(c.read("db")) == 7);
    CHECK(c.fixture.verdict().empty());
}

TEST_CASE("many sessions that need the same table wait for one answer") {
    constexpr std::size_t kSessions = 50;
    bolt::DriverConfig config = test_config();
    config.pool.max_size = 1;  // so that one connection sees all requests
    Cluster c(1, {}, config);
    support::Script& script = c.fixture.script().log_on();
    script.expect(route(c, "{db: 'db'}")).success(c.route_answer("db"));
    for (std::size_t i = 0; i < kSessions; ++i) {
        one_row(script, "RUN 'Q' {} {mode: 'r', db: 'db'}", 7);
    }
    std::vector<bolt::Task<std::int64_t>> tasks;
    for (std::size_t i = 0; i < kSessions; ++i) {
        tasks.push_back(c.read("db"));
    }
    for (auto& outcome : c.fixture.runner.run_all(std::move(tasks))) {
        CHECK(outcome.take() == 7);
    }
    CHECK(c.fixture.verdict().empty());
}

TEST_CASE("no router at all is told with the reason of each") {
    ScriptFixture f(0);
    bolt::Driver driver(f.runner.executor(), "neo4j://127.0.0.1:1", test_auth(), test_config());
    const auto error = failure_of(f.runner, driver.verify_connectivity());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::connectivity);
    CHECK_THAT(std::string(error->what()), support::contains("routing"));
    CHECK_THAT(std::string(error->what()), support::contains("127.0.0.1:1"));
}

TEST_CASE("a resolver's routers are asked in its order") {
    bolt::DriverConfig config = test_config();
    std::vector<std::string> asked;
    Address real;
    config.resolver = [&](Address seed) -> bolt::Task<std::vector<Address>> {
        asked.push_back(seed.to_string());
        std::vector<Address> routers;
        routers.emplace_back("127.0.0.1", std::uint16_t{1});
        routers.push_back(real);
        co_return routers;
    };
    ScriptFixture f(1);
    real = Address::parse(f.server().uri().substr(std::string("bolt://").size()));
    bolt::Driver driver(f.runner.executor(), "neo4j://seed.example", test_auth(), config);
    std::vector<std::string> here(1, real.to_string());
    bolt::List servers;
    for (const char* role : {"ROUTE", "READ", "WRITE"}) {
        servers.emplace_back(map_of("addresses", bolt::Value(here), "role", role));
    }
    f.script()
        .log_on()
        .expect("ROUTE {address: 'seed.example:7687'} [] {}")
        .success(map_of("rt", map_of("ttl", 9, "servers", std::move(servers), "db", "x")))
        // The router is the reader, too: a connection from the pool is tested before it counts.
        .expect("RESET")
        .success();
    CHECK(f.runner.run(driver.verify_connectivity()).address == real.to_string());
    CHECK(asked == std::vector<std::string>{"seed.example:7687"});
    CHECK(f.verdict().empty());
}
