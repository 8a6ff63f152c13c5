// Settings of time that are meant as "for ever": the largest numbers there are must not wrap around
// to short ones on their way through the clock's finer units.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <chrono>
#include <memory>
#include <vector>

using namespace component;
using bolt::milliseconds;

namespace {

/// The largest number of milliseconds, and the largest that a clock of nanoseconds can hold.
std::vector<milliseconds> endless() {
    std::vector<milliseconds> values;
    values.push_back(milliseconds::max());
    values.push_back(std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds::max()));
    return values;
}

bolt::DriverConfig config_of(milliseconds time) {
    bolt::DriverConfig config;
    config.connection_timeout = time;
    config.receive_timeout = time;
    config.max_transaction_retry_time = time;
    config.close_timeout = time;
    config.pool.acquisition_timeout = time;
    config.pool.max_lifetime = time;
    config.pool.idle_timeout = time;
    config.pool.liveness_check_after = time;
    return config;
}

}  // namespace

TEST_CASE("endless times keep connections and end no wait") {
    for (const milliseconds time : endless()) {
        INFO(time.count() << " ms");
        EchoFixture f(config_of(time));
        auto work = [&]() -> bolt::Task<> {
            for (int i = 0; i < 3; ++i) {
                bolt::Session session = f.driver.session();
                bolt::Result result = co_await session.run("ECHO", bolt::params().set("n", i));
                const bolt::Record record = co_await result.single();
                CHECK(record.at<int>("n") == i);
            }
            co_await f.driver.close();
        };
        CHECK_FALSE(failure_of(f.runner, work()));
        CHECK(f.server.accepted() == 1);
    }
}

TEST_CASE("an endless time for retries goes on retrying") {
    constexpr int kFailures = 12;
    for (const milliseconds time : endless()) {
        INFO(time.count() << " ms");
        auto environment = std::make_shared<support::FakeEnvironment>();
        bolt::DriverConfig config = test_config();
        config.max_transaction_retry_time = time;
        config.environment = environment;
        EchoFixture f(config);
        int attempts = 0;
        auto work = [&](bolt::ManagedTransaction& tx) -> bolt::Task<> {
            ++attempts;
            const char* code = "Neo.TransientError.General.OutOfMemoryError";
            if (attempts <= kFailures) {
                bolt::Result failing = co_await tx.run("FAIL", bolt::params().set("code", code));
                (void)co_await failing.consume();
            }
        };
        auto run = [&]() -> bolt::Task<> {
            bolt::Session session = f.driver.session();
            co_await session.execute_write(work);
        };
        CHECK_FALSE(failure_of(f.runner, run()));
        CHECK(attempts == kFailures + 1);
        CHECK(environment->sleeps().size() == kFailures);
    }
}
