// How the driver opens a connection: version negotiation, HELLO and LOGON, refusals.
// Against a scripted server, so each byte that is sent is known.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using bolt::wire::Version;

namespace {

bolt::Task<std::string> query_one(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Result result = co_await session.run("RETURN 'x' AS x");
    const bolt::Record record = co_await result.single();
    co_return record.at<std::string>("x");
}

void script_query(Script& script) {
    script.expect("RUN 'RETURN 'x' AS x' {} {}")
        .success(map_of("fields", list_of("x")))
        .expect("PULL {n: 1000}")
        .record(list_of("x"))
        .success();
}

}  // namespace

TEST_CASE("every supported version logs on and answers a query") {
    const std::vector<Version> versions{
        {4, 4}, {5, 0}, {5, 1}, {5, 2}, {5, 3}, {5, 4}, {5, 6}, {5, 7}, {5, 8}
    };
    for (const Version version : versions) {
        for (const std::size_t piece : {0U, 1U}) {
            INFO("Bolt " << version.to_string() << ", pieces of " << piece);
            support::BoltServerOptions options;
            options.version = version;
            options.piece = piece;
            ScriptFixture f(1, options);
            f.script().log_on(version);
            script_query(f.script());
            CHECK(f.runner.run(query_one(f.driver())) == "x");
            CHECK(f.verdict().empty());
        }
    }
}

TEST_CASE("the manifest form of the handshake is understood, whole and byte by byte") {
    for (const std::size_t piece : {0U, 1U}) {
        support::BoltServerOptions options;
        options.version = Version(5, 7);
        options.manifest = true;
        options.piece = piece;
        ScriptFixture f(1, options);
        f.script().log_on();
        script_query(f.script());
        CHECK(f.runner.run(query_one(f.driver())) == "x");
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("credentials travel in LOGON since 5.1 and in HELLO before") {
    {
        ScriptFixture f(1);
        f.script()
            .expect("HELLO {user_agent: 'boltmem-cpp/0.1.0', bolt_agent: {product: *")
            .success(map_of("server", "Neo4j/5.26.0"))
            .expect("LOGON {scheme: 'basic', principal: 'neo4j', credentials: 'correct horse'}")
            .success();
        script_query(f.script());
        CHECK(f.runner.run(query_one(f.driver())) == "x");
        CHECK(f.verdict().empty());
    }
    support::BoltServerOptions options;
    options.version = Version(4, 4);
    ScriptFixture f(1, options);
    f.script()
        .expect(
            "HELLO {user_agent: 'boltmem-cpp/0.1.0', patch_bolt: ['utc'], scheme: 'basic', "
            "principal: 'neo4j', credentials: 'correct horse'}"
        )
        .success(map_of("server", "Neo4j/4.4.0"));
    script_query(f.script());
    CHECK(f.runner.run(query_one(f.driver())) == "x");
    CHECK(f.verdict().empty());
}

TEST_CASE("refused credentials are an auth error that is not retried and does not repeat them") {
    ScriptFixture f(1);
    f.script()
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0"))
        .expect("LOGON *")
        .failure("Neo.ClientError.Security.Unauthorized", "wrong user or password")
        .then(Ending::close);
    const auto error = failure_of(f.runner, f.driver().execute_query("RETURN 1"));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::auth);
    CHECK_FALSE(error->retryable());
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == "Neo.ClientError.Security.Unauthorized");
    CHECK(std::string(error->what()).find("horse") == std::string::npos);
    CHECK(f.verdict().empty());
    CHECK(f.server().accepted() == 1);
    CHECK(f.driver().metrics().pool.in_use == 0);
}

TEST_CASE("a server that speaks HTTP is named as such") {
    support::BoltServerOptions options;
    options.handshake_answer = {'H', 'T', 'T', 'P'};
    ScriptFixture f(0, options);
    const auto error = failure_of(f.runner, f.driver().verify_connectivity());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::protocol);
    CHECK(std::string(error->what()).find("HTTP") != std::string::npos);
}

