// The home database of sessions that name none: found with the first table and kept, guessed from
// the last answer where servers route themselves, and put right when the guess was wrong.

#include "component/routing_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace component;
using bolt::wire::Version;

namespace {

bolt::Map self_routing() {
    return map_of("ssr.enabled", true);
}

bolt::SessionConfig reading() {
    bolt::SessionConfig config;
    config.access_mode = bolt::AccessMode::read;
    return config;
}

bolt::Task<> query(bolt::Session& session) {
    bolt::Result result = co_await session.run("Q");
    (void)co_await result.consume();
}

/// So many queries in a session of their own.
bolt::Task<> queries(bolt::Driver& driver, int count, bolt::SessionConfig config = reading()) {
    bolt::Session session = driver.session(config);
    for (int i = 0; i < count; ++i) {
        co_await query(session);
    }
}

/// A query, where the server tells its database with the answer to RUN.
Script& query_in(Script& script, const std::string& extra, const std::string& told = "") {
    bolt::Map answer = map_of("fields", list_of("n"));
    if (!told.empty()) {
        answer.set("db", told);
    }
    return script.expect("RUN 'Q' {} " + extra)
        .success(answer)
        .expect("PULL {n: 1000}")
        .record(list_of(1))
        .success(map_of("type", "r"));
}

/// A cluster whose server routes by itself, after a session that found the home database "home".
struct Guessing {
    explicit Guessing(std::size_t connections = 1, bolt::DriverConfig config = test_config())
        : c(connections, {}, config), script(c.fixture.script()) {
        script.log_on({5, 8}, self_routing())
            .expect(route(c, "{}"))
            .success(c.route_answer("home"));
        query_in(script, "{mode: 'r', db: 'home'}");
        c.fixture.runner.run(queries(c.driver, 1));
    }

    Cluster c;
    Script& script;
};

}  // namespace

TEST_CASE("the home database that came with the first table is the session's for good") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    Cluster c(1, {}, config);
    Script& script = c.fixture.script().log_on();
    script.expect(route(c, "{}")).success(c.route_answer("home"));
    query_in(script, "{mode: 'r', db: 'home'}");
    // The table has ended; what it told of the home database has not.
    script.expect(route(c, "{db: 'home'}")).success(c.route_answer("home"));
    query_in(script, "{mode: 'r', db: 'home'}");
    // Another session asks for itself: in the meantime the home database may be another one.
    script.expect(route(c, "{}")).success(c.route_answer("moved"));
    query_in(script, "{mode: 'r', db: 'moved'}");
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = c.driver.session(reading());
        co_await query(session);
        environment->advance(std::chrono::seconds(301));
        co_await query(session);
    };
    c.fixture.runner.run(work());
    c.fixture.runner.run(queries(c.driver, 1));
    CHECK(c.fixture.verdict().empty());
}

TEST_CASE("sessions that look for the same home database meanwhile share one answer") {
    bolt::DriverConfig config = test_config();
    config.pool.max_size = 1;
    Cluster c(1, {}, config);
    Script& script = c.fixture.script().log_on();
    script.expect(route(c, "{}")).success(c.route_answer("home"));
    std::vector<bolt::Task<bool>> tasks;
    auto one = [&]() -> bolt::Task<bool> {
        co_await queries(c.driver, 1);
        co_return true;
    };
    for (int i = 0; i < 5; ++i) {
        query_in(script, "{mode: 'r', db: 'home'}");
        tasks.push_back(one());
    }
    for (auto& outcome : c.fixture.runner.run_all(std::move(tasks))) {
        CHECK(outcome.take());
    }
    CHECK(c.fixture.verdict().empty());
}

TEST_CASE("without a router there is nothing to ask, and no database is named") {
    ScriptFixture f(1);
    f.script().log_on({5, 8}, self_routing());
    query_in(f.script(), "{mode: 'r'}", "home");
    query_in(f.script(), "{mode: 'r'}", "home");
    f.runner.run(queries(f.driver(), 2));
    CHECK(f.verdict().empty());
}

TEST_CASE("before 4.4 the table does not name the home database, and the server chooses it") {
    support::BoltServerOptions options;
    options.version = Version(4, 3);
    Cluster c(1, options);
    Script& script = c.fixture.script().log_on(options.version);
    bolt::Map table = c.table("ignored");
    table = map_of("ttl", 300, "servers", table.at("servers"));
    script.expect(route(c, "null")).success(map_of("rt", table));
    query_in(script, "{mode: 'r'}");
    query_in(script, "{mode: 'r'}");
    c.fixture.runner.run(queries(c.driver, 2));
    CHECK(c.fixture.verdict().empty());
}

TEST_CASE("where servers route themselves the last home database is used to choose a server") {
    Guessing g;
    // No ROUTE, and no database is named before the server has told it.
    query_in(g.script, "{mode: 'r'}", "home");
    query_in(g.script, "{mode: 'r', db: 'home'}");
    g.c.fixture.runner.run(queries(g.c.driver, 2));
    CHECK(g.c.fixture.verdict().empty());
}

