// Auto-commit queries and their results: laziness, back-pressure, failures, summaries.
// Against a scripted server that names the requests it expects.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;

namespace {

bolt::Task<std::vector<std::int64_t>> read_all(bolt::Driver& driver, bolt::SessionConfig config) {
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("Q");
    std::vector<std::int64_t> numbers;
    while (auto record = co_await result.next()) {
        numbers.push_back(record->at<std::int64_t>("n"));
    }
    co_return numbers;
}

bolt::Map fields() {
    return map_of("fields", list_of("n"));
}

}  // namespace

TEST_CASE("records are fetched in portions, each asked for when the last one is read") {
    for (const std::size_t piece : {0U, 1U, 3U}) {
        support::BoltServerOptions options;
        options.piece = piece;
        ScriptFixture f(1, options);
        f.script()
            .log_on()
            .expect("RUN 'Q' {} {}")
            .success(fields())
            .expect("PULL {n: 2}")
            .record(list_of(1))
            .record(list_of(2))
            .success(map_of("has_more", true))
            .expect("PULL {n: 2}")
            .noop()
            .record(list_of(3))
            .success(map_of("type", "r"));
        bolt::SessionConfig config;
        config.fetch_size = 2;
        const std::vector<std::int64_t> wanted{1, 2, 3};
        CHECK(f.runner.run(read_all(f.driver(), config)) == wanted);
        CHECK(f.verdict().empty());
        CHECK(f.driver().metrics().pool.idle == 1);
    }
}

TEST_CASE("consume drops what is left on the server instead of fetching it") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN 'Q' {} {}")
        .success(fields())
        .expect("PULL {n: 1}")
        .record(list_of(1))
        .success(map_of("has_more", true))
        .expect("DISCARD {n: -1}")
        .success(map_of("type", "rw", "stats", map_of("nodes-created", 3), "bookmark", "b:1"));
    auto work = [&]() -> bolt::Task<bolt::Summary> {
        bolt::SessionConfig config;
        config.fetch_size = 1;
        bolt::Session session = f.driver().session(config);
        bolt::Result result = co_await session.run("Q");
        const auto first = co_await result.next();
        CHECK(first->at<int>(0) == 1);
        const bolt::Summary summary = co_await result.consume();
        CHECK(session.last_bookmarks().values() == std::vector<std::string>{"b:1"});
        bolt::ErrorKind after{};
        try {
            (void)co_await result.next();
        } catch (const bolt::Error& error) {
            after = error.kind();
        }
        CHECK(after == ErrorKind::result_consumed);
        co_return summary;
    };
    const bolt::Summary summary = f.runner.run(work());
    CHECK(summary.counters.nodes_created == 3);
    CHECK(summary.counters.contains_updates);
    CHECK(summary.query_type == "rw");
    CHECK(f.verdict().empty());
}

TEST_CASE("a failing query throws the server's words, and its connection is used again") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN 'BAD' {} {}")
        .failure("Neo.ClientError.Statement.SyntaxError", "what is BAD?")
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success()
        .expect("RUN 'Q' {} {}")
        .success(fields())
        .expect("PULL {n: 1000}")
        .record(list_of(7))
        .success();
    auto bad = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        (void)co_await session.run("BAD");
    };
    const auto error = failure_of(f.runner, bad());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::server);
    CHECK(error->server()->code == "Neo.ClientError.Statement.SyntaxError");
    CHECK(error->server()->message == "what is BAD?");
    CHECK_FALSE(error->retryable());
    const std::vector<std::int64_t> wanted{7};
    CHECK(f.runner.run(read_all(f.driver(), {})) == wanted);
    CHECK(f.verdict().empty());
    CHECK(f.server().accepted() == 1);
}

TEST_CASE("a failure among the records is told after them, on every call") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN 'Q' {} {}")
        .success(fields())
        .expect("PULL {n: 1000}")
        .record(list_of(1))
        .failure("Neo.ClientError.Statement.ArithmeticError", "/ by zero")
        .expect("RESET")
        .success();
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Result result = co_await session.run("Q");
        const auto first = co_await result.next();
        CHECK(first.has_value());
        CHECK_THROWS_AS(co_await result.next(), bolt::Error);
        CHECK_THROWS_AS(co_await result.next(), bolt::Error);
        CHECK_THROWS_AS(co_await result.consume(), bolt::Error);
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("a session that runs something else keeps the open result's records") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN 'Q' {} {}")
        .success(fields())
        .expect("PULL {n: 1}")
        .record(list_of(1))
        .success(map_of("has_more", true))
        .expect("PULL {n: -1}")
        .record(list_of(2))
        .record(list_of(3))
        .success()
        .expect("RUN 'R' {} {}")
        .success(fields())
        .expect("PULL {n: 1}")
        .record(list_of(4))
        .success();
    auto work = [&]() -> bolt::Task<std::vector<std::int64_t>> {
        bolt::SessionConfig config;
        config.fetch_size = 1;
        bolt::Session session = f.driver().session(config);
        bolt::Result first = co_await session.run("Q");
        bolt::Result second = co_await session.run("R");
        std::vector<std::int64_t> numbers;
        while (auto record = co_await first.next()) {
            numbers.push_back(record->at<std::int64_t>(0));
        }
        const bolt::Record last = co_await second.single();
        numbers.push_back(last.at<std::int64_t>(0));
        co_return numbers;
    };
    const std::vector<std::int64_t> wanted{1, 2, 3, 4};
    CHECK(f.runner.run(work()) == wanted);
    CHECK(f.verdict().empty());
}

