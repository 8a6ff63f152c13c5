// Auto-commit queries of which the server says that they changed nothing (_idempotent): run once
// more at once, and only where that is safe. Bolt 5.7 and later.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;

namespace {

constexpr const char* kCode = "Neo.TransientError.General.RequestLimitReached";

/// A FAILURE's map whose diagnostic record has the flag as given.
bolt::Map refusal(const bolt::Value& flag) {
    return map_of(
        "neo4j_code",
        kCode,
        "message",
        "too much to do",
        "gql_status",
        "51N99",
        "description",
        "error: come back",
        "diagnostic_record",
        map_of("_idempotent", flag)
    );
}

/// The map as a message, since scripts write plain failures only.
std::vector<std::uint8_t> failure_message(const bolt::Map& map) {
    support::Reply reply;
    reply.success(map);
    std::vector<std::uint8_t> bytes = reply.bytes();
    bytes.at(3) = 0x7F;  // behind the size and the marker of the structure: SUCCESS to FAILURE
    return bytes;
}

support::Script& refuse(support::Script& script, const bolt::Value& flag) {
    return script.expect("RUN 'Q' {} {}")
        .raw(failure_message(refusal(flag)))
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success();
}

support::Script& answer(support::Script& script) {
    return script.expect("RUN 'Q' {} {}")
        .success(map_of("fields", list_of("n")))
        .expect("PULL {n: 1000}")
        .record(list_of(7))
        .success(map_of("type", "r"));
}

support::Script& log_on_with_telemetry(support::Script& script) {
    return script.expect("HELLO *")
        .success(map_of("server", "Neo4j/2026.09.0", "hints", map_of("telemetry.enabled", true)))
        .expect("LOGON *")
        .success();
}

bolt::Task<int> ask(bolt::Driver& driver, std::optional<bool> retries = std::nullopt) {
    bolt::SessionConfig config;
    config.auto_commit_retries = retries;
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("Q");
    const bolt::Record record = co_await result.single();
    co_return record.at<int>(0);
}

/// A driver whose pauses would be noticed: it must make none.
bolt::DriverConfig watched(const std::shared_ptr<support::FakeEnvironment>& environment) {
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    return config;
}

}  // namespace

TEST_CASE("a query that changed nothing is run once more, at once, on the same connection") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    ScriptFixture f(1, {}, watched(environment));
    log_on_with_telemetry(f.script()).expect("TELEMETRY 2").success();
    refuse(f.script(), true);
    answer(f.script());
    CHECK(f.runner.run(ask(f.driver())) == 7);
    CHECK(f.verdict().empty());
    CHECK(environment->sleeps().empty());
}

TEST_CASE("the second failure is told, whatever it says of itself") {
    ScriptFixture f(1);
    f.script().log_on();
    refuse(f.script(), true);
    refuse(f.script(), true);
    const auto error = failure_of(f.runner, ask(f.driver()));
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == kCode);
    CHECK(error->server()->gql_status == "51N99");
    CHECK_FALSE(error->commit_outcome_unknown());
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("without the flag, or with one that is not true, nothing is run again") {
    for (const bolt::Value& flag :
         {bolt::Value(false), bolt::Value(nullptr), bolt::Value(1), bolt::Value("true")}) {
        INFO(support::render(flag));
        ScriptFixture f(1);
        f.script().log_on();
        refuse(f.script(), flag);
        CHECK(failure_of(f.runner, ask(f.driver())));
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("the driver's setting holds unless the session has its own") {
    struct Case {
        Case(bool by_driver, std::optional<bool> by_session, bool expected)
            : driver(by_driver), session(by_session), again(expected) {}

        bool driver;
        std::optional<bool> session;
        bool again;
    };

    const std::vector<Case> cases{
        Case(true, std::nullopt, true),
        Case(false, std::nullopt, false),
        Case(true, false, false),
        Case(false, true, true),
    };
    for (const Case& c : cases) {
        INFO("driver " << c.driver << ", session " << c.session.value_or(c.driver));
        bolt::DriverConfig config = test_config();
        config.auto_commit_retries = c.driver;
        ScriptFixture f(1, {}, config);
        f.script().log_on();
        refuse(f.script(), true);
        if (c.again) {
            answer(f.script());
        }
        CHECK(failure_of(f.runner, ask(f.driver(), c.session)).has_value() != c.again);
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("a failure among the records is not run again, because some were handed out") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN 'Q' {} {}")
        .success(map_of("fields", list_of("n")))
        .expect("PULL {n: 1000}")
        .raw(failure_message(refusal(true)))
        .expect("RESET")
        .success();
    CHECK(failure_of(f.runner, ask(f.driver())));
    CHECK(f.verdict().empty());
}

TEST_CASE("a refused TELEMETRY is not taken for a refused query") {
    ScriptFixture f(1);
    log_on_with_telemetry(f.script())
        .expect("TELEMETRY 2")
        .raw(failure_message(refusal(true)))
        .expect("RUN 'Q' {} {}")
        .ignored()
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success();
    const auto error = failure_of(f.runner, ask(f.driver()));
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == kCode);
    CHECK(f.verdict().empty());
}

TEST_CASE("in a transaction of the caller's the flag means nothing") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("BEGIN {}")
        .success()
        .expect("RUN 'Q' {} {}")
        .raw(failure_message(refusal(true)))
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success();
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Transaction tx = co_await session.begin();
        CHECK_THROWS_AS(co_await tx.run("Q"), bolt::Error);
        co_await tx.rollback();
    };
    f.runner.run(work());
    CHECK(f.driver().metrics().pool.idle == 1);
    CHECK(f.verdict().empty());
}

TEST_CASE("a refused log-on in front of the query is not taken for a refused query either") {
    ScriptFixture f(1);
    f.script().log_on();
    answer(f.script());
    f.script()
        .expect("LOGOFF")
        .success()
        .expect("LOGON *")
        .raw(failure_message(refusal(true)))
        .then(Ending::close);
    CHECK(f.runner.run(ask(f.driver())) == 7);
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig config;
        config.auth = bolt::AuthToken::basic("eve", "secret");
        bolt::Session session = f.driver().session(config);
        (void)co_await session.run("Q");
    };
    const auto error = failure_of(f.runner, work());
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == kCode);
    CHECK(f.verdict().empty());
    CHECK(f.server().accepted() == 1);
}
