// Every byte of a conversation is where the network may fail: each is cut, stalled and cancelled in
// turn. Whatever happens, the caller gets an answer of the right kind and the pool is whole.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/chaos_proxy.hpp"
#include "support/fake_environment.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

using namespace component;
using bolt::ErrorKind;
using support::ChaosPlan;
using support::ChaosProxy;
using support::Fault;
using namespace std::chrono_literals;

namespace {

/// A driver whose connections go through a proxy; only the first one is harmed.
struct Chaos {
    explicit Chaos(ChaosPlan plan, bolt::DriverConfig config = test_config())
        : proxy(
              echo.runner.executor(),
              echo.server.port(),
              [first = std::move(plan)](std::size_t connection) {
                  return connection == 0 ? first : ChaosPlan();
              }
          ),
          environment(std::make_shared<support::FakeEnvironment>()) {
        config.environment = environment;
        driver.emplace(echo.runner.executor(), proxy.uri(), test_auth(), config);
    }

    EchoFixture echo;
    ChaosProxy proxy;
    std::shared_ptr<support::FakeEnvironment> environment;
    std::optional<bolt::Driver> driver;
};

/// A managed write, with records read in portions: all kinds of messages.
bolt::Task<std::int64_t> managed(bolt::Driver& driver) {
    bolt::SessionConfig config;
    config.fetch_size = 2;
    bolt::Session session = driver.session(config);
    auto work = [](bolt::ManagedTransaction& tx) -> bolt::Task<std::int64_t> {
        bolt::Result write = co_await tx.run("WRITE", bolt::params().set("id", 7));
        (void)co_await write.consume();
        bolt::Result rows = co_await tx.run("ROWS", bolt::params().set("n", 5));
        std::int64_t sum = 0;
        while (auto record = co_await rows.next()) {
            sum += record->at<std::int64_t>(0);
        }
        co_return sum;
    };
    co_return co_await session.execute_write(work);
}

/// How many bytes the undisturbed conversation has in each direction.
struct Size {
    std::size_t to_client = 0;
    std::size_t to_server = 0;
};

Size undisturbed() {
    Chaos chaos{ChaosPlan()};
    CHECK(chaos.echo.runner.run(managed(*chaos.driver)) == 10);
    return {chaos.proxy.bytes_to_client(), chaos.proxy.bytes_to_server()};
}

/// The promise: done once, or of unknown outcome; never twice, never silently lost.
void check_promise(Chaos& chaos) {
    std::optional<bolt::Error> error;
    std::int64_t sum = -1;
    try {
        sum = chaos.echo.runner.run(managed(*chaos.driver));
    } catch (const bolt::Error& failure) {
        error = failure;
    }
    const auto committed = chaos.echo.ledger->committed();
    const int times = committed.contains(7) ? committed.at(7) : 0;
    CHECK(times <= 1);
    if (error) {
        CHECK(error->commit_outcome_unknown());
    } else {
        CHECK(sum == 10);
        CHECK(times == 1);
    }
    CHECK(chaos.driver->metrics().pool.in_use == 0);
    CHECK(chaos.driver->metrics().pool.waiters == 0);
}

}  // namespace

TEST_CASE("a managed write survives a cut at any byte from the server, done once or in doubt") {
    const Size size = undisturbed();
    REQUIRE(size.to_client > 100);
    for (const Fault fault : {Fault::close, Fault::reset, Fault::half_close}) {
        for (std::size_t at = 0; at < size.to_client; ++at) {
            INFO("fault " << static_cast<int>(fault) << " after " << at << " bytes");
            Chaos chaos{ChaosPlan(fault, at)};
            check_promise(chaos);
        }
    }
}

TEST_CASE("a managed write survives a cut at any byte to the server") {
    const Size size = undisturbed();
    for (std::size_t at = 0; at < size.to_server; ++at) {
        INFO("after " << at << " bytes");
        ChaosPlan plan;
        plan.fault = Fault::close;
        plan.after_to_server = at;
        Chaos chaos{plan};
        check_promise(chaos);
    }
}

TEST_CASE("the conversation is the same when every byte comes alone") {
    ChaosPlan plan;
    plan.piece = 1;
    Chaos chaos{plan};
    CHECK(chaos.echo.runner.run(managed(*chaos.driver)) == 10);
    CHECK(chaos.echo.ledger->committed().at(7) == 1);
}

TEST_CASE("silence at any byte from the server ends at the deadline, and frees the slot") {
    const Size size = undisturbed();
    bolt::DriverConfig config = test_config();
    config.receive_timeout = 5ms;
    config.connection_timeout = 5ms;
    config.pool.acquisition_timeout = 20ms;  // of the log-on, among others
    for (std::size_t at = 0; at < size.to_client; at += 3) {
        INFO("after " << at << " bytes");
        Chaos chaos(ChaosPlan(Fault::stall, at), config);
        const auto error = failure_of(chaos.echo.runner, managed(*chaos.driver));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::timeout);
        CHECK(chaos.driver->metrics().pool.in_use == 0);
        CHECK(chaos.driver->metrics().pool.idle == 0);
    }
}

TEST_CASE("cancelling at any byte from the server ends the call, and frees the slot") {
    const Size size = undisturbed();
    for (std::size_t at = 0; at < size.to_client; ++at) {
        INFO("after " << at << " bytes");
        ChaosPlan plan(Fault::stall, at);
        auto silent = std::make_shared<bool>(false);
        plan.on_fault = [silent] { *silent = true; };
        Chaos chaos{plan};
        boost::asio::cancellation_signal signal;
        support::Outcome<std::int64_t> outcome;
        chaos.echo.runner.start(managed(*chaos.driver), outcome, signal.slot());
        chaos.echo.runner.drive([&] { return *silent || outcome.done(); });
        REQUIRE_FALSE(outcome.done());
        chaos.echo.runner.cancel(signal);
        chaos.echo.runner.drive([&] { return outcome.done(); });
        CHECK_THROWS(outcome.take());
        CHECK(chaos.driver->metrics().pool.in_use == 0);
        CHECK(chaos.driver->metrics().pool.idle == 0);
        CHECK(chaos.driver->metrics().pool.waiters == 0);
    }
}

TEST_CASE("a server that goes away for a while is waited for") {
    Chaos chaos{ChaosPlan()};
    CHECK(chaos.echo.runner.run(managed(*chaos.driver)) == 10);
    // The peer closes while the first record of the next attempt is awaited.
    int sleeps = 0;
    chaos.environment->on_sleep = [&sleeps] { ++sleeps; };
    auto work = [&]() -> bolt::Task<int> {
        bolt::Session session = chaos.driver->session();
        int attempts = 0;
        auto unit = [&](bolt::ManagedTransaction& tx) -> bolt::Task<int> {
            if (++attempts < 3) {
                chaos.echo.server.drop_connections();
            }
            bolt::Result result = co_await tx.run("ECHO", bolt::params().set("n", 4));
            const bolt::Record record = co_await result.single();
            co_return record.at<int>("n") + attempts;
        };
        co_return co_await session.execute_read(unit);
    };
    CHECK(chaos.echo.runner.run(work()) == 7);
    CHECK(sleeps == 2);
}
