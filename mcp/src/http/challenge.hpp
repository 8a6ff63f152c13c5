#pragma once
// The texts by which a refused client learns how to get authorized: WWW-Authenticate
// (RFC 6750 §3, RFC 9728 §5.1, MCP "Authorization"). Sans-IO.

#include <mcp/protected_resource.hpp>

#include <string>
#include <string_view>

namespace mcp::http {

/// Where the metadata of a resource is found: https://host/mcp has its document at
/// https://host/.well-known/oauth-protected-resource/mcp. Empty when nothing is served there,
/// because no authorization server is named.
[[nodiscard]] std::string metadata_url(const ProtectedResource& resource);

/// Of a 401: no credentials, or credentials that are not valid.
[[nodiscard]] std::string invalid_token_challenge(const ProtectedResource& resource);

/// Of a 403: `scope` is everything that the request needs.
[[nodiscard]] std::string insufficient_scope_challenge(
    const ProtectedResource& resource, std::string_view scope
);

/// Of a 400: the Authorization header is malformed.
[[nodiscard]] std::string invalid_request_challenge(const ProtectedResource& resource);

}  // namespace mcp::http
