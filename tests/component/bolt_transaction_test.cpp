// Explicit and managed transactions, and what is retried: against scripts, under a clock of the
// test's own, so that waiting for a retry takes no time.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using namespace std::chrono_literals;

namespace {

constexpr const char* kTransient = "Neo.TransientError.Transaction.DeadlockDetected";

bolt::Map fields() {
    return map_of("fields", list_of("n"), "qid", 0);
}

Script& begin_and_run(Script& script) {
    return script.expect("BEGIN {}")
        .success()
        .expect("RUN 'Q' {} {}")
        .success(fields())
        .expect("PULL {n: 1000}")
        .record(list_of(1))
        .success();
}

bolt::DriverConfig timed_config(const std::shared_ptr<support::FakeEnvironment>& environment) {
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    return config;
}

/// Runs one query in a managed write, and counts the attempts.
bolt::Task<std::int64_t> managed(bolt::Driver& driver, int& attempts) {
    bolt::Session session = driver.session();
    auto work = [&attempts](bolt::ManagedTransaction& tx) -> bolt::Task<std::int64_t> {
        ++attempts;
        bolt::Result result = co_await tx.run("Q");
        const bolt::Record record = co_await result.single();
        co_return record.at<std::int64_t>("n");
    };
    co_return co_await session.execute_write(work);
}

}  // namespace

TEST_CASE("an explicit transaction commits, and its bookmark becomes the session's") {
    ScriptFixture f(1);
    begin_and_run(f.script().log_on()).expect("COMMIT").success(map_of("bookmark", "b:2"));
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Transaction tx = co_await session.begin();
        CHECK(tx.is_open());
        bolt::Result result = co_await tx.run("Q");
        const bolt::Record record = co_await result.single();
        CHECK(record.at<int>("n") == 1);
        co_await tx.commit();
        CHECK_FALSE(tx.is_open());
        CHECK(session.last_bookmarks().values() == std::vector<std::string>{"b:2"});
        CHECK_THROWS_AS(co_await tx.run("Q"), bolt::Error);
        CHECK_THROWS_AS(co_await tx.commit(), bolt::Error);
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("a rolled back transaction leaves a clean connection and dead results") {
    ScriptFixture f(1);
    begin_and_run(f.script().log_on()).expect("ROLLBACK").success();
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Transaction tx = co_await session.begin();
        bolt::Result result = co_await tx.run("Q");
        co_await tx.rollback();
        CHECK_THROWS_AS(co_await result.next(), bolt::Error);
        CHECK(session.last_bookmarks().empty());
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("a transaction that is neither committed nor rolled back drops its connection") {
    EchoFixture f;
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver.session();
        bolt::Transaction tx = co_await session.begin();
        bolt::Result result = co_await tx.run("WRITE", bolt::params().set("id", 1));
        (void)co_await result.consume();
    };
    f.runner.run(work());
    CHECK(f.driver.metrics().pool.in_use == 0);
    CHECK(f.driver.metrics().pool.idle == 0);
    CHECK(f.ledger->committed().empty());
}

TEST_CASE("several results of one transaction are read side by side") {
    EchoFixture f;
    auto work = [&]() -> bolt::Task<std::vector<std::int64_t>> {
        bolt::SessionConfig config;
        config.fetch_size = 2;
        bolt::Session session = f.driver.session(config);
        bolt::Transaction tx = co_await session.begin();
        bolt::Result a = co_await tx.run("ROWS", bolt::params().set("n", 5));
        bolt::Result b = co_await tx.run("ROWS", bolt::params().set("n", 5));
        std::vector<std::int64_t> numbers;
        for (int i = 0; i < 5; ++i) {
            const auto from_a = co_await a.next();
            const auto from_b = co_await b.next();
            numbers.push_back(from_a->at<std::int64_t>(0) * 10 + from_b->at<std::int64_t>(0));
        }
        co_await tx.commit();
        co_return numbers;
    };
    const std::vector<std::int64_t> wanted{0, 11, 22, 33, 44};
    CHECK(f.runner.run(work()) == wanted);
    CHECK(f.driver.metrics().pool.idle == 1);
}

TEST_CASE("commit drops what is still open on the server, and says so to who reads it later") {
    EchoFixture f;
    auto work = [&]() -> bolt::Task<bolt::ErrorKind> {
        bolt::SessionConfig config;
        config.fetch_size = 1;
        bolt::Session session = f.driver.session(config);
        bolt::Transaction tx = co_await session.begin();
        bolt::Result result = co_await tx.run("ROWS", bolt::params().set("n", 4));
        co_await tx.commit();
        try {
            (void)co_await result.collect();
        } catch (const bolt::Error& error) {
            co_return error.kind();
        }
        co_return bolt::ErrorKind{};
    };
    CHECK(f.runner.run(work()) == ErrorKind::result_consumed);
    CHECK(f.driver.metrics().pool.idle == 1);
}

TEST_CASE("after a failure a transaction can only be rolled back, which RESETs") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("BEGIN {}")
        .success()
        .expect("RUN 'Q' {} {}")
        .failure("Neo.ClientError.Schema.ConstraintValidationFailed", "already there")
        .expect("PULL *")
        .ignored()
        .expect("RESET")
        .success();
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Transaction tx = co_await session.begin();
        CHECK_THROWS_AS(co_await tx.run("Q"), bolt::Error);
        CHECK_FALSE(tx.is_open());
        CHECK_THROWS_AS(co_await tx.commit(), bolt::Error);
        co_await tx.rollback();
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("a session refuses a second transaction, and two coroutines at once") {
    EchoFixture f;
    auto nested = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver.session();
        bolt::Transaction tx = co_await session.begin();
        CHECK_THROWS_AS(co_await session.begin(), bolt::Error);
        CHECK_THROWS_AS(co_await session.run("ECHO"), bolt::Error);
        co_await tx.rollback();
        bolt::Result result = co_await session.run("ECHO");
        (void)co_await result.consume();
    };
    f.runner.run(nested());
    bolt::Session shared = f.driver.session();
    auto use = [&]() -> bolt::Task<bool> {
        bolt::Result result = co_await shared.run("ECHO");
        (void)co_await result.consume();
        co_return true;
    };
    std::vector<bolt::Task<bool>> both;
    both.push_back(use());
    both.push_back(use());
    auto outcomes = f.runner.run_all(std::move(both));
    CHECK_FALSE(outcomes[0].failed());
    CHECK(outcomes[1].failed());
}

