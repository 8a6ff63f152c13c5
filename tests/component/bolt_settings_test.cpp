// Settings of transactions on the wire, in every way to begin one; what the version does not have
// is refused; and the server's side of the bargain: hints and keep-alives.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using bolt::wire::Version;
using namespace std::chrono_literals;

namespace {

bolt::TxConfig nightly(std::chrono::milliseconds timeout) {
    return bolt::TxConfig().timeout(timeout).metadata(map_of("job", "nightly", "try", 2));
}

bolt::SessionConfig as_eve() {
    bolt::SessionConfig config;
    config.impersonated_user = "eve";
    config.database = "movies";
    return config;
}

bolt::Task<> auto_commit(bolt::Driver& driver, bolt::SessionConfig config, bolt::TxConfig tx) {
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("Q", {}, tx);
    (void)co_await result.consume();
}

bolt::Task<> unmanaged(bolt::Driver& driver, bolt::SessionConfig config, bolt::TxConfig tx) {
    bolt::Session session = driver.session(config);
    bolt::Transaction transaction = co_await session.begin(tx);
    co_await transaction.commit();
}

bolt::Task<> managed(bolt::Driver& driver, bolt::SessionConfig config, bolt::TxConfig tx) {
    bolt::Session session = driver.session(config);
    auto nothing = [](bolt::ManagedTransaction&) -> bolt::Task<> { co_return; };
    co_await session.execute_write(nothing, tx);
    co_await session.execute_read(nothing, tx);
}

bolt::Task<> one_call(bolt::Driver& driver, bolt::SessionConfig config, bolt::TxConfig tx) {
    bolt::QueryConfig query;
    query.impersonated_user = config.impersonated_user;
    query.database = config.database;
    query.transaction = tx;
    (void)co_await driver.execute_query("Q", {}, query);
}

support::BoltServerOptions speaking(Version version, std::size_t piece = 0) {
    support::BoltServerOptions options;
    options.version = version;
    options.piece = piece;
    return options;
}

}  // namespace

TEST_CASE("time limit, metadata, user and database are told in every way to begin") {
    ScriptFixture f(1);
    const std::string tx = "tx_timeout: 1500, tx_metadata: {job: 'nightly', try: 2}";
    const std::string where = "db: 'movies', imp_user: 'eve'}";
    one_row(f.script().log_on(), "RUN 'Q' {} {" + tx + ", " + where);
    f.script().expect("BEGIN {" + tx + ", " + where).success().expect("COMMIT").success();
    f.script().expect("BEGIN {" + tx + ", " + where).success().expect("COMMIT").success();
    f.script().expect("BEGIN {" + tx + ", mode: 'r', " + where).success();
    f.script().expect("COMMIT").success();
    f.script().expect("BEGIN {" + tx + ", " + where).success();
    one_row(f.script(), "RUN 'Q' {} {}").expect("COMMIT").success();
    f.runner.run(auto_commit(f.driver(), as_eve(), nightly(1500ms)));
    f.runner.run(unmanaged(f.driver(), as_eve(), nightly(1500ms)));
    f.runner.run(managed(f.driver(), as_eve(), nightly(1500ms)));
    f.runner.run(one_call(f.driver(), as_eve(), nightly(1500ms)));
    CHECK(f.verdict().empty());
}

TEST_CASE("no time limit is not the same as the server's") {
    ScriptFixture f(1);
    one_row(f.script().log_on(), "RUN 'Q' {} {tx_timeout: 0}");
    one_row(f.script(), "RUN 'Q' {} {}");
    f.runner.run(auto_commit(f.driver(), {}, bolt::TxConfig().timeout(0ms)));
    f.runner.run(auto_commit(f.driver(), {}, {}));
    CHECK(f.verdict().empty());
}

