// Hints of the server in HELLO's answer: odd and hostile ones change nothing, sound ones are used.
// That a hinted time-out is a lost connection: bolt_transaction_test.cpp.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace component;
using bolt::ErrorKind;

namespace {

support::Script& log_on_with(support::Script& script, bolt::Value hints) {
    return script.expect("HELLO *")
        .success(map_of("server", "Neo4j/2026.09.0", "hints", std::move(hints)))
        .expect("LOGON *")
        .success(map_of("advertised_address", "elsewhere:7687"));
}

bolt::Task<> run(bolt::Driver& driver) {
    bolt::SessionConfig config;
    config.access_mode = bolt::AccessMode::read;
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("Q");
    (void)co_await result.consume();
}

support::Script& answer(support::Script& script) {
    return script.expect("RUN 'Q' {} {mode: 'r'}")
        .success(map_of("fields", list_of("n")))
        .expect("PULL {n: 1000}")
        .success(map_of("type", "r"));
}

}  // namespace

TEST_CASE("a hinted time-out that no clock can hold is not taken for a short one") {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    // The second, counted in milliseconds with 64 bits, wraps around to 8.
    for (const std::int64_t seconds : {kMost, std::int64_t{2'066'035'336'255'469'781}}) {
        INFO(seconds);
        bolt::DriverConfig config = test_config();
        config.receive_timeout = std::chrono::milliseconds(100);
        ScriptFixture f(1, {}, config);
        log_on_with(f.script(), map_of("connection.recv_timeout_seconds", seconds))
            .expect("RUN *")
            .then(Ending::stall);
        const auto error = failure_of(f.runner, run(f.driver()));
        REQUIRE(error);
        // The driver's own limit passed, not one that the server had promised.
        CHECK(error->kind() == ErrorKind::timeout);
    }
}

TEST_CASE("hints of the wrong type or sign, and unknown ones, are passed over") {
    const bolt::Map odd = map_of(
        "connection.recv_timeout_seconds",
        "10",
        "telemetry.enabled",
        "true",
        "ssr.enabled",
        1,
        "something.newer",
        list_of(1, 2)
    );
    const std::vector<bolt::Value> cases{
        bolt::Value(odd),
        bolt::Value(map_of("connection.recv_timeout_seconds", -1)),
        bolt::Value(map_of("connection.recv_timeout_seconds", 0)),
        bolt::Value(map_of("connection.recv_timeout_seconds", 1.5)),
        bolt::Value(map_of("telemetry.enabled", nullptr)),
        bolt::Value("no map"),
        bolt::Value(nullptr),
    };
    for (const bolt::Value& hints : cases) {
        INFO(support::render(hints));
        ScriptFixture f(1);
        answer(log_on_with(f.script(), hints));
        CHECK_FALSE(failure_of(f.runner, run(f.driver())));
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("telemetry is not told before Bolt 5.4, whatever the hint says") {
    for (const bool newer : {false, true}) {
        support::BoltServerOptions options;
        options.version = newer ? bolt::wire::Version(5, 4) : bolt::wire::Version(5, 3);
        ScriptFixture f(1, options);
        support::Script& script = log_on_with(f.script(), map_of("telemetry.enabled", true));
        if (newer) {
            script.expect("TELEMETRY 2").success();
        }
        answer(script);
        CHECK_FALSE(failure_of(f.runner, run(f.driver())));
        CHECK(f.verdict().empty());
    }
}
