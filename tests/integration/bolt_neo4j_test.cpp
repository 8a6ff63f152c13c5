// The driver against a real Neo4j: every kind of value there and back, transactions, bookmarks,
// the server's own failures, and load on a small pool.

#include "support/catch.hpp"
#include "support/own_neo4j.hpp"
#include "support/run_task.hpp"

#include <bolt/bolt.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

using bolt::ErrorKind;

namespace {

/// A driver for the given server, and a label that no other run uses.
struct Server {
    explicit Server(bolt::DriverConfig config = {})
        : driver(
              runner.executor(),
              given.uri,
              bolt::AuthToken::basic(given.user, given.password),
              std::move(config)
          ),
          label(
              "BoltTest" + std::to_string(::getpid()) + "x" +
              std::to_string(std::chrono::steady_clock::now().time_since_epoch().count())
          ) {}

    ~Server() {
        try {
            run("MATCH (n:" + label + ") DETACH DELETE n");
            runner.run(driver.close());
        } catch (const std::exception& error) {
            std::cerr << "cleaning up failed: " << error.what() << '\n';
        }
    }

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    bolt::EagerResult run(std::string cypher, bolt::Params parameters = {}) {
        return runner.run(driver.execute_query(std::move(cypher), std::move(parameters)));
    }

    support::TaskRunner runner;
    support::GivenNeo4j given;
    bolt::Driver driver;
    std::string label;
};

std::vector<bolt::Value> sendable_values() {
    std::vector<bolt::Value> values;
    values.emplace_back(nullptr);
    values.emplace_back(true);
    values.emplace_back(false);
    // Both sides of every width that PackStream has for integers.
    for (const std::int64_t edge :
         {std::int64_t{16},
          std::int64_t{127},
          std::int64_t{128},
          std::int64_t{32'767},
          std::int64_t{32'768},
          std::int64_t{2'147'483'647},
          std::int64_t{2'147'483'648}}) {
        for (const std::int64_t step : {-1, 0, 1}) {
            values.emplace_back(edge + step);
            values.emplace_back(-(edge + step));
        }
    }
    values.emplace_back(std::numeric_limits<std::int64_t>::min());
    values.emplace_back(std::numeric_limits<std::int64_t>::max());
    for (const double number : {0.0, -1.5, 1e308, 5e-324, 0.1}) {
        values.emplace_back(number);
    }
    for (const std::size_t size : {0U, 1U, 15U, 16U, 255U, 256U, 65'535U, 65'536U, 200'000U}) {
        values.emplace_back(std::string(size, 'x'));
        values.emplace_back(bolt::Bytes(std::vector<std::uint8_t>(size, 0xA5)));
    }
    values.emplace_back("naïve 日本語 🙂");
    for (const std::size_t size : {0U, 15U, 16U, 256U, 70'000U}) {
        bolt::List list;
        bolt::Map map;
        for (std::size_t i = 0; i < size; ++i) {
            list.emplace_back(static_cast<std::int64_t>(i));
        }
        for (std::size_t i = 0; i < std::min<std::size_t>(size, 300); ++i) {
            map.set("key" + std::to_string(i), static_cast<std::int64_t>(i));
        }
        values.emplace_back(std::move(list));
        values.emplace_back(std::move(map));
    }
    values.emplace_back(bolt::Date(-719'162));
    values.emplace_back(bolt::Date(20'000));
    values.emplace_back(bolt::Time(45'296'000'000'007, 3'600));
    values.emplace_back(bolt::Time(0, -43'200));
    values.emplace_back(bolt::LocalTime(86'399'999'999'999));
    values.emplace_back(bolt::LocalDateTime(1'700'000'000, 123'456'789));
    values.emplace_back(bolt::LocalDateTime(-5, 1));
    values.emplace_back(bolt::DateTime(1'700'000'000, 5, 19'800));
    values.emplace_back(bolt::DateTime(-1, 999'999'999, -7'200));
    values.emplace_back(bolt::DateTime(1'700'000'000, 5, "Europe/Stockholm"));
    values.emplace_back(bolt::Duration(14, -3, 11, 7));
    values.emplace_back(bolt::Point(bolt::kSridCartesian2d, 1.5, -2.5));
    values.emplace_back(bolt::Point(bolt::kSridCartesian3d, 1.5, -2.5, 3));
    values.emplace_back(bolt::Point(bolt::kSridWgs84_2d, 12.99, 55.6));
    values.emplace_back(bolt::Point(bolt::kSridWgs84_3d, 12.99, 55.6, 7));
    return values;
}

/// As runner.drive, for what may take minutes on a busy machine: the runner's own limit is one.
template <class Finished>
void drive_patiently(support::TaskRunner& runner, Finished finished) {
    for (int minutes = 1;; ++minutes) {
        try {
            runner.drive(finished);
            return;
        } catch (const std::runtime_error&) {
            if (minutes == 5) {
                throw;
            }
        }
    }
}

bolt::Task<std::int64_t> count(bolt::Session& session, std::string label) {
    bolt::Result result = co_await session.run("MATCH (n:" + label + ") RETURN count(n) AS n");
    const bolt::Record record = co_await result.single();
    co_return record.at<std::int64_t>("n");
}

}  // namespace

TEST_CASE("the server says what it is") {
    Server server;
    const bolt::ServerInfo info = server.runner.run(server.driver.verify_connectivity());
    std::cout << "server: " << info.agent << ", Bolt " << info.protocol_version << '\n';
    REQUIRE(info.agent.starts_with("Neo4j/"));
    // The newest version that both speak: 6.x is offered by the servers that are named by the year.
    const bool named_by_year = info.agent.starts_with("Neo4j/20");
    CHECK(info.protocol_version == (named_by_year ? "6.1" : "5.8"));
}

TEST_CASE("every value that can be sent comes back the same") {
    Server server;
    for (const bolt::Value& value : sendable_values()) {
        const bolt::EagerResult result =
            server.run("RETURN $v AS v", bolt::params().set("v", value));
        REQUIRE(result.records.size() == 1);
        INFO("a value of kind " << bolt::to_string(value.kind()));
        CHECK((result.records[0]["v"].to_value() == value));
    }
}

TEST_CASE("values nest, and the server agrees on what they are") {
    Server server;
    bolt::List inner;
    inner.emplace_back(bolt::Date(0));
    inner.emplace_back(1);
    bolt::Map map;
    map.set("list", inner);
    map.set("when", bolt::DateTime(0, 0, 0));
    const bolt::EagerResult result = server.run(
        "RETURN $m.list[0] = date('1970-01-01') AS date, $m.list[1] + 1 AS two, "
        "$m.when = datetime('1970-01-01T00:00:00Z') AS epoch",
        bolt::params().set("m", map)
    );
    CHECK(result.records[0].at<bool>("date"));
    CHECK(result.records[0].at<int>("two") == 2);
    CHECK(result.records[0].at<bool>("epoch"));
}

TEST_CASE("nodes, relationships and paths are read with all their parts") {
    Server server;
    const bolt::EagerResult result = server.run(
        "CREATE p = (:" + server.label + ":Person {name: 'Ada'})-[:KNOWS {since: 1840}]->(:" +
        server.label + ":Person {name: 'Charles'})<-[:KNOWS]-(:" + server.label +
        " {name: 'Mary'}) RETURN p, nodes(p)[0] AS n, relationships(p)[0] AS r"
    );
    CHECK(result.summary.counters.nodes_created == 3);
    CHECK(result.summary.counters.relationships_created == 2);
    CHECK(result.summary.counters.contains_updates);
    const bolt::Record& record = result.records.at(0);
    const auto node = record.at<bolt::Node>("n");
    CHECK(node.labels.size() == 2);
    CHECK(node.properties.at("name").as<std::string>() == "Ada");
    CHECK_FALSE(node.element_id.empty());
    const auto relationship = record.at<bolt::Relationship>("r");
    CHECK(relationship.type == "KNOWS");
    CHECK(relationship.properties.at("since").as<std::int64_t>() == 1840);
    CHECK(relationship.start_element_id == node.element_id);
    const auto path = record.at<bolt::Path>("p");
    REQUIRE(path.nodes.size() == 3);
    REQUIRE(path.relationships.size() == 2);
    CHECK(path.nodes[2].properties.at("name").as<std::string>() == "Mary");
    // Stored from Mary to Charles, whichever way the path walks it.
    CHECK(path.relationships[1].start_element_id == path.nodes[2].element_id);
    CHECK(path.relationships[1].end_element_id == path.nodes[1].element_id);
}

TEST_CASE("a large result arrives whole, in portions") {
    Server server;
    auto work = [&]() -> bolt::Task<std::int64_t> {
        bolt::Session session = server.driver.session();
        bolt::Result result = co_await session.run("UNWIND range(1, 50000) AS n RETURN n");
        std::int64_t sum = 0;
        while (auto record = co_await result.next()) {
            sum += record->at<std::int64_t>(0);
        }
        co_return sum;
    };
    CHECK(server.runner.run(work()) == 1'250'025'000);
}

TEST_CASE("an endless result can be left early, and the connection is used again") {
    Server server;
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig config;
        config.fetch_size = 10;
        bolt::Session session = server.driver.session(config);
        bolt::Result result = co_await session.run("UNWIND range(1, 1000000000) AS n RETURN n");
        for (int i = 1; i <= 25; ++i) {
            const auto record = co_await result.next();
            CHECK(record->at<int>(0) == i);
        }
        (void)co_await result.consume();
    };
    server.runner.run(work());
    CHECK(server.driver.metrics().pool.idle == 1);
}

TEST_CASE("transactions commit, roll back, and are rolled back when dropped") {
    Server server;
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = server.driver.session();
        const std::string create = "CREATE (:" + server.label + ")";
        {
            bolt::Transaction tx = co_await session.begin();
            (void)co_await tx.run(create);
            co_await tx.commit();
        }
        {
            bolt::Transaction tx = co_await session.begin();
            (void)co_await tx.run(create);
            co_await tx.rollback();
        }
        {
            bolt::Transaction tx = co_await session.begin();
            bolt::Result result = co_await tx.run(create);
            (void)co_await result.consume();
        }
        const std::int64_t found = co_await count(session, server.label);
        CHECK(found == 1);
    };
    server.runner.run(work());
}

TEST_CASE("a session given another's bookmarks sees what it wrote") {
    Server server;
    auto work = [&]() -> bolt::Task<> {
        bolt::Session writer = server.driver.session();
        auto create = [&](bolt::ManagedTransaction& tx) -> bolt::Task<> {
            bolt::Result result = co_await tx.run("CREATE (:" + server.label + ")");
            (void)co_await result.consume();
        };
        co_await writer.execute_write(create);
        CHECK_FALSE(writer.last_bookmarks().empty());
        bolt::SessionConfig config;
        config.bookmarks = writer.last_bookmarks();
        bolt::Session reader = server.driver.session(config);
        const std::int64_t found = co_await count(reader, server.label);
        CHECK(found == 1);
    };
    server.runner.run(work());
}

TEST_CASE("a bookmark that the server does not know is refused by the server") {
    Server server;
    bolt::QueryConfig config;
    std::vector<std::string> values(1, "no-bookmark");
    config.bookmarks = bolt::Bookmarks(values);
    CHECK_THROWS_AS(
        server.runner.run(server.driver.execute_query("RETURN 1", {}, config)), bolt::Error
    );
}

TEST_CASE("a violated constraint is told with its code, and harms nothing else") {
    Server server;
    server.run(
        "CREATE CONSTRAINT " + server.label + " FOR (n:" + server.label + ") REQUIRE n.k IS UNIQUE"
    );
    const std::string create = "CREATE (:" + server.label + " {k: 1})";
    server.run(create);
    try {
        server.run(create);
        FAIL("the constraint was not enforced");
    } catch (const bolt::Error& error) {
        REQUIRE(error.server() != nullptr);
        CHECK(error.kind() == ErrorKind::server);
        CHECK(error.server()->code == "Neo.ClientError.Schema.ConstraintValidationFailed");
        CHECK_FALSE(error.server()->gql_status.empty());
        CHECK_FALSE(error.retryable());
    }
    CHECK(server.driver.metrics().pool.idle == 1);
    server.run("DROP CONSTRAINT " + server.label);
}

TEST_CASE("bad Cypher, a missing parameter and division by zero are the server's failures") {
    Server server;
    const std::vector<std::pair<std::string, std::string>> cases{
        {"RETRUN 1", "Neo.ClientError.Statement.SyntaxError"},
        {"RETURN $missing", "Neo.ClientError.Statement.ParameterMissing"},
        {"UNWIND [1, 0] AS n RETURN 1 / n", "Neo.ClientError.Statement.ArithmeticError"},
    };
    for (const auto& [cypher, code] : cases) {
        INFO(cypher);
        try {
            server.run(cypher);
            FAIL("no failure");
        } catch (const bolt::Error& error) {
            REQUIRE(error.server() != nullptr);
            CHECK(error.server()->code == code);
        }
    }
    CHECK(server.driver.metrics().pool.in_use == 0);
}

TEST_CASE("wrong credentials are an auth error") {
    Server server;
    bolt::Driver stranger(
        server.runner.executor(), server.given.uri, bolt::AuthToken::basic("nobody", "wrong")
    );
    try {
        server.runner.run(stranger.verify_connectivity());
        FAIL("no failure");
    } catch (const bolt::Error& error) {
        CHECK(error.kind() == ErrorKind::auth);
        CHECK(std::string(error.what()).find("wrong") == std::string::npos);
    }
}

TEST_CASE("a transaction's time limit ends it on the server") {
    Server server;
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = server.driver.session();
        bolt::TxConfig config;
        config.timeout(std::chrono::milliseconds(200));
        bolt::Params none;
        bolt::Result result = co_await session.run(
            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)",
            none,
            config
        );
        (void)co_await result.consume();
    };
    try {
        server.runner.run(work());
        FAIL("no failure");
    } catch (const bolt::Error& error) {
        REQUIRE(error.server() != nullptr);
        CHECK(error.server()->code.find("TransactionTimedOut") != std::string::npos);
    }
}

TEST_CASE("a cancelled query lets go of the server at once") {
    Server server;
    boost::asio::cancellation_signal signal;
    auto endless = [&]() -> bolt::Task<bool> {
        bolt::Session session = server.driver.session();
        bolt::Result result = co_await session.run(
            "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b)"
        );
        (void)co_await result.consume();
        co_return true;
    };
    support::Outcome<bool> outcome;
    server.runner.start(endless(), outcome, signal.slot());
    server.runner.drive([&] { return server.driver.metrics().pool.in_use == 1; });
    server.runner.cancel(signal);
    server.runner.drive([&] { return outcome.done(); });
    CHECK(outcome.failed());
    CHECK(server.driver.metrics().pool.in_use == 0);
    CHECK(server.run("RETURN 1 AS n").records.size() == 1);
}

TEST_CASE("neo4j:// reaches a single server, too") {
    Server server;
    const std::string uri = "neo4j" + server.given.uri.substr(server.given.uri.find("://"));
    bolt::Driver driver(
        server.runner.executor(),
        uri,
        bolt::AuthToken::basic(server.given.user, server.given.password)
    );
    const bolt::EagerResult result = server.runner.run(driver.execute_query("RETURN 1 AS n"));
    CHECK(result.records.at(0).at<int>("n") == 1);
    server.runner.run(driver.close());
}

TEST_CASE("200 sessions on a pool of 10 run 20,000 queries without an error") {
    constexpr int kSessions = 200;
    constexpr int kQueries = 100;
    bolt::DriverConfig config;
    config.pool.max_size = 10;
    Server server(config);
    auto queries = [&](int number) -> bolt::Task<std::int64_t> {
        bolt::Session session = server.driver.session();
        std::int64_t sum = 0;
        for (int i = 0; i < kQueries; ++i) {
            bolt::Result result = co_await session.run(
                "RETURN $n AS n", bolt::params().set("n", number * kQueries + i)
            );
            const bolt::Record record = co_await result.single();
            sum += record.at<std::int64_t>("n");
        }
        co_return sum;
    };
    const auto begin = std::chrono::steady_clock::now();
    std::vector<support::Outcome<std::int64_t>> outcomes(kSessions);
    for (int i = 0; i < kSessions; ++i) {
        server.runner.start(queries(i), outcomes[static_cast<std::size_t>(i)]);
    }
    std::size_t most = 0;
    drive_patiently(server.runner, [&] {
        const bolt::PoolMetrics now = server.driver.metrics().pool;
        most = std::max(most, now.in_use + now.idle);
        bool done = true;
        for (const auto& outcome : outcomes) {
            done = done && outcome.done();
        }
        return done;
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    int errors = 0;
    std::int64_t sum = 0;
    for (auto& outcome : outcomes) {
        if (outcome.failed()) {
            ++errors;
        } else {
            sum += outcome.take();
        }
    }
    std::cout << kSessions << " sessions, pool of 10, " << kSessions * kQueries
              << " queries: " << errors << " errors, " << took.count() << " s\n";
    CHECK(errors == 0);
    CHECK(sum == std::int64_t{20'000} * 19'999 / 2);
    CHECK(most <= 10);
}
