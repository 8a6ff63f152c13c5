// What Bolt 5.6 to 6.1 tell beside the values, against a real Neo4j, and that each version that the
// server speaks works with it: a proxy lets one at a time pass.

#include "integration/versioned_server.hpp"
#include "support/catch.hpp"

#include <bolt/bolt.hpp>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using bolt::ErrorKind;
using integration::Version;
using integration::VersionedServer;

namespace {

/// What every server since 5.26 speaks.
const std::vector<Version>& common_versions() {
    static const std::vector<Version> versions{
        Version(4, 2),
        Version(4, 3),
        Version(4, 4),
        Version(5, 0),
        Version(5, 1),
        Version(5, 2),
        Version(5, 3),
        Version(5, 4),
        Version(5, 6),
        Version(5, 7),
        Version(5, 8),
    };
    return versions;
}

/// The statuses of a failure and its causes, outermost first.
std::vector<std::string> chain_of(const bolt::Error& error) {
    std::vector<std::string> statuses;
    for (const bolt::ServerError* at = error.server(); at != nullptr; at = at->cause.get()) {
        statuses.push_back(at->gql_status);
    }
    return statuses;
}

bolt::Task<bolt::Summary> summary_of(
    bolt::Driver& driver, bolt::SessionConfig config, std::string cypher
) {
    bolt::Session session = driver.session(std::move(config));
    bolt::Result result = co_await session.run(std::move(cypher));
    co_return co_await result.consume();
}

std::set<std::string> classifications_of(const bolt::Summary& summary) {
    std::set<std::string> found;
    for (const bolt::Notification& notification : summary.notifications) {
        found.insert(notification.classification);
    }
    return found;
}

/// One unit of work with everything that differs between versions on the way.
void check_work(VersionedServer& server) {
    const bolt::EagerResult result = server.run(
        "RETURN datetime('2026-03-01T12:00:00.5+02:00') AS offset, "
        "datetime('2026-07-01T12:00:00[Europe/Stockholm]') AS zoned, $when AS sent",
        bolt::params().set("when", bolt::DateTime(1'700'000'000, 5, "Europe/Stockholm"))
    );
    const bolt::Record& record = result.records.at(0);
    // Local seconds before 4.3, and UTC since.
    const auto time = [&record](const char* column) {
        return bolt::with_utc_seconds(record.at<bolt::DateTime>(column));
    };
    CHECK(time("offset") == bolt::DateTime(1'772'359'200, 500'000'000, 7'200));
    CHECK(time("zoned") == bolt::DateTime(1'782'900'000, 0, "Europe/Stockholm"));
    CHECK(time("sent") == bolt::DateTime(1'700'000'000, 5, "Europe/Stockholm"));
    CHECK_FALSE(result.summary.gql_statuses.empty());
    CHECK_FALSE(result.summary.bookmark.empty());
    CHECK(result.summary.database == "neo4j");

    const auto failure = server.failure_of("RETURN 1 / 0");
    REQUIRE(failure);
    REQUIRE(failure->server() != nullptr);
    CHECK(failure->server()->code == "Neo.ClientError.Statement.ArithmeticError");
    CHECK_FALSE(failure->retryable());
    CHECK(server.run("RETURN 1 AS n").records.at(0).at<int>("n") == 1);
    CHECK(server.driver.metrics().pool.opened == 1);
}

}  // namespace

TEST_CASE("the newest common version comes from a manifest, and its answer is what was offered") {
    VersionedServer direct;
    const std::string agreed = direct.version();
    // A proxy for the newest version sees whether the server answers with a manifest at all.
    VersionedServer seen(Version(6, 1));
    if (agreed >= "6.0") {
        CHECK(agreed == "6.1");
        CHECK(seen.version() == "6.1");
        REQUIRE(seen.handshake_answer().size() > 4);
        CHECK(seen.handshake_answer()[3] == 0xFF);
    } else {
        CHECK(agreed == "5.8");
        std::cout << "skipped: Bolt 6; the server's newest version is " << agreed << '\n';
    }
    CHECK(direct.lines_with("protocol_version").size() == 1);
}

TEST_CASE("each version that the server speaks works from log-on to commit") {
    std::vector<Version> versions = common_versions();
    VersionedServer newest;
    if (newest.has("6.0", "a connection by manifest")) {
        versions.emplace_back(6, 0);
        versions.emplace_back(6, 1);
    }
    for (const Version version : versions) {
        for (const char* scheme : {"bolt", "neo4j"}) {
            INFO("Bolt " << version.to_string() << " with " << scheme);
            VersionedServer server(version, scheme);
            CHECK(server.version() == version.to_string());
            check_work(server);
        }
    }
}

TEST_CASE("versions that the server does not speak are refused in words") {
    for (const Version version : {Version(3, 0), Version(5, 5)}) {
        VersionedServer server(version);
        const auto refused = server.failure_of("RETURN 1");
        REQUIRE(refused);
        CHECK(refused->kind() == ErrorKind::protocol);
        CHECK_THAT(refused->what(), support::contains("Neo4j"));
    }
}

TEST_CASE("a failure tells its GQL status and all its causes") {
    VersionedServer server;
    // 5.26 has the fields, but still the default status in most of them.
    if (!server.has("6.0", "a status for each failure")) {
        return;
    }
    const auto error = server.failure_of("LOAD CSV FROM 'file:///nope.csv' AS line RETURN line");
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == "Neo.ClientError.Statement.ExternalResourceFailed");
    CHECK_FALSE(error->retryable());
    const std::vector<std::string> wanted{"22000", "22N43", "22000", "22N43"};
    CHECK(chain_of(*error) == wanted);
    for (const bolt::ServerError* at = error->server(); at != nullptr; at = at->cause.get()) {
        INFO(at->gql_status << ": " << at->message);
        CHECK_FALSE(at->description.empty());
        CHECK(at->diagnostic_record.at("CURRENT_SCHEMA") == bolt::Value("/"));
        CHECK((at == error->server()) == !at->code.empty());
    }

    const auto misspelt = server.failure_of("RETRUN 1");
    REQUIRE(misspelt);
    REQUIRE(misspelt->server() != nullptr);
    CHECK(misspelt->server()->gql_status.starts_with("42"));
    CHECK(misspelt->server()->classification == "CLIENT_ERROR");
    REQUIRE(misspelt->server()->cause);
    CHECK(misspelt->server()->cause->gql_status.starts_with("42"));
    CHECK(misspelt->server()->cause->diagnostic_record.contains("_position"));
}

TEST_CASE("before Bolt 5.7 the same failure has the default status and no cause") {
    VersionedServer server(Version(5, 6));
    const auto error = server.failure_of("LOAD CSV FROM 'file:///nope.csv' AS line RETURN line");
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == "Neo.ClientError.Statement.ExternalResourceFailed");
    CHECK(chain_of(*error) == std::vector<std::string>{"50N42"});
}

TEST_CASE("notifications are left out by classification and by severity") {
    // One query with remarks of three classifications.
    const std::string query = "MATCH (a:NoSuchLabelHere), (b) RETURN id(a), b LIMIT 0";
    bolt::SessionConfig all;
    VersionedServer server;
    const std::set<std::string> found =
        classifications_of(server.runner.run(summary_of(server.driver, all, query)));
    const std::set<std::string> wanted{"DEPRECATION", "PERFORMANCE", "UNRECOGNIZED"};
    REQUIRE(found == wanted);

    bolt::SessionConfig filtered;
    filtered.notifications.disabled_classifications =
        std::vector<std::string>{"DEPRECATION", "PERFORMANCE"};
    const bolt::Summary less = server.runner.run(summary_of(server.driver, filtered, query));
    CHECK(classifications_of(less) == std::set<std::string>{"UNRECOGNIZED"});
    CHECK(server.said("notifications_disabled_classifications") == 1);
    // The outcome of the query is told all the same.
    CHECK(std::any_of(
        less.gql_statuses.begin(),
        less.gql_statuses.end(),
        [](const bolt::GqlStatus& status) { return !status.is_notification; }
    ));

    bolt::SessionConfig warnings;
    warnings.notifications.minimum_severity = "WARNING";
    const std::set<std::string> severe =
        classifications_of(server.runner.run(summary_of(server.driver, warnings, query)));
    CHECK(severe == std::set<std::string>{"DEPRECATION", "UNRECOGNIZED"});

    bolt::SessionConfig none;
    none.notifications.minimum_severity = "OFF";
    CHECK(server.runner.run(summary_of(server.driver, none, query)).notifications.empty());
}

TEST_CASE("a driver's notification filter holds for all its sessions, in either name of the key") {
    bolt::DriverConfig config;
    config.notifications.disabled_classifications = std::vector<std::string>{"UNRECOGNIZED"};
    const std::string query = "MATCH (a:NoSuchLabelHere) RETURN a";
    for (const Version version : {Version(5, 4), Version(5, 8)}) {
        VersionedServer server(version, "bolt", config);
        const bolt::EagerResult result = server.run(query);
        CHECK(result.summary.notifications.empty());
        const bool newer = version >= Version(5, 6);
        CHECK(
            server.said(
                newer ? "notifications_disabled_classifications"
                      : "notifications_disabled_categories"
            ) == 1
        );
    }
}

TEST_CASE("the home database is asked for once, and then guessed where the server routes") {
    VersionedServer server(std::nullopt, "neo4j");
    (void)server.run("RETURN 1");
    CHECK(server.said("<- ROUTE") == 1);
    if (server.said("ssr.enabled: true") == 0) {
        std::cout << "skipped: the server does not route by itself (dbms.routing.enabled)\n";
        return;
    }
    server.forget_trace();
    bolt::EagerResult result = server.run("RETURN 1");
    CHECK(result.summary.database == "neo4j");
    CHECK(server.said("<- ROUTE") == 0);
    // A guess chooses the server only; the transaction's database is the server's decision.
    REQUIRE(server.said("<- BEGIN") == 1);
    CHECK(server.lines_with("<- BEGIN")[0].find("db:") == std::string::npos);
    CHECK(server.said("-> SUCCESS {db: \"neo4j\"}") == 1);
}

TEST_CASE("each user's home database is asked for apart, and a session stays with what was said") {
    VersionedServer server(std::nullopt, "neo4j");
    (void)server.run("RETURN 1");
    if (server.said("ssr.enabled: true") == 0) {
        std::cout << "skipped: the server does not route by itself (dbms.routing.enabled)\n";
        return;
    }
    bolt::SessionConfig own;
    own.auth = server.auth();
    server.forget_trace();
    // The driver's user under the name of a session's is another key: asked again, once.
    for (int i = 0; i < 2; ++i) {
        (void)server.runner.run(summary_of(server.driver, own, "RETURN 1"));
    }
    CHECK(server.said("<- ROUTE") == 1);

    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = server.driver.session();
        for (int i = 0; i < 2; ++i) {
            bolt::Result result = co_await session.run("RETURN 1");
            (void)co_await result.consume();
        }
    };
    server.forget_trace();
    server.runner.run(work());
    const std::vector<std::string> runs = server.lines_with("<- RUN");
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].find("db:") == std::string::npos);
    CHECK(runs[1].find("db: \"neo4j\"") != std::string::npos);
}

TEST_CASE("before Bolt 5.8 each session asks for its home database") {
    VersionedServer server(Version(5, 7), "neo4j");
    for (int i = 0; i < 3; ++i) {
        (void)server.run("RETURN 1");
    }
    CHECK(server.said("<- ROUTE") == 3);
    CHECK(server.said("<- BEGIN {db: \"neo4j\"") + server.said("db: \"neo4j\"}") >= 3);
}

TEST_CASE("what only the Enterprise edition does is the server's failure, and no retry") {
    VersionedServer server;
    bolt::SessionConfig config;
    config.impersonated_user = server.given.user;
    try {
        const bolt::Summary summary =
            server.runner.run(summary_of(server.driver, config, "RETURN 1"));
        CHECK(summary.query_type == "r");
    } catch (const bolt::Error& error) {
        REQUIRE(error.server() != nullptr);
        CHECK(error.server()->code == "Neo.ClientError.Statement.ArgumentError");
        CHECK_FALSE(error.retryable());
    }
    CHECK(server.said("imp_user: \"" + server.given.user + "\"") == 1);
    CHECK(server.run("RETURN 1 AS n").records.size() == 1);
}

TEST_CASE("telemetry is told when the server asks for it, and the server takes it") {
    VersionedServer server;
    (void)server.run("RETURN 1");
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = server.driver.session();
        bolt::Result result = co_await session.run("RETURN 1");
        (void)co_await result.consume();
        bolt::Transaction tx = co_await session.begin();
        co_await tx.commit();
        auto nothing = [](bolt::ManagedTransaction& /*tx*/) -> bolt::Task<> { co_return; };
        co_await session.execute_read(nothing);
    };
    server.runner.run(work());
    const bool asked = server.said("telemetry.enabled: true") > 0;
    std::vector<std::string> told;
    for (const std::string& line : server.lines_with("<- TELEMETRY")) {
        told.push_back(line.substr(line.find("TELEMETRY")));
    }
    if (asked) {
        const std::vector<std::string> wanted{
            "TELEMETRY 3", "TELEMETRY 2", "TELEMETRY 1", "TELEMETRY 0"
        };
        CHECK(told == wanted);
    } else {
        std::cout << "skipped: the server asks for no telemetry (server.bolt.telemetry.enabled)\n";
        CHECK(told.empty());
    }
    CHECK(server.driver.metrics().failures == 0);

    bolt::DriverConfig silent;
    silent.telemetry = false;
    VersionedServer quiet(std::nullopt, "bolt", silent);
    (void)quiet.run("RETURN 1");
    CHECK(quiet.said("<- TELEMETRY") == 0);
}

TEST_CASE("the server's hints are read, and a bookmark of one connection is known on another") {
    VersionedServer writer;
    const std::string label = integration::new_label();
    const bolt::EagerResult created = writer.run("CREATE (n:" + label + ") RETURN n");
    REQUIRE_FALSE(created.summary.bookmark.empty());
    CHECK(writer.said("connection.recv_timeout_seconds") == 1);

    VersionedServer reader(std::nullopt, "neo4j");
    bolt::QueryConfig config;
    std::vector<std::string> known(1, created.summary.bookmark);
    config.bookmarks = bolt::Bookmarks(known);
    const bolt::EagerResult found = reader.runner.run(
        reader.driver.execute_query("MATCH (n:" + label + ") DELETE n RETURN 1 AS n", {}, config)
    );
    CHECK(found.records.size() == 1);
    CHECK(reader.said(created.summary.bookmark) >= 1);
    CHECK(found.summary.bookmark != created.summary.bookmark);
}