TEST_CASE("single insists on exactly one record") {
    EchoFixture f;
    auto rows = [&](int n) -> bolt::Task<> {
        bolt::Session session = f.driver.session();
        bolt::Result result = co_await session.run("ROWS", bolt::params().set("n", n));
        (void)co_await result.single();
    };
    f.runner.run(rows(1));
    for (const int n : {0, 2}) {
        const auto error = failure_of(f.runner, rows(n));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::result_not_single);
    }
    CHECK(f.driver.metrics().pool.idle == 1);
    CHECK(f.server.accepted() == 1);
}

TEST_CASE("peek shows the next record without taking it") {
    EchoFixture f;
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver.session();
        bolt::Result result = co_await session.run("ROWS", bolt::params().set("n", 1));
        CHECK(result.keys() == std::vector<std::string>{"n"});
        const auto peeked = co_await result.peek();
        const auto taken = co_await result.next();
        const auto end = co_await result.peek();
        CHECK(peeked->at<int>(0) == taken->at<int>(0));
        CHECK_FALSE(end.has_value());
    };
    f.runner.run(work());
}

TEST_CASE("a dropped result gives its slot back by closing the connection") {
    EchoFixture f;
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig config;
        config.fetch_size = 1;
        bolt::Session session = f.driver.session(config);
        bolt::Result result = co_await session.run("ROWS", bolt::params().set("n", 5));
        CHECK(f.driver.metrics().pool.in_use == 1);
    };
    f.runner.run(work());
    CHECK(f.driver.metrics().pool.in_use == 0);
    CHECK(f.driver.metrics().pool.idle == 0);
}

TEST_CASE("closing a session with an open result drains it and keeps the connection") {
    EchoFixture f;
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig config;
        config.fetch_size = 1;
        bolt::Session session = f.driver.session(config);
        bolt::Result result = co_await session.run("ROWS", bolt::params().set("n", 5));
        co_await session.close();
        co_await session.close();
        CHECK_THROWS_AS(co_await session.run("ROWS"), bolt::Error);
    };
    f.runner.run(work());
    CHECK(f.driver.metrics().pool.idle == 1);
    CHECK(f.driver.metrics().pool.in_use == 0);
}

TEST_CASE("bookmarks chain the queries of a session and are sent as a set") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN 'Q' {} {bookmarks: ['a', 'b']}")
        .success(fields())
        .expect("PULL {n: 1000}")
        .success(map_of("bookmark", "c"))
        .expect("RUN 'Q' {} {bookmarks: ['c']}")
        .success(fields())
        .expect("PULL {n: 1000}")
        .success();
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig config;
        std::vector<std::string> initial;
        initial.emplace_back("b");
        initial.emplace_back("a");
        initial.emplace_back("b");
        config.bookmarks = bolt::Bookmarks(initial);
        bolt::Session session = f.driver().session(config);
        for (int i = 0; i < 2; ++i) {
            bolt::Result result = co_await session.run("Q");
            (void)co_await result.consume();
        }
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
}

TEST_CASE("the settings of a session and a transaction reach the server") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect(
            "RUN 'Q' {a: 1} {tx_timeout: 1500, tx_metadata: {job: 'nightly'}, mode: 'r', db: "
            "'movies', "
            "imp_user: 'eve', notifications_minimum_severity: 'OFF'}"
        )
        .success(fields())
        .expect("PULL {n: -1}")
        .success();
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig config;
        config.database = "movies";
        config.impersonated_user = "eve";
        config.access_mode = bolt::AccessMode::read;
        config.fetch_size = -1;
        config.notifications.minimum_severity = "OFF";
        bolt::Session session = f.driver().session(config);
        bolt::TxConfig tx;
        tx.timeout(std::chrono::milliseconds(1500)).metadata(map_of("job", "nightly"));
        bolt::Result result = co_await session.run("Q", bolt::params().set("a", 1), tx);
        (void)co_await result.consume();
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
}

