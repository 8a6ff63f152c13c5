#pragma once
// Authorization by access tokens of an OAuth 2 authorization server: signed JWTs, checked here
// with the issuer's public keys (RFC 9068, RFC 7519). docs/mcp.md, "With OAuth".

#include <mcp/authorization.hpp>
#include <mcp/scopes.hpp>
#include <mcp/task.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace mcp {

/// Whom to believe, and what. Every time must be positive, but for the leeway, which may be zero.
struct JwtConfig {
    JwtConfig() = default;
    std::string issuer;                  ///< a token's `iss`, exactly
    std::vector<std::string> audiences;  ///< a token's `aud` must name one, exactly: us
    /// The issuer's key set (JWKS): a path, or an https URL; http for this machine only.
    std::string keys;
    /// Allowed ones of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.
    std::vector<std::string> algorithms = {"RS256", "ES256"};
    std::chrono::seconds leeway{60};  ///< for clocks that differ; at most 300
    ScopeTable scopes;                ///< what scopes include
    /// PEM file with the authorities that the URL's server must be certified by; empty = those of
    /// the system.
    std::filesystem::path authorities;
    std::chrono::seconds key_lifetime{300};  ///< keys from a URL are fetched again after this long
    /// How long they go on being used when they cannot be fetched again; then calls are answered
    /// 503. At least key_lifetime.
    std::chrono::seconds key_usable{3'600};
    std::chrono::milliseconds fetch_timeout{5'000};
    /// Tokens whose signature need not be checked again, the ones used last. 0 = none.
    std::size_t remembered_tokens = 1'024;
    /// Clocks: of the tokens' times, and of everything else. Empty = the system's.
    std::function<std::chrono::system_clock::time_point()> wall_clock;
    std::function<std::chrono::steady_clock::time_point()> now;
    /// One line about keys that cannot be had or used; never a token. Empty = silence.
    std::function<void(std::string_view line)> log;
};

/// Grants what a token says that the issuer signed for this server; a principal's id is
/// `<iss>|<sub>`, its scopes are those of `scope` or `scp`.
///
/// Checked: the algorithm (allowed, and the one of the key that the token names), the signature,
/// `iss`, `aud`, `exp`, `nbf`, `iat`. A key that is not known has the key set fetched again, at
/// most every 30 seconds. Threads: everything on `ex`, which must outlive it. Errors: the
/// constructor throws Error for a config that cannot work and a key file that cannot be used; a
/// URL is first asked with the first token.
class JwtAuthorizer final : public Authorizer {
  public:
    JwtAuthorizer(boost::asio::any_io_executor ex, JwtConfig config);
    ~JwtAuthorizer() override;

    Task<Authorization> check(std::string_view header) override;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mcp
