// TELEMETRY: which API is used is told once for each use of it, in front of the first request, when
// the server's hint, the version and the user allow it.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using bolt::wire::Version;

namespace {

bolt::Map wanted() {
    return map_of("telemetry.enabled", true);
}

bolt::Task<> auto_commit(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Result result = co_await session.run("Q");
    (void)co_await result.consume();
}

bolt::Task<> unmanaged(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Transaction tx = co_await session.begin();
    for (int i = 0; i < 2; ++i) {
        bolt::Result result = co_await tx.run("Q");
        (void)co_await result.consume();
    }
    co_await tx.commit();
}

bolt::Task<> managed(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    auto work = [](bolt::ManagedTransaction& tx) -> bolt::Task<> {
        bolt::Result result = co_await tx.run("Q");
        (void)co_await result.consume();
    };
    co_await session.execute_write(work);
}

}  // namespace

TEST_CASE("each kind of API is told by its number, once for each use") {
    ScriptFixture f(1);
    Script& script = f.script().log_on({5, 8}, wanted());
    const std::string run = "RUN 'Q' {} {}";
    one_row(script.expect("TELEMETRY 0").success().expect("BEGIN {}").success(), run)
        .expect("COMMIT")
        .success();
    one_row(script.expect("TELEMETRY 1").success().expect("BEGIN {}").success(), run);
    one_row(script, run).expect("COMMIT").success();
    one_row(script.expect("TELEMETRY 2").success(), run);
    one_row(script.expect("TELEMETRY 2").success(), run);
    one_row(script.expect("TELEMETRY 3").success().expect("BEGIN {}").success(), run)
        .expect("COMMIT")
        .success();
    f.runner.run(managed(f.driver()));
    f.runner.run(unmanaged(f.driver()));
    f.runner.run(auto_commit(f.driver()));
    f.runner.run(auto_commit(f.driver()));
    (void)f.runner.run(f.driver().execute_query("Q"));
    CHECK(f.verdict().empty());
}

TEST_CASE("it travels together with the request it is about") {
    support::BoltServerOptions options;
    options.version = Version(5, 4);
    ScriptFixture f(1, options);
    f.script()
        .log_on({5, 4}, wanted())
        .expect("TELEMETRY 2")
        .expect("RUN 'Q' {} {}")
        .expect("PULL {n: 1000}")
        .success()
        .success(map_of("fields", list_of("n")))
        .success();
    f.runner.run(auto_commit(f.driver()));
    CHECK(f.verdict().empty());
}

TEST_CASE("nothing is told without the hint, against it, by choice, or before 5.4") {
    struct Case {
        const char* name;
        Version version;
        bolt::Map hints;
        bool allowed;
    };

    const std::vector<Case> cases{
        {"no hint", {5, 8}, {}, true},
        {"the server declines", {5, 8}, map_of("telemetry.enabled", false), true},
        {"a hint of another type", {5, 8}, map_of("telemetry.enabled", "yes"), true},
        {"the user declines", {5, 8}, wanted(), false},
        {"an older version", {5, 3}, wanted(), true},
    };
    for (const Case& c : cases) {
        INFO(c.name);
        support::BoltServerOptions options;
        options.version = c.version;
        bolt::DriverConfig config = test_config();
        config.telemetry = c.allowed;
        ScriptFixture f(1, options, config);
        one_row(f.script().log_on(c.version, c.hints), "RUN 'Q' {} {}");
        f.runner.run(auto_commit(f.driver()));
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("a refused TELEMETRY fails the work as any other request, and harms nothing else") {
    ScriptFixture f(1);
    f.script()
        .log_on({5, 8}, wanted())
        .expect("TELEMETRY 2")
        .failure("Neo.ClientError.Request.Invalid", "who asked?")
        .expect("RUN *")
        .ignored()
        .expect("PULL *")
        .ignored()
        .expect("RESET")
        .success();
    one_row(f.script().expect("TELEMETRY 2").success(), "RUN 'Q' {} {}");
    const auto error = failure_of(f.runner, auto_commit(f.driver()));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::server);
    CHECK(error->server()->message == "who asked?");
    f.runner.run(auto_commit(f.driver()));
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.opened == 1);
}
