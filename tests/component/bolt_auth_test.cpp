// Credentials that change while a driver runs: connections log on anew together with their next
// request, or are replaced before Bolt 5.1; what managers have to say in it. Users of sessions:
// bolt_session_auth_test.cpp.

#include "component/auth_fixture.hpp"
#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace component;
using bolt::AuthToken;
using bolt::ErrorKind;
using bolt::wire::Version;
using namespace std::chrono_literals;

namespace {

constexpr const char* kTokenExpired = "Neo.ClientError.Security.TokenExpired";
constexpr const char* kAuthorizationExpired = "Neo.ClientError.Security.AuthorizationExpired";

/// A managed transaction's one query that the server refuses.
Script& refuse_work(Script& script, const char* code) {
    return script.expect("BEGIN {}")
        .success()
        .expect("RUN 'Q' {} {}")
        .failure(code)
        .expect("PULL *")
        .ignored()
        .expect("RESET")
        .success();
}

Script& take_work(Script& script) {
    return one_row(script.expect("BEGIN {}").success(), "RUN 'Q' {} {}").expect("COMMIT").success();
}

bolt::Task<int> managed(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    auto work = [](bolt::ManagedTransaction& tx) -> bolt::Task<int> {
        bolt::Result result = co_await tx.run("Q");
        const bolt::Record record = co_await result.single();
        co_return record.at<int>("n");
    };
    co_return co_await session.execute_write(work);
}

bolt::DriverConfig with_clock(const std::shared_ptr<support::FakeEnvironment>& environment) {
    bolt::DriverConfig config = test_config();
    config.environment = environment;
    return config;
}

}  // namespace

TEST_CASE("a connection logs on anew when there is another token, in one flight with the query") {
    auto tokens = std::make_shared<Tokens>();
    ScriptFixture f(1, {}, test_config(), tokens);
    one_row(log_on_as(f.script(), "first"), "RUN 'Q' {} {}");
    one_row(f.script(), "RUN 'Q' {} {}");  // the same token: nothing is said of it
    log_on_anew(f.script(), logon_of("second"));
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(f.runner.run(query(f.driver())) == 1);
    tokens->token = AuthToken::bearer("second");
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(f.verdict().empty());
    CHECK(tokens->asked == 3);
    CHECK(tokens->told.empty());
    CHECK(f.driver().metrics().pool.opened == 1);
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("before 5.1 a connection with another token's user is replaced") {
    for (const Version version : {Version(4, 4), Version(5, 0)}) {
        auto tokens = std::make_shared<Tokens>();
        ScriptFixture f(2, speaking(version), test_config(), tokens);
        one_row(f.script(0).log_on(version), "RUN 'Q' {} {}").expect("GOODBYE");
        one_row(f.script(1).log_on(version), "RUN 'Q' {} {}");
        CHECK(f.runner.run(query(f.driver())) == 1);
        tokens->token = AuthToken::bearer("second");
        CHECK(f.runner.run(query(f.driver())) == 1);
        f.runner.drive([&] { return f.server().open() == 1; });
        CHECK(f.verdict().empty());
        CHECK(f.driver().metrics().pool.opened == 2);
        CHECK(f.driver().metrics().pool.closed == 1);
        CHECK(f.driver().metrics().pool.idle == 1);
    }
}

TEST_CASE("a refused new log-on ends the connection, and the manager is told of which token") {
    auto tokens = std::make_shared<Tokens>();
    ScriptFixture f(2, {}, test_config(), tokens);
    one_row(log_on_as(f.script(0), "first"), "RUN 'Q' {} {}")
        .expect("LOGOFF")
        .success()
        .expect(logon_of("second"))
        .failure(kUnauthorized)
        .then(Ending::close);
    one_row(log_on_as(f.script(1), "third"), "RUN 'Q' {} {}");
    CHECK(f.runner.run(query(f.driver())) == 1);
    tokens->token = AuthToken::bearer("second");
    const auto error = failure_of(f.runner, query(f.driver()));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::auth);
    CHECK_FALSE(error->retryable());
    CHECK_FALSE(error->commit_outcome_unknown());
    CHECK(
        tokens->told ==
        std::vector<std::string>{std::string(kUnauthorized) + " of the present token"}
    );
    CHECK(f.driver().metrics().pool.in_use == 0);
    CHECK(f.driver().metrics().pool.idle == 0);
    tokens->token = AuthToken::bearer("third");
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(f.verdict().empty());
}

TEST_CASE("a refusal that the manager handles makes managed work run again with the new token") {
    auto tokens = std::make_shared<Tokens>();
    tokens->after_refusal = AuthToken::bearer("second");
    ScriptFixture f(2, {}, with_clock(std::make_shared<support::FakeEnvironment>()), tokens);
    f.script(0)
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0"))
        .expect(logon_of("first"))
        .failure("Neo.ClientError.Security.MadeUpToday")
        .then(Ending::close);
    take_work(log_on_as(f.script(1), "second"));
    CHECK(f.runner.run(managed(f.driver())) == 1);
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().retries == 1);
    CHECK(f.driver().metrics().pool.failed_to_open == 1);
    CHECK(f.driver().metrics().pool.opened == 1);
}

