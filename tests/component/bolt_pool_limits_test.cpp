// How long connections are kept and how many: uses, idle time, the minimum, what is tested before
// use, the end; and that the numbers told of all that are true.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using bolt::PoolMetrics;
using namespace std::chrono_literals;

namespace {

bolt::Task<std::shared_ptr<bolt::Transaction>> hold(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    co_return std::make_shared<bolt::Transaction>(co_await session.begin());
}

bolt::Task<bool> echo(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Result result = co_await session.run("ECHO");
    (void)co_await result.consume();
    co_return true;
}

/// So many connections at once, idle afterwards.
void open_idle(EchoFixture& f, std::size_t count) {
    std::vector<std::shared_ptr<bolt::Transaction>> holders;
    for (std::size_t i = 0; i < count; ++i) {
        holders.push_back(f.runner.run(hold(f.driver)));
    }
    for (const auto& holder : holders) {
        f.runner.run(holder->rollback());
    }
}

/// Every connection that was made is in use, idle or closed; none is counted twice.
void check_balance(const PoolMetrics& pool) {
    CHECK(pool.opened == pool.closed + pool.idle + pool.in_use);
}

}  // namespace

TEST_CASE("a connection is lent as often as it may be, and then replaced") {
    bolt::DriverConfig config = test_config();
    config.pool.max_uses = 2;
    EchoFixture f(config);
    for (std::uint64_t use = 1; use <= 5; ++use) {
        f.runner.run(echo(f.driver));
        const PoolMetrics pool = f.driver.metrics().pool;
        CHECK(f.server.accepted() == (use + 1) / 2);
        CHECK(pool.acquired == use);
        CHECK(pool.opened == (use + 1) / 2);
        // It goes as soon as it comes back for the last time.
        CHECK(pool.closed == use / 2);
        CHECK(pool.idle == use % 2);
        check_balance(pool);
    }
    f.runner.drive([&] { return f.server.open() == 1; });
}

TEST_CASE("idle connections are closed when their time has come, down to the minimum") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    config.pool.idle_timeout = 2ms;  // by the fake clock; the machine's only makes it look
    config.pool.min_size = 1;
    EchoFixture f(config);
    open_idle(f, 3);
    CHECK(f.driver.metrics().pool.idle == 3);
    environment->advance(1ms);
    // Used meanwhile, one of them is younger than the others.
    f.runner.run(echo(f.driver));
    environment->advance(1ms);
    f.runner.drive([&] { return f.server.open() == 1; });
    const PoolMetrics pool = f.driver.metrics().pool;
    CHECK(pool.idle == 1);
    CHECK(pool.closed == 2);
    check_balance(pool);
    environment->advance(30min);
    f.runner.run(echo(f.driver));
    CHECK(f.server.accepted() == 3);
    f.runner.run(f.driver.close());
}

TEST_CASE("warming up opens the minimum at once, and replaces what was lost of it") {
    const auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    config.pool.min_size = 3;
    config.pool.max_size = 4;
    EchoFixture f(config);
    f.runner.run(f.driver.warm_up());
    CHECK(f.server.accepted() == 3);
    CHECK(f.driver.metrics().pool.idle == 3);
    CHECK(f.driver.metrics().pool.in_use == 0);
    f.runner.run(f.driver.warm_up());
    CHECK(f.server.accepted() == 3);
    f.server.drop_connections();
    f.runner.drive([&] { return f.server.open() == 0; });
    environment->advance(1ms);  // not looked at before
    f.runner.run(f.driver.warm_up());
    CHECK(f.server.accepted() == 6);
    CHECK(f.driver.metrics().pool.idle == 3);
    CHECK(f.driver.metrics().pool.closed == 3);
    check_balance(f.driver.metrics().pool);
}

TEST_CASE("warming up with nothing to open opens nothing") {
    EchoFixture f;
    f.runner.run(f.driver.warm_up());
    CHECK(f.server.accepted() == 0);
}

TEST_CASE("warming up that fails says why, and keeps what it has") {
    bolt::DriverConfig config = test_config();
    config.pool.min_size = 2;
    ScriptFixture f(2, {}, config);
    f.script(0).log_on();
    f.script(1).expect("HELLO *").then(Ending::close);
    const auto error = failure_of(f.runner, f.driver().warm_up());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::connectivity);
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.in_use == 0);
    CHECK(f.driver().metrics().pool.idle == 1);
    CHECK(f.driver().metrics().pool.failed_to_open == 1);
}

TEST_CASE("a minimum above the maximum is refused") {
    support::TaskRunner runner;
    bolt::DriverConfig config;
    config.pool.max_size = 2;
    config.pool.min_size = 3;
    const std::string uri = "bolt://localhost";
    CHECK_THROWS_AS(bolt::Driver(runner.executor(), uri, test_auth(), config), bolt::Error);
}

