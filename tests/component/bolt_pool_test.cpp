// The connection pool: order of waiters, bounds, age, liveness, cancellation, closing.
// Leases are held by open transactions, so nothing here depends on timing.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

using namespace component;
using bolt::ErrorKind;
using namespace std::chrono_literals;

namespace {

bolt::DriverConfig pool_of(std::size_t size) {
    bolt::DriverConfig config = test_config();
    config.pool.max_size = size;
    return config;
}

/// An open transaction, which occupies a connection.
bolt::Task<std::shared_ptr<bolt::Transaction>> hold(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    co_return std::make_shared<bolt::Transaction>(co_await session.begin());
}

bolt::Task<bool> echo(bolt::Driver& driver, std::vector<int>& order, int number) {
    bolt::Session session = driver.session();
    bolt::Result result = co_await session.run("ECHO", bolt::params().set("n", number));
    order.push_back(number);
    (void)co_await result.consume();
    co_return true;
}

bolt::Task<bool> echo(bolt::Driver& driver) {
    std::vector<int> ignored;
    co_return co_await echo(driver, ignored, 0);
}

}  // namespace

TEST_CASE("a connection is used again, newest first, and no more are opened than needed") {
    EchoFixture f(pool_of(5));
    for (int i = 0; i < 10; ++i) {
        f.runner.run(echo(f.driver));
    }
    CHECK(f.server.accepted() == 1);
    CHECK(f.driver.metrics().pool.idle == 1);
}

TEST_CASE("waiters get connections in the order in which they came") {
    EchoFixture f(pool_of(1));
    const auto holder = f.runner.run(hold(f.driver));
    std::vector<int> order;
    std::vector<bolt::Task<bool>> tasks;
    for (int i = 0; i < 20; ++i) {
        tasks.push_back(echo(f.driver, order, i));
    }
    auto release = [&]() -> bolt::Task<bool> {
        CHECK(f.driver.metrics().pool.waiters == 20);
        co_await holder->rollback();
        co_return true;
    };
    tasks.push_back(release());
    for (auto& outcome : f.runner.run_all(std::move(tasks))) {
        CHECK(outcome.take());
    }
    std::vector<int> wanted;
    for (int i = 0; i < 20; ++i) {
        wanted.push_back(i);
    }
    CHECK(order == wanted);
    CHECK(f.server.accepted() == 1);
    CHECK(f.driver.metrics().pool.waiters == 0);
    CHECK(f.driver.metrics().pool.in_use == 0);
}

TEST_CASE("many more sessions than connections all get their turn") {
    EchoFixture f(pool_of(3));
    std::vector<int> order;
    std::vector<bolt::Task<bool>> tasks;
    for (int i = 0; i < 200; ++i) {
        tasks.push_back(echo(f.driver, order, i));
    }
    for (auto& outcome : f.runner.run_all(std::move(tasks))) {
        CHECK(outcome.take());
    }
    CHECK(order.size() == 200);
    CHECK(f.server.accepted() == 3);
    CHECK(f.driver.metrics().pool.idle == 3);
}

TEST_CASE("a caller that waits too long is told how busy the pool is") {
    bolt::DriverConfig config = pool_of(1);
    config.pool.acquisition_timeout = 30ms;
    EchoFixture f(config);
    const auto holder = f.runner.run(hold(f.driver));
    const auto error = failure_of(f.runner, echo(f.driver));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timeout);
    CHECK(std::string(error->what()).find("1 of 1 in use") != std::string::npos);
    CHECK(f.driver.metrics().pool.waiters == 0);
}

TEST_CASE("a caller that waits too long is told why connections could not be opened") {
    bolt::DriverConfig config = pool_of(1);
    config.pool.acquisition_timeout = 150ms;
    ScriptFixture f(20, {}, config);
    f.script(0).expect("HELLO *").then(Ending::close);
    for (std::size_t i = 1; i < 20; ++i) {
        f.script(i).expect("HELLO *").then(Ending::stall);
    }
    std::vector<bolt::Task<bool>> tasks;
    for (int i = 0; i < 10; ++i) {
        tasks.push_back(echo(f.driver()));
    }
    int told = 0;
    for (auto& outcome : f.runner.run_all(std::move(tasks))) {
        try {
            (void)outcome.take();
            FAIL("a server that does not answer was reached");
        } catch (const bolt::Error& error) {
            const std::string text = error.what();
            told += text.find("the last connection attempt failed") != std::string::npos ? 1 : 0;
        }
    }
    CHECK(told > 0);
}

TEST_CASE("the queue has a bound, beyond which callers fail at once") {
    bolt::DriverConfig config = pool_of(1);
    config.pool.max_waiters = 2;
    EchoFixture f(config);
    const auto holder = f.runner.run(hold(f.driver));
    std::vector<bolt::Task<bool>> tasks;
    for (int i = 0; i < 3; ++i) {
        tasks.push_back(echo(f.driver));
    }
    auto release = [&]() -> bolt::Task<bool> {
        co_await holder->rollback();
        co_return true;
    };
    tasks.push_back(release());
    auto outcomes = f.runner.run_all(std::move(tasks));
    CHECK(outcomes[0].take());
    CHECK(outcomes[1].take());
    CHECK_THROWS_AS(outcomes[2].take(), bolt::Error);
}

