// Auto-commit queries that are sent once more: only when RUN itself failed and the server says
// that nothing was changed by it, and never twice.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <string>

using namespace component;
using bolt::ErrorKind;

namespace {

constexpr const char* kOverloaded = "Neo.TransientError.General.AdmissionRefused";

/// A FAILURE, with the server's word on whether it can be repeated without harm.
bolt::Map refusal(bolt::Value harmless = true) {
    return map_of(
        "neo4j_code",
        kOverloaded,
        "message",
        "come back later",
        "gql_status",
        "50N42",
        "description",
        "error: general processing exception",
        "diagnostic_record",
        map_of("_idempotent", std::move(harmless), "_classification", "TRANSIENT_ERROR")
    );
}

Script& refuse_run(Script& script, const bolt::Map& failure = refusal()) {
    return script.expect("RUN 'Q' {} {}")
        .failure(failure)
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success();
}

bolt::Task<int> query(bolt::Driver& driver, std::optional<bool> retries = std::nullopt) {
    bolt::SessionConfig config;
    config.auto_commit_retries = retries;
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("Q");
    const bolt::Record record = co_await result.single();
    co_return record.at<int>("n");
}

void check_refused(ScriptFixture& f, const std::optional<bolt::Error>& error) {
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == kOverloaded);
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.in_use == 0);
    CHECK(f.driver().metrics().pool.idle == 1);
}

}  // namespace

TEST_CASE("a query that was refused without harm is sent once more, at once") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    ScriptFixture f(1, {}, config);
    refuse_run(f.script().log_on());
    one_row(f.script(), "RUN 'Q' {} {}");
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(f.verdict().empty());
    CHECK(environment->sleeps().empty());
    CHECK(f.driver().metrics().queries == 2);
    CHECK(f.driver().metrics().pool.opened == 1);
}

TEST_CASE("a query that was refused twice is not sent a third time") {
    ScriptFixture f(1);
    refuse_run(f.script().log_on());
    refuse_run(f.script());
    check_refused(f, failure_of(f.runner, query(f.driver())));
}

TEST_CASE("without the server's word, or with another one, a query is sent once") {
    for (const bolt::Value& word : {bolt::Value(false), bolt::Value("true"), bolt::Value(1)}) {
        ScriptFixture f(1);
        refuse_run(f.script().log_on(), refusal(word));
        check_refused(f, failure_of(f.runner, query(f.driver())));
    }
}

TEST_CASE("the driver's setting and the session's say whether a query is sent again") {
    struct Case {
        bool driver;
        std::optional<bool> session;
        bool again;
    };

    for (const Case& c :
         {Case{false, {}, false}, Case{false, true, true}, Case{true, false, false}}) {
        INFO("driver " << c.driver << ", session " << c.session.value_or(c.driver));
        bolt::DriverConfig config = test_config();
        config.auto_commit_retries = c.driver;
        ScriptFixture f(1, {}, config);
        refuse_run(f.script().log_on());
        if (c.again) {
            one_row(f.script(), "RUN 'Q' {} {}");
            CHECK(f.runner.run(query(f.driver(), c.session)) == 1);
            CHECK(f.verdict().empty());
        } else {
            check_refused(f, failure_of(f.runner, query(f.driver(), c.session)));
        }
    }
}

TEST_CASE("a failure among the records is never repeated, whatever the server says") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN 'Q' {} {}")
        .success(map_of("fields", list_of("n")))
        .expect("PULL {n: 1000}")
        .failure(refusal())
        .expect("RESET")
        .success();
    check_refused(f, failure_of(f.runner, query(f.driver())));
}

TEST_CASE("in a transaction of the caller's a query is never repeated by itself") {
    ScriptFixture f(1);
    f.script().log_on().expect("BEGIN {}").success();
    refuse_run(f.script());
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Transaction tx = co_await session.begin();
        std::exception_ptr failure;
        try {
            (void)co_await tx.run("Q");
        } catch (...) {
            failure = std::current_exception();
        }
        co_await tx.rollback();
        if (failure) {
            std::rethrow_exception(failure);
        }
    };
    check_refused(f, failure_of(f.runner, work()));
}

TEST_CASE("which API is used is not told again with the repeated query") {
    ScriptFixture f(1);
    f.script().log_on({5, 8}, map_of("telemetry.enabled", true)).expect("TELEMETRY 2").success();
    refuse_run(f.script());
    one_row(f.script(), "RUN 'Q' {} {}");
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(f.verdict().empty());
}

TEST_CASE("what fails is the telemetry, not the query: it is not repeated") {
    ScriptFixture f(1);
    f.script()
        .log_on({5, 8}, map_of("telemetry.enabled", true))
        .expect("TELEMETRY 2")
        .failure(refusal())
        .expect("RUN 'Q' {} {}")
        .ignored()
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success();
    check_refused(f, failure_of(f.runner, query(f.driver())));
}

TEST_CASE("nor is a query that was only ignored, because the log-on in front of it was refused") {
    ScriptFixture f(1);
    one_row(f.script().log_on(), "RUN 'Q' {} {}");
    f.script().expect("LOGOFF").success().expect("LOGON *").failure(refusal()).then(Ending::close);
    CHECK(f.runner.run(query(f.driver())) == 1);
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig config;
        config.auth = bolt::AuthToken::basic("eve", "secret");
        bolt::Session session = f.driver().session(config);
        (void)co_await session.run("Q");
    };
    const auto error = failure_of(f.runner, work());
    REQUIRE(error);
    REQUIRE(error->server() != nullptr);
    CHECK(error->server()->code == kOverloaded);
    CHECK(f.verdict().empty());
    CHECK(f.server().accepted() == 1);
}
