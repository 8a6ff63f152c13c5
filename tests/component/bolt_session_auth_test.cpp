// Sessions with users of their own on connections of the driver's, and credentials that are only to
// be tried. Their refusal is their caller's business, not the AuthTokenManager's.

#include "component/auth_fixture.hpp"
#include "support/catch.hpp"

#include <memory>
#include <string>

using namespace component;
using bolt::AuthToken;
using bolt::ErrorKind;
using bolt::wire::Version;

TEST_CASE("a session with credentials of its own borrows a connection, and the driver's come back"
) {
    auto tokens = std::make_shared<Tokens>();
    ScriptFixture f(1, {}, test_config(), tokens);
    one_row(log_on_as(f.script(), "first"), "RUN 'Q' {} {}");
    log_on_anew(f.script(), logon_of("guest"));
    one_row(f.script(), "RUN 'Q' {} {}");
    log_on_anew(f.script(), logon_of("first"));
    const AuthToken guest = AuthToken::bearer("guest");
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(f.runner.run(query(f.driver(), guest)) == 1);
    CHECK(f.runner.run(query(f.driver(), guest)) == 1);
    CHECK(f.runner.run(query(f.driver())) == 1);
    CHECK(tokens->asked == 2);
    CHECK(f.verdict().empty());
}

TEST_CASE("a session's refused credentials are not the manager's business") {
    auto tokens = std::make_shared<Tokens>();
    tokens->after_refusal = AuthToken::bearer("second");
    ScriptFixture f(1, {}, test_config(), tokens);
    one_row(log_on_as(f.script(), "first"), "RUN 'Q' {} {}")
        .expect("LOGOFF")
        .success()
        .expect(logon_of("guest"))
        .failure(kUnauthorized)
        .then(Ending::close);
    CHECK(f.runner.run(query(f.driver())) == 1);
    const auto error = failure_of(f.runner, query(f.driver(), AuthToken::bearer("guest")));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::auth);
    CHECK_FALSE(error->retryable());
    CHECK(tokens->told.empty());
    CHECK(f.verdict().empty());
}

TEST_CASE("a session's refused credentials on a new connection are not the manager's business") {
    auto tokens = std::make_shared<Tokens>();
    tokens->after_refusal = AuthToken::bearer("second");
    ScriptFixture f(1, {}, test_config(), tokens);
    f.script()
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0"))
        .expect(logon_of("guest"))
        .failure(kUnauthorized)
        .then(Ending::close);
    const auto error = failure_of(f.runner, query(f.driver(), AuthToken::bearer("guest")));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::auth);
    CHECK_FALSE(error->retryable());
    CHECK(tokens->told.empty());
    CHECK(tokens->asked == 0);
    CHECK(f.verdict().empty());
}

TEST_CASE("before 5.1 a session cannot have credentials of its own, on a new connection or an old"
) {
    const Version version(5, 0);
    ScriptFixture f(2, speaking(version));
    f.script(0).log_on(version).maybe("GOODBYE");
    one_row(f.script(1).log_on(version), "RUN 'Q' {} {}").maybe("GOODBYE");
    for (int i = 0; i < 2; ++i) {
        const auto error = failure_of(f.runner, query(f.driver(), AuthToken::bearer("guest")));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::configuration);
        CHECK(f.driver().metrics().pool.in_use == 0);
        if (i == 0) {
            CHECK(f.runner.run(query(f.driver())) == 1);
        }
    }
    CHECK(f.verdict().empty());
}

TEST_CASE("verify_authentication tries credentials, and says whether they were taken") {
    auto tokens = std::make_shared<Tokens>();
    ScriptFixture f(2, {}, test_config(), tokens);
    log_on_as(f.script(0), "guest")
        .expect("LOGOFF")
        .success()
        .expect(logon_of("guest"))
        .success()
        .expect("LOGOFF")
        .success()
        .expect(logon_of("thief"))
        .failure(kUnauthorized)
        .then(Ending::close);
    f.script(1)
        .expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0"))
        .expect(logon_of("guest"))
        .failure("Neo.TransientError.General.DatabaseUnavailable")
        .then(Ending::close);
    const AuthToken guest = AuthToken::bearer("guest");
    CHECK(f.runner.run(f.driver().verify_authentication(guest)));
    // An idle connection that is logged on as the same user proves nothing: it does so again.
    CHECK(f.runner.run(f.driver().verify_authentication(guest)));
    CHECK_FALSE(f.runner.run(f.driver().verify_authentication(AuthToken::bearer("thief"))));
    // Any other failure is no answer to the question.
    CHECK_THROWS_AS(f.runner.run(f.driver().verify_authentication(guest)), bolt::Error);
    CHECK(tokens->told.empty());
    CHECK(f.driver().metrics().pool.in_use == 0);
    CHECK(f.verdict().empty());
}
