// Making the authorizers that the settings ask for.
// See authorization.hpp.
#include "app/authorization.hpp"

#include "app/memory_scopes.hpp"

#include <mcp/any_authorizer.hpp>
#include <mcp/bearer_tokens.hpp>
#include <mcp/jwt.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mcp::app {
namespace {

std::shared_ptr<Authorizer> tokens_authorizer(
    const AuthorizationSettings& settings, const std::function<void(std::string_view)>& log
) {
    BearerTokenConfig config;
    config.file = settings.tokens_file;
    config.scopes = memory_scopes();
    config.log = log;
    return std::make_shared<BearerTokenAuthorizer>(std::move(config));
}

std::shared_ptr<Authorizer> jwt_authorizer(
    const AuthorizationSettings& settings,
    const boost::asio::any_io_executor& ex,
    const std::function<void(std::string_view)>& log
) {
    JwtConfig config;
    config.issuer = settings.jwt_issuer;
    config.audiences = settings.jwt_audiences;
    config.keys = settings.jwt_keys;
    if (!settings.jwt_algorithms.empty()) {
        config.algorithms = settings.jwt_algorithms;
    }
    config.authorities = settings.jwt_authorities;
    config.scopes = memory_scopes();
    config.log = log;
    return std::make_shared<JwtAuthorizer>(ex, std::move(config));
}

bool is_url(const std::string& text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

void describe(const AuthorizationSettings& settings, ProtectedResource& resource) {
    for (const auto& [scope, included] : memory_scopes()) {
        resource.scopes_supported.push_back(scope);
    }
    resource.default_scope = tools::kReadScope;
    if (settings.jwt_issuer.empty()) {
        return;
    }
    resource.authorization_servers = {settings.jwt_issuer};
    // Clients ask for a token for the URL that they call (RFC 8707), so both are usually the same.
    if (resource.resource.empty() && is_url(settings.jwt_audiences.front())) {
        resource.resource = settings.jwt_audiences.front();
    }
}

}  // namespace

void set_authorization(
    const AuthorizationSettings& settings,
    const boost::asio::any_io_executor& ex,
    const std::function<void(std::string_view line)>& log,
    HttpConfig& config
) {
    if (!settings.any()) {
        return;
    }
    // Tokens of a file cost least to look up.
    std::vector<std::shared_ptr<Authorizer>> all;
    if (!settings.tokens_file.empty()) {
        all.push_back(tokens_authorizer(settings, log));
    }
    if (!settings.jwt_issuer.empty()) {
        all.push_back(jwt_authorizer(settings, ex, log));
    }
    if (all.size() == 1) {
        config.authorizer = std::move(all.front());
    } else {
        config.authorizer = std::make_shared<AnyAuthorizer>(std::move(all));
    }
    describe(settings, config.protected_resource);
}

}  // namespace mcp::app
