// The auth managers that the driver brings; see auth_manager.hpp.
// A provider is asked by one coroutine at a time, for all that need its answer.

#include "api/system_environment.hpp"
#include "conn/connection.hpp"
#include "net/single_flight.hpp"

#include <bolt/auth_manager.hpp>
#include <bolt/error.hpp>

#include <mutex>
#include <utility>

namespace bolt {

namespace {

/// A provider that takes longer fails those who wait for it.
constexpr std::chrono::minutes kProviderTimeout{2};
/// Callers that may wait for one answer. [limit]
constexpr std::size_t kMostWaiters = 100'000;

class StaticAuthManager final : public AuthTokenManager {
  public:
    explicit StaticAuthManager(AuthToken token) : token_(std::move(token)) {}

    Task<AuthToken> get_auth() override { co_return token_; }

    Task<bool> handle_security_exception(AuthToken /*token*/, std::string /*code*/) override {
        co_return false;
    }

  private:
    const AuthToken token_;
};

/// Remembers what a provider answers until it expires or is refused.
class RefreshingAuthManager final : public AuthTokenManager {
  public:
    RefreshingAuthManager(
        std::function<Task<ExpiringAuth>()> provider,
        std::vector<std::string> codes,
        std::shared_ptr<Environment> environment
    )
        : provider_(std::move(provider)),
          codes_(std::move(codes)),
          environment_(std::move(environment)),
          flight_(kMostWaiters) {}

    Task<AuthToken> get_auth() override {
        for (;;) {
            if (std::optional<AuthToken> token = remembered()) {
                co_return *std::move(token);
            }
            const std::unique_ptr<net::SingleFlight::Lead> lead =
                co_await flight_.join(net::Deadline::after(kProviderTimeout));
            if (!lead) {
                continue;
            }
            if (std::optional<AuthToken> token = remembered()) {
                co_return *std::move(token);
            }
            std::exception_ptr failure;
            try {
                ExpiringAuth fresh = co_await provider_();
                const std::lock_guard lock(mutex_);
                current_ = std::move(fresh);
            } catch (...) {
                failure = std::current_exception();
            }
            if (failure) {
                // Who was cancelled speaks for nobody else: another caller takes over.
                if (conn::to_error(failure).kind() != ErrorKind::cancelled) {
                    lead->fail(failure);
                }
                std::rethrow_exception(failure);
            }
            lead->succeed();
            const std::lock_guard lock(mutex_);
            // Also one that has expired by now: the server decides.
            co_return current_->token;
        }
    }

    Task<bool> handle_security_exception(AuthToken token, std::string code) override {
        bool ours = false;
        for (const std::string& known : codes_) {
            ours = ours || known == code;
        }
        if (ours) {
            const std::lock_guard lock(mutex_);
            if (current_ && current_->token == token) {
                current_.reset();
            }
        }
        co_return ours;
    }

  private:
    std::optional<AuthToken> remembered() {
        const std::lock_guard lock(mutex_);
        if (!current_ || (current_->expires_at && environment_->now() >= *current_->expires_at)) {
            return std::nullopt;
        }
        return current_->token;
    }

    const std::function<Task<ExpiringAuth>()> provider_;
    const std::vector<std::string> codes_;
    const std::shared_ptr<Environment> environment_;
    net::SingleFlight flight_;
    std::mutex mutex_;
    std::optional<ExpiringAuth> current_;
};

constexpr const char* kUnauthorized = "Neo.ClientError.Security.Unauthorized";
constexpr const char* kTokenExpired = "Neo.ClientError.Security.TokenExpired";

Task<ExpiringAuth> without_end(std::function<Task<AuthToken>()> provider) {
    AuthToken token = co_await provider();
    co_return ExpiringAuth(std::move(token));
}

}  // namespace

std::shared_ptr<AuthTokenManager> static_auth_manager(AuthToken token) {
    return std::make_shared<StaticAuthManager>(std::move(token));
}

std::shared_ptr<AuthTokenManager> basic_auth_manager(std::function<Task<AuthToken>()> provider) {
    auto expiring = [provider = std::move(provider)] { return without_end(provider); };
    std::vector<std::string> codes(1, kUnauthorized);
    return std::make_shared<RefreshingAuthManager>(
        std::move(expiring), std::move(codes), api::make_system_environment()
    );
}

std::shared_ptr<AuthTokenManager> bearer_auth_manager(
    std::function<Task<ExpiringAuth>()> provider, std::shared_ptr<Environment> environment
) {
    std::vector<std::string> codes{kUnauthorized, kTokenExpired};
    if (!environment) {
        environment = api::make_system_environment();
    }
    return std::make_shared<RefreshingAuthManager>(
        std::move(provider), std::move(codes), std::move(environment)
    );
}

}  // namespace bolt
