#pragma once
// A manager of credentials that does as the test says, and the requests that a change of user is
// made of.

#include "component/driver_fixture.hpp"

#include <bolt/auth_manager.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace component {

inline constexpr const char* kUnauthorized = "Neo.ClientError.Security.Unauthorized";

/// Answers what the test puts in, and notes what it is told.
class Tokens final : public bolt::AuthTokenManager {
  public:
    bolt::Task<bolt::AuthToken> get_auth() override {
        ++asked;
        if (fails) {
            throw bolt::Error(bolt::ErrorKind::usage, "no token today");
        }
        co_return token;
    }

    bolt::Task<bool> handle_security_exception(bolt::AuthToken refused, std::string code) override {
        told.push_back(code + (refused == token ? " of the present token" : " of another token"));
        if (after_refusal) {
            token = *after_refusal;
        }
        co_return after_refusal.has_value();
    }

    bolt::AuthToken token = bolt::AuthToken::bearer("first");
    /// When set, refusals are handled, and this comes next.
    std::optional<bolt::AuthToken> after_refusal;
    bool fails = false;
    int asked = 0;
    std::vector<std::string> told;
};

inline std::string logon_of(const std::string& token) {
    return "LOGON {scheme: 'bearer', credentials: '" + token + "'}";
}

/// A log-on with a token, as of Bolt 5.1.
inline Script& log_on_as(Script& script, const std::string& token) {
    return script.expect("HELLO *")
        .success(map_of("server", "Neo4j/5.26.0"))
        .expect(logon_of(token))
        .success();
}

/// A query before which the connection changes its user. Nothing is answered before all of it has
/// come: none of the four requests waits for another.
inline Script& log_on_anew(Script& script, const std::string& logon) {
    return script.expect("LOGOFF")
        .expect(logon)
        .expect("RUN 'Q' {} {}")
        .expect("PULL {n: 1000}")
        .success()
        .success()
        .success(map_of("fields", list_of("n")))
        .record(list_of(1))
        .success();
}

inline bolt::Task<int> query(
    bolt::Driver& driver, std::optional<bolt::AuthToken> auth = std::nullopt
) {
    bolt::SessionConfig config;
    config.auth = std::move(auth);
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("Q");
    const bolt::Record record = co_await result.single();
    co_return record.at<int>("n");
}

inline support::BoltServerOptions speaking(bolt::wire::Version version) {
    support::BoltServerOptions options;
    options.version = version;
    return options;
}

}  // namespace component