TEST_CASE("a user to act for is refused before 4.4, and nothing is sent in its place") {
    bolt::SessionConfig eve;
    eve.impersonated_user = "eve";
    for (const Version version : {Version(3, 0), Version(4, 2), Version(4, 3)}) {
        INFO("Bolt " << version.to_string());
        ScriptFixture f(1, speaking(version));
        f.script().log_on(version);
        for (auto* use : {&auto_commit, &unmanaged, &managed, &one_call}) {
            const auto error = failure_of(f.runner, use(f.driver(), eve, {}));
            REQUIRE(error);
            CHECK(error->kind() == ErrorKind::configuration);
            CHECK_FALSE(error->retryable());
            CHECK_THAT(std::string(error->what()), support::contains("eve"));
            CHECK(f.driver().metrics().pool.idle == 1);
        }
        CHECK(f.verdict().empty());
    }
    ScriptFixture f(1, speaking(Version(4, 4)));
    one_row(f.script().log_on(Version(4, 4)), "RUN 'Q' {} {imp_user: 'eve'}");
    f.runner.run(auto_commit(f.driver(), eve, {}));
    CHECK(f.verdict().empty());
}

TEST_CASE("a database is refused on 3.0, and nothing is sent in its place") {
    bolt::SessionConfig movies;
    movies.database = "movies";
    const Version version(3, 0);
    ScriptFixture f(1, speaking(version));
    f.script().log_on(version);
    for (auto* use : {&auto_commit, &unmanaged, &managed, &one_call}) {
        const auto error = failure_of(f.runner, use(f.driver(), movies, {}));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::configuration);
        CHECK(f.driver().metrics().pool.idle == 1);
    }
    CHECK(f.verdict().empty());
}

TEST_CASE("keep-alives may come anywhere between messages, whole or byte by byte") {
    for (const Version version : {Version(4, 3), Version(4, 4), Version(5, 8)}) {
        for (const std::size_t piece : {0U, 1U}) {
            INFO("Bolt " << version.to_string() << ", pieces of " << piece);
            ScriptFixture f(1, speaking(version, piece));
            f.script().expect("HELLO *").noop().noop().success(map_of("server", "Neo4j/5.26.0"));
            if (bolt::wire::features(version).logon) {
                f.script().expect("LOGON *").noop().success().noop();
            }
            f.script()
                .expect("BEGIN {}")
                .noop()
                .success()
                .expect("RUN 'Q' {} {}")
                .noop()
                .success(map_of("fields", list_of("n")))
                .noop()
                .expect("PULL {n: 1000}")
                .noop()
                .record(list_of(1))
                .noop()
                .noop()
                .record(list_of(2))
                .noop()
                .success()
                .expect("COMMIT")
                .noop()
                .noop()
                .noop()
                .success(map_of("bookmark", "b:1"));
            const bolt::EagerResult result = f.runner.run(f.driver().execute_query("Q"));
            REQUIRE(result.records.size() == 2);
            CHECK(result.records[1].at<int>(0) == 2);
            CHECK(result.summary.bookmark == "b:1");
            CHECK(f.verdict().empty());
            CHECK(f.driver().metrics().pool.idle == 1);
        }
    }
}

TEST_CASE("a keep-alive right behind the last answer does the connection no harm") {
    ScriptFixture f(1);
    one_row(f.script().log_on(), "RUN *").noop();
    one_row(f.script(), "RUN *");
    f.runner.run(auto_commit(f.driver(), {}, {}));
    f.runner.run(auto_commit(f.driver(), {}, {}));
    CHECK(f.server().accepted() == 1);
    CHECK(f.verdict().empty());
}

TEST_CASE("the caller's limit of silence stands when the server's hint is longer, or is none") {
    const std::vector<bolt::Value> hints{5, 0, -1, "1", nullptr};
    for (const bolt::Value& hint : hints) {
        INFO("hint " << support::render(hint));
        bolt::DriverConfig config = test_config();
        config.receive_timeout = 40ms;
        ScriptFixture f(1, {}, config);
        f.script()
            .log_on({5, 8}, map_of("connection.recv_timeout_seconds", hint))
            .expect("RUN *")
            .then(Ending::stall);
        const auto error = failure_of(f.runner, auto_commit(f.driver(), {}, {}));
        REQUIRE(error);
        // Time is up: it is not known that the server is gone, so that nothing is retried.
        CHECK(error->kind() == ErrorKind::timeout);
        CHECK_FALSE(error->retryable());
        CHECK(f.driver().metrics().pool.in_use == 0);
    }
}