TEST_CASE("execute_query sends BEGIN, RUN and PULL together and reads to the end") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        // BEGIN is answered only once RUN and PULL have come: they did not wait for it.
        .expect("BEGIN {db: 'movies'}")
        .expect("RUN 'Q' {} {}")
        .expect("PULL {n: 1000}")
        .success()
        .success(fields())
        .record(list_of(5))
        .success(map_of("type", "r"))
        .expect("COMMIT")
        .success(map_of("bookmark", "b:9"));
    auto work = [&]() -> bolt::Task<bolt::EagerResult> {
        bolt::QueryConfig config;
        config.database = "movies";
        co_return co_await f.driver().execute_query("Q", {}, config);
    };
    const bolt::EagerResult result = f.runner.run(work());
    CHECK(result.keys == std::vector<std::string>{"n"});
    REQUIRE(result.records.size() == 1);
    CHECK(result.records[0].at<int>("n") == 5);
    CHECK(result.summary.query_type == "r");
    CHECK(result.summary.bookmark == "b:9");
    CHECK(f.verdict().empty());
}

TEST_CASE("transient failures are retried with growing delays until the work succeeds") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    ScriptFixture f(1, {}, timed_config(environment));
    f.script().log_on();
    for (int i = 0; i < 3; ++i) {
        f.script()
            .expect("BEGIN {}")
            .success()
            .expect("RUN 'Q' {} {}")
            .failure(kTransient)
            .expect("PULL *")
            .ignored()
            .expect("RESET")
            .success();
    }
    begin_and_run(f.script()).expect("COMMIT").success();
    int attempts = 0;
    CHECK(f.runner.run(managed(f.driver(), attempts)) == 1);
    CHECK(attempts == 4);
    const std::vector<bolt::Environment::Clock::duration> wanted{1s, 2s, 4s};
    CHECK(environment->sleeps() == wanted);
    CHECK(f.verdict().empty());
    CHECK(f.server().accepted() == 1);
}

