#pragma once
// From settings to who may call over HTTP: the authorizers, and what clients are told about them.
// Used by `boltmem serve --http`.

#include "app/authorization_settings.hpp"

#include <mcp/http.hpp>

#include <functional>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace mcp::app {

/// Fills `authorizer` and the parts of `protected_resource` that come from the settings: issuers,
/// scopes, and, when it is empty and the audience is a URL, the resource. Leaves everything as it
/// is when the settings have no authorization. Throws Error when a file cannot be used.
void set_authorization(
    const AuthorizationSettings& settings,
    const boost::asio::any_io_executor& ex,
    const std::function<void(std::string_view line)>& log,
    HttpConfig& config
);

}  // namespace mcp::app