TEST_CASE("a wrong guess costs nothing but the right answer, which is remembered") {
    Guessing g;
    query_in(g.script, "{mode: 'r'}", "moved");
    // The session goes on where it is, with a table of that database.
    g.script.expect(route(g.c, "{db: 'moved'}")).success(g.c.route_answer("moved"));
    query_in(g.script, "{mode: 'r', db: 'moved'}");
    query_in(g.script, "{mode: 'r'}", "moved");
    g.c.fixture.runner.run(queries(g.c.driver, 2));
    g.c.fixture.runner.run(queries(g.c.driver, 1));
    CHECK(g.c.fixture.verdict().empty());
}

TEST_CASE("a guess whose table has ended is asked for without a name") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    Guessing g(1, config);
    environment->advance(std::chrono::seconds(301));
    g.script.expect(route(g.c, "{}")).success(g.c.route_answer("moved"));
    query_in(g.script, "{mode: 'r', db: 'moved'}");
    g.c.fixture.runner.run(queries(g.c.driver, 1));
    CHECK(g.c.fixture.verdict().empty());
}

TEST_CASE("transactions are told their database, too, each in its way") {
    Guessing g;
    g.script.expect("BEGIN {mode: 'r'}").success(map_of("db", "home"));
    one_row(g.script, "RUN 'Q' {} {}").expect("COMMIT").success();
    query_in(g.script, "{mode: 'r', db: 'home'}");
    auto begin = [&]() -> bolt::Task<> {
        bolt::Session session = g.c.driver.session(reading());
        bolt::Transaction tx = co_await session.begin();
        bolt::Result result = co_await tx.run("Q");
        (void)co_await result.consume();
        co_await tx.commit();
        co_await query(session);
    };
    g.c.fixture.runner.run(begin());
    g.script.expect("BEGIN {mode: 'r'}").success(map_of("db", "home"));
    one_row(g.script, "RUN 'Q' {} {}").expect("COMMIT").success();
    g.script.expect("BEGIN {mode: 'r', db: 'home'}").success();
    one_row(g.script, "RUN 'Q' {} {}").expect("COMMIT").success();
    auto managed = [&]() -> bolt::Task<> {
        bolt::Session session = g.c.driver.session();
        auto work = [](bolt::ManagedTransaction& tx) -> bolt::Task<> {
            bolt::Result result = co_await tx.run("Q");
            (void)co_await result.consume();
        };
        co_await session.execute_read(work);
        co_await session.execute_read(work);
    };
    g.c.fixture.runner.run(managed());
    g.script.expect("BEGIN {mode: 'r'}").success(map_of("db", "home"));
    one_row(g.script, "RUN 'Q' {} {}").expect("COMMIT").success();
    bolt::QueryConfig config;
    config.routing = bolt::AccessMode::read;
    (void)g.c.fixture.runner.run(g.c.driver.execute_query("Q", {}, config));
    CHECK(g.c.fixture.verdict().empty());
}

TEST_CASE("users have home databases of their own") {
    Guessing g;
    bolt::SessionConfig eve = reading();
    eve.impersonated_user = "eve";
    g.script.expect(route(g.c, "{imp_user: 'eve'}")).success(g.c.route_answer("garden"));
    query_in(g.script, "{mode: 'r', db: 'garden', imp_user: 'eve'}");
    query_in(g.script, "{mode: 'r', imp_user: 'eve'}", "garden");
    query_in(g.script, "{mode: 'r'}", "home");
    g.c.fixture.runner.run(queries(g.c.driver, 1, eve));
    g.c.fixture.runner.run(queries(g.c.driver, 1, eve));
    g.c.fixture.runner.run(queries(g.c.driver, 1));
    CHECK(g.c.fixture.verdict().empty());
}

TEST_CASE("a connection to a server that does not route itself makes the guess a question") {
    Guessing g(2);
    // The first connection is busy, so that the guess leads to a second one, which cannot do it.
    g.script.expect("BEGIN {mode: 'r'}").success(map_of("db", "home"));
    Script& second = g.c.fixture.script(1).log_on();
    second.expect(route(g.c, "{}")).success(g.c.route_answer("home"));
    query_in(second, "{mode: 'r', db: 'home'}");
    auto work = [&]() -> bolt::Task<> {
        bolt::Session busy = g.c.driver.session(reading());
        bolt::Transaction tx = co_await busy.begin();
        co_await queries(g.c.driver, 1);
    };
    g.c.fixture.runner.run(work());
    CHECK(g.c.fixture.verdict().empty());
}

TEST_CASE("one server that does not route itself is enough to ask each time") {
    Guessing g(2);
    bolt::SessionConfig named = reading();
    named.database = "home";
    g.script.expect("BEGIN {mode: 'r', db: 'home'}").success().expect("ROLLBACK").success();
    query_in(g.c.fixture.script(1).log_on(), "{mode: 'r', db: 'home'}");
    g.script.expect(route(g.c, "{}")).success(g.c.route_answer("home"));
    query_in(g.script, "{mode: 'r', db: 'home'}");
    auto work = [&]() -> bolt::Task<> {
        bolt::Session busy = g.c.driver.session(named);
        bolt::Transaction tx = co_await busy.begin();
        co_await queries(g.c.driver, 1, named);
        co_await tx.rollback();
    };
    g.c.fixture.runner.run(work());
    g.c.fixture.runner.run(queries(g.c.driver, 1));
    CHECK(g.c.fixture.verdict().empty());
}