TEST_CASE("a COMMIT that the server refuses as transient is retried as a whole") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    ScriptFixture f(1, {}, timed_config(environment));
    begin_and_run(f.script().log_on())
        .expect("COMMIT")
        .failure(kTransient)
        .expect("RESET")
        .success();
    begin_and_run(f.script()).expect("COMMIT").success();
    int attempts = 0;
    CHECK(f.runner.run(managed(f.driver(), attempts)) == 1);
    CHECK(attempts == 2);
    CHECK(f.verdict().empty());
}

TEST_CASE("the jitter moves a delay by a fifth at most") {
    for (const double random : {0.0, 0.999999}) {
        auto environment = std::make_shared<support::FakeEnvironment>();
        environment->random_value = random;
        ScriptFixture f(1, {}, timed_config(environment));
        f.script().log_on().expect("BEGIN {}").failure(kTransient).expect("RESET").success();
        begin_and_run(f.script()).expect("COMMIT").success();
        int attempts = 0;
        CHECK(f.runner.run(managed(f.driver(), attempts)) == 1);
        REQUIRE(environment->sleeps().size() == 1);
        CHECK(environment->sleeps()[0] >= 799ms);
        CHECK(environment->sleeps()[0] <= 1'201ms);
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("retries end once the time for them has passed since the first failure") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = timed_config(environment);
    config.max_transaction_retry_time = 5s;
    ScriptFixture f(1, {}, config);
    f.script().log_on();
    // Failures at 0, 1, 3 and 7 seconds; the last is beyond 5.
    for (int i = 0; i < 4; ++i) {
        f.script().expect("BEGIN {}").failure(kTransient).expect("RESET").success();
    }
    int attempts = 0;
    const auto error = failure_of(f.runner, managed(f.driver(), attempts));
    REQUIRE(error);
    CHECK(error->server()->code == kTransient);
    CHECK(environment->sleeps().size() == 3);
    CHECK(f.verdict().empty());
}

TEST_CASE("failures that a retry cannot cure are thrown at once") {
    const std::vector<const char*> codes{
        "Neo.ClientError.Statement.SyntaxError",
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Neo.DatabaseError.General.UnknownError",
        "Neo.TransientError.Transaction.Terminated",
        "Neo.TransientError.Transaction.LockClientStopped",
    };
    for (const char* code : codes) {
        INFO(code);
        auto environment = std::make_shared<support::FakeEnvironment>();
        ScriptFixture f(1, {}, timed_config(environment));
        f.script()
            .log_on()
            .expect("BEGIN {}")
            .success()
            .expect("RUN *")
            .failure(code)
            .expect("PULL *")
            .ignored()
            .expect("RESET")
            .success();
        int attempts = 0;
        const auto error = failure_of(f.runner, managed(f.driver(), attempts));
        REQUIRE(error);
        CHECK(attempts == 1);
        CHECK(environment->sleeps().empty());
        CHECK(f.verdict().empty());
        CHECK(f.driver().metrics().pool.idle == 1);
    }
}

TEST_CASE("the work's own exception rolls back, is not retried, and reaches the caller") {
    ScriptFixture f(1);
    f.script().log_on().expect("BEGIN {}").success().expect("ROLLBACK").success();
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        auto unit = [](bolt::ManagedTransaction&) -> bolt::Task<> {
            throw std::domain_error("mine");
            co_return;
        };
        co_await session.execute_write(unit);
    };
    CHECK_THROWS_AS(f.runner.run(work()), std::domain_error);
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("a connection lost before COMMIT is retried on a new one") {
    for (const Ending ending : {Ending::close, Ending::reset}) {
        auto environment = std::make_shared<support::FakeEnvironment>();
        ScriptFixture f(2, {}, timed_config(environment));
        f.script(0).log_on().expect("BEGIN {}").success().expect("RUN *").then(ending);
        begin_and_run(f.script(1).log_on()).expect("COMMIT").success();
        int attempts = 0;
        CHECK(f.runner.run(managed(f.driver(), attempts)) == 1);
        CHECK(attempts == 2);
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("a connection lost during COMMIT is of unknown outcome and never retried") {
    for (const Ending ending : {Ending::close, Ending::reset, Ending::half_close}) {
        auto environment = std::make_shared<support::FakeEnvironment>();
        ScriptFixture f(1, {}, timed_config(environment));
        begin_and_run(f.script().log_on()).expect("COMMIT").then(ending);
        int attempts = 0;
        const auto error = failure_of(f.runner, managed(f.driver(), attempts));
        REQUIRE(error);
        CHECK(error->commit_outcome_unknown());
        CHECK_FALSE(error->retryable());
        CHECK(attempts == 1);
        CHECK(environment->sleeps().empty());
        CHECK(f.verdict().empty());
        CHECK(f.driver().metrics().pool.in_use == 0);
    }
}

TEST_CASE("a COMMIT without an answer in time is of unknown outcome") {
    bolt::DriverConfig config = test_config();
    config.receive_timeout = 40ms;
    ScriptFixture f(1, {}, config);
    begin_and_run(f.script().log_on()).expect("COMMIT").then(Ending::stall);
    int attempts = 0;
    const auto error = failure_of(f.runner, managed(f.driver(), attempts));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timeout);
    CHECK(error->commit_outcome_unknown());
    CHECK(attempts == 1);
}

TEST_CASE("silence beyond the server's own hint is a lost connection, and is retried") {
    bolt::DriverConfig config = test_config();
    auto environment = std::make_shared<support::FakeEnvironment>();
    config.environment = environment;
    ScriptFixture f(2, {}, config);
    f.script(0)
        .expect("HELLO *")
        .success(
            map_of("server", "Neo4j/5.26.0", "hints", map_of("connection.recv_timeout_seconds", 1))
        )
        .expect("LOGON *")
        .success()
        .expect("BEGIN *")
        .then(Ending::stall);
    begin_and_run(f.script(1).log_on()).expect("COMMIT").success();
    int attempts = 0;
    CHECK_FALSE(failure_of(f.runner, managed(f.driver(), attempts)));
    CHECK(environment->sleeps().size() == 1);
    CHECK(f.server().accepted() == 2);
    CHECK(f.driver().metrics().pool.in_use == 0);
}

TEST_CASE("an auto-commit write whose connection is lost is of unknown outcome, a read is not") {
    for (const bolt::AccessMode mode : {bolt::AccessMode::write, bolt::AccessMode::read}) {
        ScriptFixture f(1);
        f.script().log_on().expect("RUN *").success(fields()).expect("PULL *").then(Ending::close);
        auto work = [&]() -> bolt::Task<> {
            bolt::SessionConfig config;
            config.access_mode = mode;
            bolt::Session session = f.driver().session(config);
            bolt::Result result = co_await session.run("Q");
            (void)co_await result.consume();
        };
        const auto error = failure_of(f.runner, work());
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::connectivity);
        CHECK(error->commit_outcome_unknown() == (mode == bolt::AccessMode::write));
    }
}

TEST_CASE("the API is told once, not again with a retry") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    ScriptFixture f(1, {}, timed_config(environment));
    f.script()
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0", "hints", map_of("telemetry.enabled", true)))
        .expect("LOGON *")
        .success()
        .expect("TELEMETRY 0")
        .success()
        .expect("BEGIN {}")
        .success()
        .expect("RUN *")
        .failure(kTransient)
        .expect("PULL *")
        .ignored()
        .expect("RESET")
        .success();
    begin_and_run(f.script()).expect("COMMIT").success();
    int attempts = 0;
    CHECK(f.runner.run(managed(f.driver(), attempts)) == 1);
    CHECK(f.verdict().empty());
}