TEST_CASE("a server without a common version is refused with the versions that would do") {
    support::BoltServerOptions options;
    options.handshake_answer = {0, 0, 0, 0};
    ScriptFixture f(0, options);
    const auto error = failure_of(f.runner, f.driver().verify_connectivity());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::protocol);
    CHECK(std::string(error->what()).find("4.4") != std::string::npos);
}

TEST_CASE("a server that chooses what was not offered is refused") {
    support::BoltServerOptions options;
    options.handshake_answer = {0, 0, 5, 5};
    ScriptFixture f(0, options);
    const auto error = failure_of(f.runner, f.driver().verify_connectivity());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::protocol);
}

TEST_CASE("nobody listening is a connectivity error that says where") {
    support::TaskRunner runner;
    std::string uri;
    {
        support::BoltServer gone(runner.executor(), [](std::size_t) {
            return std::make_shared<Script>();
        });
        uri = gone.uri();
    }
    bolt::DriverConfig config = test_config();
    config.max_transaction_retry_time = std::chrono::milliseconds(0);
    bolt::Driver driver(runner.executor(), uri, test_auth(), config);
    const auto error = failure_of(runner, driver.verify_connectivity());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::connectivity);
    CHECK(error->retryable());
    CHECK(std::string(error->what()).find(uri.substr(7)) != std::string::npos);
    CHECK(std::string(error->what()).find(".hpp") == std::string::npos);
}

TEST_CASE("a name that does not exist is a connectivity error") {
    support::TaskRunner runner;
    bolt::Driver driver(
        runner.executor(), "bolt://no-such-host.invalid", test_auth(), test_config()
    );
    const auto error = failure_of(runner, driver.verify_connectivity());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::connectivity);
    CHECK(std::string(error->what()).find("no-such-host.invalid") != std::string::npos);
}

TEST_CASE("an unanswered log-on ends at the acquisition timeout") {
    bolt::DriverConfig config = test_config();
    config.pool.acquisition_timeout = std::chrono::milliseconds(30);
    ScriptFixture f(1, {}, config);
    f.script().expect("HELLO *").then(Ending::stall);
    const auto error = failure_of(f.runner, f.driver().verify_connectivity());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timeout);
    CHECK(f.driver().metrics().pool.in_use == 0);
}

TEST_CASE("verify_connectivity tells what it reached") {
    ScriptFixture f(1);
    f.script().log_on();
    const bolt::ServerInfo server = f.runner.run(f.driver().verify_connectivity());
    CHECK(server.agent == "Neo4j/5.26.0");
    CHECK(server.protocol_version == "5.8");
    CHECK("bolt://" + server.address == f.server().uri());
    CHECK(f.verdict().empty());
}

TEST_CASE("messages are told at level trace, without the credentials, and at no other level") {
    for (const bolt::LogLevel level : {bolt::LogLevel::trace, bolt::LogLevel::debug}) {
        std::vector<std::string> lines;
        bolt::DriverConfig config = test_config();
        config.log_level = level;
        config.log = [&lines](bolt::LogLevel, std::string_view line) { lines.emplace_back(line); };
        ScriptFixture f(1, {}, config);
        f.script().log_on();
        script_query(f.script());
        CHECK(f.runner.run(query_one(f.driver())) == "x");
        std::string told;
        for (const std::string& line : lines) {
            told += line + "\n";
        }
        INFO(told);
        const bool traced = level == bolt::LogLevel::trace;
        CHECK((told.find(" <- RUN \"RETURN 'x' AS x\" {} ") != std::string::npos) == traced);
        CHECK((told.find(" -> RECORD [\"x\"]") != std::string::npos) == traced);
        CHECK((told.find("credentials: \"*******\"") != std::string::npos) == traced);
        CHECK(told.find("correct horse") == std::string::npos);
    }
}

TEST_CASE("the server is told which API is used when it asks, and only then") {
    ScriptFixture f(1);
    f.script()
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0", "hints", map_of("telemetry.enabled", true)))
        .expect("LOGON *")
        .success()
        .expect("TELEMETRY 2")
        .success();
    script_query(f.script());
    CHECK(f.runner.run(query_one(f.driver())) == "x");
    CHECK(f.verdict().empty());
}
