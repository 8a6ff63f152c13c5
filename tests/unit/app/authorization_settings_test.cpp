// Tests of the settings that say who may call over HTTP, and of what they come to.
// No test reads the real environment; files live in a temporary folder.

#include "app/authorization.hpp"
#include "app/settings.hpp"
#include "app/usage_error.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <mcp/error.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace mcp::app;
using Names = std::vector<std::string>;
using Variables = Environment;

namespace {

Settings resolve(Variables variables, const AuthorizationFlags& flags = {}) {
    Surroundings around;
    around.variables = std::move(variables);
    around.variables.emplace("HOME", "/home/ann");
    around.working_folder = "/srv/project";
    SettingFlags all;
    all.authorization = flags;
    return resolve_settings(all, around);
}

std::string refusal(Variables variables, const AuthorizationFlags& flags = {}) {
    try {
        static_cast<void>(resolve(std::move(variables), flags));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

Variables issuer() {
    return {
        {"BOLTMEM_JWT_ISSUER", "https://issuer.example"},
        {"BOLTMEM_JWT_AUDIENCE", "https://us.example/mcp"},
        {"BOLTMEM_JWT_JWKS", "https://issuer.example/keys?tenant=secret"},
    };
}

std::string shown(const Settings& settings, const std::string& name) {
    for (const Setting& setting : settings.shown) {
        if (setting.name == name) {
            return setting.value + " by " + setting.origin;
        }
    }
    return "not shown";
}

}  // namespace

TEST_CASE("without settings there is no authorization, and a place for tokens", "[settings]") {
    const AuthorizationSettings settings = resolve({}).authorization;
    CHECK_FALSE(settings.any());
    CHECK(settings.default_tokens_file == "/home/ann/.config/boltmem/tokens");
    CHECK(
        resolve({{"XDG_CONFIG_HOME", "/etc/xdg"}}).authorization.default_tokens_file ==
        "/etc/xdg/boltmem/tokens"
    );
    CHECK(
        resolve({{"XDG_CONFIG_HOME", "relative"}}).authorization.default_tokens_file ==
        "/home/ann/.config/boltmem/tokens"
    );
}

TEST_CASE("a tokens file is found by flag before variable", "[settings]") {
    AuthorizationFlags flags;
    flags.tokens_file = "~/mine";
    const Settings by_flag = resolve({{"BOLTMEM_TOKENS_FILE", "tokens"}}, flags);
    CHECK(by_flag.authorization.tokens_file == "/home/ann/mine");
    CHECK(shown(by_flag, "tokens file") == "/home/ann/mine by --tokens-file");
    const Settings by_variable = resolve({{"BOLTMEM_TOKENS_FILE", "tokens"}});
    CHECK(by_variable.authorization.tokens_file == "/srv/project/tokens");
    CHECK(by_variable.authorization.any());
    CHECK(shown(by_variable, "tokens file") == "/srv/project/tokens by BOLTMEM_TOKENS_FILE");
    CHECK(by_variable.warnings.empty());
}

TEST_CASE("an issuer has its audience, keys and algorithms", "[settings]") {
    Variables variables = issuer();
    variables["BOLTMEM_JWT_AUDIENCE"] = "https://us.example/mcp, us";
    variables["BOLTMEM_JWT_ALGORITHMS"] = "ES256,PS256 RS512";
    variables["BOLTMEM_JWT_CA_FILE"] = "ca.pem";
    const Settings settings = resolve(variables);
    CHECK(settings.authorization.jwt_issuer == "https://issuer.example");
    CHECK(settings.authorization.jwt_audiences == Names{"https://us.example/mcp", "us"});
    CHECK(settings.authorization.jwt_keys == "https://issuer.example/keys?tenant=secret");
    CHECK(settings.authorization.jwt_algorithms == Names{"ES256", "PS256", "RS512"});
    CHECK(settings.authorization.jwt_authorities == "/srv/project/ca.pem");
    CHECK(shown(settings, "token keys") == "https://issuer.example/keys by BOLTMEM_JWT_JWKS");
    CHECK(settings.warnings.empty());

    variables["BOLTMEM_JWT_JWKS"] = "keys.json";
    CHECK(resolve(variables).authorization.jwt_keys == "/srv/project/keys.json");
}

TEST_CASE("half of an issuer is refused, and told what is missing", "[settings]") {
    for (const auto& [missing, expected] :
         {std::pair("BOLTMEM_JWT_AUDIENCE", "BOLTMEM_JWT_ISSUER needs BOLTMEM_JWT_AUDIENCE"),
          std::pair("BOLTMEM_JWT_JWKS", "BOLTMEM_JWT_ISSUER needs BOLTMEM_JWT_JWKS"),
          std::pair("BOLTMEM_JWT_ISSUER", "BOLTMEM_JWT_AUDIENCE needs BOLTMEM_JWT_ISSUER")}) {
        Variables variables = issuer();
        variables.erase(missing);
        CHECK_THAT(refusal(variables), support::contains(expected));
    }
    CHECK_THAT(
        refusal({{"BOLTMEM_JWT_ALGORITHMS", "RS256"}}),
        support::contains("needs BOLTMEM_JWT_ISSUER")
    );
    CHECK_THAT(
        refusal({{"BOLTMEM_JWT_CA_FILE", "x"}}), support::contains("needs BOLTMEM_JWT_ISSUER")
    );
    Variables empty = issuer();
    empty["BOLTMEM_JWT_AUDIENCE"] = " , ";
    CHECK_THAT(refusal(empty), support::contains("BOLTMEM_JWT_AUDIENCE"));
}

TEST_CASE("what would not be safe is refused with its variable", "[settings]") {
    Variables variables = issuer();
    variables["BOLTMEM_JWT_JWKS"] = "http://issuer.example/keys";
    CHECK_THAT(
        refusal(variables),
        support::contains("BOLTMEM_JWT_JWKS: ") && support::contains("use https")
    );
    for (const char* name : {"none", "HS256", "RS256;ES256", ","}) {
        variables = issuer();
        variables["BOLTMEM_JWT_ALGORITHMS"] = name;
        CHECK_THAT(refusal(variables), support::contains("BOLTMEM_JWT_ALGORITHMS: "));
    }
}

TEST_CASE("settings without authorization leave the server as it was", "[settings]") {
    support::TaskRunner tasks;
    mcp::HttpConfig config;
    set_authorization(AuthorizationSettings(), tasks.executor(), nullptr, config);
    CHECK(config.authorizer == nullptr);
    CHECK(config.protected_resource.scopes_supported.empty());
}

TEST_CASE("tokens of the file and of the issuer both let in", "[settings]") {
    support::TaskRunner tasks;
    const support::TemporaryFolder folder;
    Variables variables = issuer();
    variables["BOLTMEM_TOKENS_FILE"] =
        folder.file("tokens", "ci memory:write token-of-22-characters\n", 0600).string();
    const AuthorizationSettings settings = resolve(variables).authorization;
    mcp::HttpConfig config;
    set_authorization(settings, tasks.executor(), nullptr, config);
    REQUIRE(config.authorizer != nullptr);
    const auto answer = tasks.run(config.authorizer->check("Bearer token-of-22-characters"));
    REQUIRE(answer.status() == mcp::Authorization::Status::granted);
    CHECK(answer.principal()->scopes == Names{"memory:read", "memory:write"});
    CHECK(config.protected_resource.authorization_servers == Names{"https://issuer.example"});
    CHECK(
        config.protected_resource.scopes_supported ==
        Names{"memory:admin", "memory:read", "memory:write"}
    );
    CHECK(config.protected_resource.resource == "https://us.example/mcp");
    CHECK(config.protected_resource.default_scope == "memory:read");
}

TEST_CASE(
    "the resource is the audience when that is a URL and nothing else was said", "[settings]"
) {
    support::TaskRunner tasks;
    Variables variables = issuer();
    mcp::HttpConfig config;
    config.protected_resource.resource = "https://other.example/mcp";
    set_authorization(resolve(variables).authorization, tasks.executor(), nullptr, config);
    CHECK(config.protected_resource.resource == "https://other.example/mcp");
    variables["BOLTMEM_JWT_AUDIENCE"] = "us";
    mcp::HttpConfig bare;
    set_authorization(resolve(variables).authorization, tasks.executor(), nullptr, bare);
    CHECK(bare.protected_resource.resource.empty());
}

TEST_CASE("a tokens file that cannot be used stops the server from starting", "[settings]") {
    support::TaskRunner tasks;
    const support::TemporaryFolder folder;
    AuthorizationSettings settings;
    settings.tokens_file = folder.file("tokens", "", 0644);
    mcp::HttpConfig config;
    CHECK_THROWS_AS(set_authorization(settings, tasks.executor(), nullptr, config), mcp::Error);
    CHECK(config.authorizer == nullptr);
}