TEST_CASE("with a liveness check after nothing each connection is tested before each use") {
    bolt::DriverConfig config = test_config();
    config.pool.liveness_check_after = 0ms;
    ScriptFixture f(2, {}, config);
    // A new one has just shown that it is alive.
    one_row(f.script(0).log_on(), "RUN *").expect("RESET").success();
    one_row(f.script(0), "RUN *").expect("RESET").failure("Neo.DatabaseError.General.UnknownError");
    one_row(f.script(1).log_on(), "RUN *");
    for (int i = 0; i < 3; ++i) {
        f.runner.run(echo(f.driver()));
        CHECK(f.driver().metrics().pool.idle == 1);
    }
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.closed == 1);
    check_balance(f.driver().metrics().pool);
}

TEST_CASE("a dead connection is passed over to the next that is idle before one is opened") {
    bolt::DriverConfig config = test_config();
    config.pool.liveness_check_after = 0ms;
    ScriptFixture f(2, {}, config);
    for (std::size_t i = 0; i < 2; ++i) {
        f.script(i).log_on().expect("BEGIN {}").success().expect("ROLLBACK").success();
    }
    const auto first = f.runner.run(hold(f.driver()));
    const auto second = f.runner.run(hold(f.driver()));
    f.runner.run(second->rollback());
    f.runner.run(first->rollback());
    f.script(0).expect("RESET").then(Ending::reset);
    one_row(f.script(1).expect("RESET").success(), "RUN *");
    f.runner.run(echo(f.driver()));
    CHECK(f.verdict().empty());
    CHECK(f.server().accepted() == 2);
    check_balance(f.driver().metrics().pool);
}

TEST_CASE("closing says GOODBYE to all that are idle, and the last one when it comes back") {
    ScriptFixture f(3);
    std::vector<std::shared_ptr<bolt::Transaction>> holders;
    for (std::size_t i = 0; i < 3; ++i) {
        f.script(i).log_on().expect("BEGIN {}").success().expect("ROLLBACK").success();
        f.script(i).expect("GOODBYE");
        holders.push_back(f.runner.run(hold(f.driver())));
    }
    f.runner.run(holders[0]->rollback());
    f.runner.run(holders[1]->rollback());
    f.runner.run(f.driver().close());
    CHECK(f.driver().metrics().pool.idle == 0);
    CHECK(f.driver().metrics().pool.in_use == 1);
    CHECK(f.driver().metrics().pool.closed == 2);
    f.runner.run(holders[2]->rollback());
    f.runner.drive([&] { return f.server().open() == 0; });
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.closed == 3);
    check_balance(f.driver().metrics().pool);
    // A second time there is nothing to do.
    f.runner.run(f.driver().close());
}

TEST_CASE("callers who wait, give up or are turned away are counted") {
    bolt::DriverConfig config = test_config();
    config.pool.max_size = 1;
    config.pool.max_waiters = 1;
    config.pool.acquisition_timeout = 25ms;
    EchoFixture f(config);
    const auto holder = f.runner.run(hold(f.driver));
    std::vector<bolt::Task<bool>> tasks;
    tasks.push_back(echo(f.driver));
    tasks.push_back(echo(f.driver));
    for (auto& outcome : f.runner.run_all(std::move(tasks))) {
        CHECK(outcome.failed());
    }
    const PoolMetrics pool = f.driver.metrics().pool;
    CHECK(pool.acquired == 1);
    CHECK(pool.timed_out == 1);
    CHECK(pool.refused == 1);
    CHECK(pool.wait_time >= 25ms);
    CHECK(pool.waiters == 0);
    CHECK(pool.in_use == 1);
    f.runner.run(holder->rollback());
}

TEST_CASE("queries, failures, retries and bytes are counted as they happen") {
    bolt::DriverConfig config = test_config();
    config.environment = std::make_shared<support::FakeEnvironment>();
    ScriptFixture f(1, {}, config);
    f.script().log_on();
    one_row(f.script(), "RUN *");
    f.script().expect("BEGIN {}").success();
    f.script().expect("RUN *").failure("Neo.TransientError.General.X").expect("PULL *").ignored();
    f.script().expect("RESET").success();
    one_row(f.script().expect("BEGIN {}").success(), "RUN *").expect("COMMIT").success();
    f.runner.run(echo(f.driver()));
    const bolt::DriverMetrics before = f.driver().metrics();
    CHECK(before.queries == 1);
    CHECK(before.failures == 0);
    CHECK(before.bytes_sent > 0);
    CHECK(before.bytes_received > 0);
    (void)f.runner.run(f.driver().execute_query("Q"));
    CHECK(f.verdict().empty());
    const bolt::DriverMetrics after = f.driver().metrics();
    CHECK(after.queries == 3);
    CHECK(after.failures == 1);
    CHECK(after.retries == 1);
    CHECK(after.bytes_sent > before.bytes_sent);
    CHECK(after.bytes_received > before.bytes_received);
    CHECK(after.query_latency.count == 3);
    const auto& counts = after.query_latency.counts;
    CHECK(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == 3);
    CHECK(after.query_latency.total.count() > 0);
    REQUIRE(after.servers.size() == 1);
    CHECK("bolt://" + after.servers[0].address.to_string() == f.server().uri());
    CHECK(after.servers[0].pool.acquired == after.pool.acquired);
}