TEST_CASE("a manager that has no token fails the work, and nothing is kept of it") {
    auto tokens = std::make_shared<Tokens>();
    tokens->fails = true;
    ScriptFixture f(1, {}, test_config(), tokens);
    const auto error = failure_of(f.runner, query(f.driver()));
    REQUIRE(error);
    CHECK_THAT(std::string(error->what()), support::contains("no token today"));
    CHECK(f.driver().metrics().pool.in_use == 0);
    CHECK(f.server().accepted() == 0);
    tokens->fails = false;
    one_row(log_on_as(f.script(), "first"), "RUN 'Q' {} {}");
    CHECK(f.runner.run(query(f.driver())) == 1);
    // The connection at hand is of no use without a token either; it does not get lost.
    tokens->fails = true;
    CHECK(failure_of(f.runner, query(f.driver())));
    CHECK(f.driver().metrics().pool.in_use == 0);
    CHECK(f.verdict().empty());
}

TEST_CASE("a rotated password is asked for when the server says Unauthorized, and only then") {
    int asked = 0;
    auto manager = bolt::basic_auth_manager([&asked]() -> bolt::Task<AuthToken> {
        ++asked;
        co_return AuthToken::basic("neo4j", "password " + std::to_string(asked));
    });
    ScriptFixture f(2, {}, with_clock(std::make_shared<support::FakeEnvironment>()), manager);
    const std::string logon = "LOGON {scheme: 'basic', principal: 'neo4j', credentials: 'password ";
    f.script(0)
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0"))
        .expect(logon + "1'}")
        .failure(kUnauthorized)
        .then(Ending::close);
    f.script(1)
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0"))
        .expect(logon + "2'}")
        .success();
    take_work(f.script(1));
    // A token that has expired is none of this manager's business.
    f.script(1).expect("BEGIN {}").failure(kTokenExpired).expect("RESET").success();
    CHECK(f.runner.run(managed(f.driver())) == 1);
    CHECK(asked == 2);
    const auto error = failure_of(f.runner, managed(f.driver()));
    REQUIRE(error);
    CHECK_FALSE(error->retryable());
    CHECK(asked == 2);
    CHECK(f.verdict().empty());
}

TEST_CASE("a token with an end is renewed when it has passed, by the clock or by the server") {
    auto environment = std::make_shared<support::FakeEnvironment>();
    int asked = 0;
    auto manager = bolt::bearer_auth_manager(
        [&]() -> bolt::Task<bolt::ExpiringAuth> {
            ++asked;
            co_return bolt::ExpiringAuth(
                AuthToken::bearer("token " + std::to_string(asked)), environment->now() + 10min
            );
        },
        environment
    );
    ScriptFixture f(1, {}, with_clock(environment), manager);
    one_row(log_on_as(f.script(), "token 1"), "RUN 'Q' {} {}");
    one_row(f.script(), "RUN 'Q' {} {}");
    log_on_anew(f.script(), logon_of("token 2"));
    refuse_work(f.script(), kTokenExpired).expect("LOGOFF").success();
    take_work(f.script().expect(logon_of("token 3")).success());
    CHECK(f.runner.run(query(f.driver())) == 1);
    environment->advance(9min);
    CHECK(f.runner.run(query(f.driver())) == 1);
    environment->advance(1min);
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(asked == 2);
    CHECK(f.runner.run(managed(f.driver())) == 1);
    CHECK(asked == 3);
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.opened == 1);
}

TEST_CASE("a token that expires is final for a driver with that one token") {
    ScriptFixture f(1);
    refuse_work(f.script().log_on(), kTokenExpired);
    const auto error = failure_of(f.runner, managed(f.driver()));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::auth);
    CHECK_FALSE(error->retryable());
    CHECK(f.verdict().empty());
}

namespace {

bolt::Task<std::shared_ptr<bolt::Transaction>> begin(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    co_return std::make_shared<bolt::Transaction>(co_await session.begin());
}

/// Two idle connections; the one whose transaction ended last is the next to be lent.
void open_two(ScriptFixture& f) {
    for (std::size_t i = 0; i < 2; ++i) {
        f.script(i).expect("BEGIN {}").success().expect("ROLLBACK").success();
    }
    const auto first = f.runner.run(begin(f.driver()));
    const auto second = f.runner.run(begin(f.driver()));
    f.runner.run(second->rollback());
    f.runner.run(first->rollback());
}

}  // namespace

TEST_CASE("after AuthorizationExpired all connections of the server log on anew") {
    ScriptFixture f(2, {}, with_clock(std::make_shared<support::FakeEnvironment>()));
    f.script(0).log_on();
    f.script(1).log_on();
    open_two(f);
    // The retry, too, comes with a log-on, and then the one that has only heard of it.
    refuse_work(f.script(0), kAuthorizationExpired).expect("LOGOFF").success();
    take_work(f.script(0).expect("LOGON *").success()).expect("BEGIN {}").success();
    f.script(1).expect("LOGOFF").success().expect("LOGON *").success().expect("BEGIN {}").success();
    CHECK(f.runner.run(managed(f.driver())) == 1);
    const auto first = f.runner.run(begin(f.driver()));
    const auto second = f.runner.run(begin(f.driver()));
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.opened == 2);
    CHECK(f.driver().metrics().retries == 1);
}

TEST_CASE("after AuthorizationExpired connections before 5.1 are replaced") {
    const Version version(5, 0);
    ScriptFixture f(4, speaking(version), with_clock(std::make_shared<support::FakeEnvironment>()));
    for (std::size_t i = 0; i < 4; ++i) {
        f.script(i).log_on(version);
    }
    open_two(f);
    refuse_work(f.script(0), kAuthorizationExpired);
    take_work(f.script(2)).expect("BEGIN {}").success();
    f.script(3).expect("BEGIN {}").success();
    CHECK(f.runner.run(managed(f.driver())) == 1);
    const auto first = f.runner.run(begin(f.driver()));
    const auto second = f.runner.run(begin(f.driver()));
    f.runner.drive([&] { return f.server().open() == 2; });
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.closed == 2);
}
