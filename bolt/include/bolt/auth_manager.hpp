#pragma once
// AuthTokenManager: where a driver gets its credentials from, again and again: they may expire or
// be rotated while it runs. With Bolt 5.1 connections are logged on anew, before that replaced.

#include <bolt/auth.hpp>
#include <bolt/environment.hpp>
#include <bolt/task.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bolt {

/// Implement it for schemes of your own; the functions below cover the usual ones.
///
/// Threads: called from any, and by several coroutines at once. It must not use its own driver.
class AuthTokenManager {
  public:
    AuthTokenManager() = default;
    AuthTokenManager(const AuthTokenManager&) = delete;
    AuthTokenManager& operator=(const AuthTokenManager&) = delete;
    virtual ~AuthTokenManager() = default;

    /// The token to use now. Asked each time a connection is taken, so it should be remembered.
    virtual Task<AuthToken> get_auth() = 0;
    /// The server refused `token` with `code` (Neo.ClientError.Security.*). True when another try
    /// may succeed, because get_auth() answers something new by then: the error becomes retryable.
    virtual Task<bool> handle_security_exception(AuthToken token, std::string code) = 0;
};

/// Always the same token.
[[nodiscard]] std::shared_ptr<AuthTokenManager> static_auth_manager(AuthToken token);

/// For rotating passwords: `provider` is asked once, and again when the server says Unauthorized
/// about the token that is remembered. Callers that come meanwhile wait for that one call.
[[nodiscard]] std::shared_ptr<AuthTokenManager> basic_auth_manager(
    std::function<Task<AuthToken>()> provider
);

/// A token, and when it ends.
struct ExpiringAuth {
    /// `end` is by the clock of the manager's environment.
    explicit ExpiringAuth(
        AuthToken auth_token, std::optional<Environment::Clock::time_point> end = std::nullopt
    )
        : token(std::move(auth_token)), expires_at(end) {}

    AuthToken token;                                           ///< to log on with
    std::optional<Environment::Clock::time_point> expires_at;  ///< unset = never
};

/// For single sign-on: as basic_auth_manager, and the provider is also asked when the token has
/// expired by the clock of `environment` (null = the machine's) or the server says TokenExpired.
[[nodiscard]] std::shared_ptr<AuthTokenManager> bearer_auth_manager(
    std::function<Task<ExpiringAuth>()> provider, std::shared_ptr<Environment> environment = nullptr
);

}  // namespace bolt