TEST_CASE("a cancelled waiter leaves the queue and takes nothing with it") {
    EchoFixture f(pool_of(1));
    const auto holder = f.runner.run(hold(f.driver));
    boost::asio::cancellation_signal signal;
    support::Outcome<bool> cancelled;
    f.runner.start(echo(f.driver), cancelled, signal.slot());
    support::Outcome<bool> other;
    f.runner.start(echo(f.driver), other);
    f.runner.drive([&] { return f.driver.metrics().pool.waiters == 2; });
    f.runner.cancel(signal);
    f.runner.drive([&] { return cancelled.done(); });
    REQUIRE(cancelled.failed());
    CHECK_THROWS_AS(cancelled.take(), bolt::Error);
    CHECK(f.driver.metrics().pool.waiters == 1);
    f.runner.run(holder->rollback());
    f.runner.drive([&] { return other.done(); });
    CHECK(other.take());
    CHECK(f.driver.metrics().pool.in_use == 0);
    CHECK(f.driver.metrics().pool.idle == 1);
}

TEST_CASE("a waiter that is cancelled in the moment of its turn passes the connection on") {
    EchoFixture f(pool_of(1));
    const auto holder = f.runner.run(hold(f.driver));
    boost::asio::cancellation_signal signal;
    support::Outcome<bool> cancelled;
    f.runner.start(echo(f.driver), cancelled, signal.slot());
    f.runner.drive([&] { return f.driver.metrics().pool.waiters == 1; });
    auto release_and_cancel = [&]() -> bolt::Task<> {
        co_await holder->rollback();
        signal.emit(boost::asio::cancellation_type::terminal);
    };
    f.runner.run(release_and_cancel());
    f.runner.drive([&] { return cancelled.done(); });
    CHECK(cancelled.failed());
    CHECK(f.driver.metrics().pool.in_use == 0);
    CHECK(f.runner.run(echo(f.driver)));
}

TEST_CASE("a connection above its lifetime is replaced") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = pool_of(2);
    config.environment = environment;
    config.pool.max_lifetime = 1h;
    EchoFixture f(config);
    f.runner.run(echo(f.driver));
    environment->advance(59min);
    f.runner.run(echo(f.driver));
    CHECK(f.server.accepted() == 1);
    environment->advance(1min);
    f.runner.run(echo(f.driver));
    CHECK(f.server.accepted() == 2);
    CHECK(f.driver.metrics().pool.idle == 1);
}

TEST_CASE("a connection that was idle for long is tested by RESET before use") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = pool_of(2);
    config.environment = environment;
    config.pool.liveness_check_after = 10min;
    ScriptFixture f(2, {}, config);
    const auto add_query = [](Script& script) {
        script.expect("RUN *").success(map_of("fields", list_of("n"))).expect("PULL *").success();
    };
    f.script(0).log_on();
    add_query(f.script(0));
    add_query(f.script(0));
    f.script(0).expect("RESET").success();
    add_query(f.script(0));
    f.script(0).expect("RESET").then(Ending::close);
    f.script(1).log_on();
    add_query(f.script(1));
    f.runner.run(echo(f.driver()));
    environment->advance(9min);
    f.runner.run(echo(f.driver()));
    environment->advance(10min);
    f.runner.run(echo(f.driver()));
    environment->advance(10min);
    f.runner.run(echo(f.driver()));
    CHECK(f.verdict().empty());
    CHECK(f.server().accepted() == 2);
}

TEST_CASE("an idle connection that the server has closed is noticed before use") {
    const auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = pool_of(4);
    config.environment = environment;
    EchoFixture f(config);
    std::vector<std::shared_ptr<bolt::Transaction>> holders;
    for (int i = 0; i < 3; ++i) {
        holders.push_back(f.runner.run(hold(f.driver)));
    }
    for (const auto& holder : holders) {
        f.runner.run(holder->rollback());
    }
    CHECK(f.driver.metrics().pool.idle == 3);
    f.server.drop_connections();
    f.runner.drive([&] { return f.server.open() == 0; });
    environment->advance(std::chrono::milliseconds(1));  // not looked at before
    // No retry is involved: an auto-commit query just works, on a fresh connection.
    CHECK(f.runner.run(echo(f.driver)));
    CHECK(f.server.accepted() == 4);
    CHECK(f.driver.metrics().pool.idle == 1);
}

TEST_CASE("closing the driver says GOODBYE, fails waiters, and refuses new work") {
    EchoFixture f(pool_of(1));
    const auto holder = f.runner.run(hold(f.driver));
    support::Outcome<bool> waiter;
    f.runner.start(echo(f.driver), waiter);
    f.runner.drive([&] { return f.driver.metrics().pool.waiters == 1; });
    f.runner.run(f.driver.close());
    f.runner.drive([&] { return waiter.done(); });
    CHECK_THROWS_AS(waiter.take(), bolt::Error);
    const auto error = failure_of(f.runner, echo(f.driver));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::usage);
    // What was lent is closed when it comes back.
    f.runner.run(holder->rollback());
    CHECK(f.driver.metrics().pool.in_use == 0);
    CHECK(f.driver.metrics().pool.idle == 0);
    f.runner.drive([&] { return f.server.open() == 0; });
}

TEST_CASE("idle connections say GOODBYE when the driver is closed") {
    ScriptFixture f(1);
    f.script()
        .log_on()
        .expect("RUN *")
        .success(map_of("fields", list_of("n")))
        .expect("PULL *")
        .success()
        .expect("GOODBYE");
    f.runner.run(echo(f.driver()));
    f.runner.run(f.driver().close());
    f.runner.drive([&] { return f.server().open() == 0; });
    CHECK(f.verdict().empty());
}

TEST_CASE("sessions may outlive the driver's handle") {
    EchoFixture f;
    std::optional<bolt::Session> session;
    {
        bolt::Driver driver(f.runner.executor(), f.server.uri(), test_auth(), test_config());
        session.emplace(driver.session());
    }
    auto work = [&]() -> bolt::Task<bool> {
        bolt::Result result = co_await session->run("ECHO");
        (void)co_await result.consume();
        co_return true;
    };
    CHECK(f.runner.run(work()));
}