TEST_CASE("notifications are read from statuses, and from the older list") {
    for (const bool statuses : {true, false}) {
        support::BoltServerOptions options;
        options.version = statuses ? bolt::wire::Version(5, 8) : bolt::wire::Version(5, 4);
        ScriptFixture f(1, options);
        bolt::Map metadata;
        if (statuses) {
            metadata = map_of(
                "statuses",
                list_of(
                    map_of("gql_status", "00000", "status_description", "note: successful"),
                    map_of(
                        "gql_status",
                        "01N50",
                        "neo4j_code",
                        "Neo.ClientNotification.Statement.UnknownLabelWarning",
                        "title",
                        "no such label",
                        "diagnostic_record",
                        map_of("_severity", "WARNING", "_classification", "UNRECOGNIZED")
                    )
                )
            );
        } else {
            metadata = map_of(
                "notifications",
                list_of(map_of(
                    "code",
                    "Neo.ClientNotification.Statement.UnknownLabelWarning",
                    "title",
                    "no such label",
                    "severity",
                    "WARNING",
                    "category",
                    "UNRECOGNIZED"
                ))
            );
        }
        f.script()
            .log_on(options.version)
            .expect("RUN *")
            .success(fields())
            .expect("PULL *")
            .success(metadata);
        auto work = [&]() -> bolt::Task<bolt::Summary> {
            bolt::Session session = f.driver().session();
            bolt::Result result = co_await session.run("Q");
            co_return co_await result.consume();
        };
        const bolt::Summary summary = f.runner.run(work());
        REQUIRE(summary.notifications.size() == 1);
        CHECK(summary.notifications[0].title == "no such label");
        CHECK(summary.notifications[0].severity == "WARNING");
        CHECK(summary.notifications[0].classification == "UNRECOGNIZED");
        REQUIRE(summary.gql_statuses.size() == 2);
        // What a version does not send is made of what it does send.
        CHECK(summary.gql_statuses[0].status.substr(0, 2) == (statuses ? "00" : "02"));
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("what the server may not send ends the connection with a protocol error") {
    struct Case {
        const char* name;
        std::vector<std::uint8_t> bytes;
    };

    const std::vector<Case> cases{
        {"unknown message", {0, 2, 0xB0, 0x33, 0, 0}},
        {"reserved marker in a record", {0, 4, 0xB1, 0x71, 0x91, 0xC7, 0, 0}},
        {"record that is no list", {0, 3, 0xB1, 0x71, 0x01, 0, 0}},
        {"size that lies", {0, 8, 0xB1, 0x71, 0x91, 0xD2, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0}},
        {"success without metadata", {0, 2, 0xB0, 0x70, 0, 0}},
    };
    for (const Case& c : cases) {
        INFO(c.name);
        ScriptFixture f(1);
        f.script().log_on().expect("RUN *").success(fields()).expect("PULL *").raw(c.bytes);
        const auto error = failure_of(f.runner, read_all(f.driver(), {}));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::protocol);
        CHECK(f.driver().metrics().pool.in_use == 0);
        CHECK(f.driver().metrics().pool.idle == 0);
    }
}

TEST_CASE("a message above the limit ends the connection before it is held") {
    bolt::DriverConfig config = test_config();
    config.max_message_size = 1'024;
    ScriptFixture f(1, {}, config);
    f.script().log_on().expect("RUN *").success(fields()).expect("PULL *").record(
        list_of(std::string(2'000, 'x'))
    );
    const auto error = failure_of(f.runner, read_all(f.driver(), {}));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::protocol);
    CHECK(std::string(error->what()).find("1024") != std::string::npos);
}

TEST_CASE("a parameter that cannot be sent is refused before anything is, and harms nothing") {
    EchoFixture f;
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver.session();
        bolt::Params bad;
        bad.set("node", bolt::Node());
        CHECK_THROWS_AS(co_await session.run("ECHO", bad), bolt::Error);
        bolt::Result result = co_await session.run("ECHO", bolt::params().set("n", 5));
        const bolt::Record record = co_await result.single();
        CHECK(record.at<int>("n") == 5);
    };
    f.runner.run(work());
    CHECK(f.driver.metrics().pool.in_use == 0);
}

TEST_CASE("settings that cannot work are refused when the driver is made") {
    support::TaskRunner runner;
    auto make = [&](auto change) {
        bolt::DriverConfig config;
        change(config);
        bolt::Driver driver(runner.executor(), "bolt://localhost", test_auth(), config);
    };
    CHECK_THROWS_AS(make([](bolt::DriverConfig& c) { c.pool.max_size = 0; }), bolt::Error);
    CHECK_THROWS_AS(make([](bolt::DriverConfig& c) { c.fetch_size = 0; }), bolt::Error);
    CHECK_THROWS_AS(make([](bolt::DriverConfig& c) { c.max_message_size = 10; }), bolt::Error);
    CHECK_NOTHROW(make([](bolt::DriverConfig&) {}));
    CHECK_THROWS_AS(bolt::TxConfig().timeout(std::chrono::milliseconds(-1)), bolt::Error);
}
