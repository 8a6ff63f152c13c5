#pragma once
// What a server tells clients about its authorization (RFC 9728): plain data for the metadata
// document and for challenges.

#include <string>
#include <vector>

namespace mcp {

/// What clients are told about authorization.
struct ProtectedResource {
    ProtectedResource() = default;
    /// The URL that users type, path included, no slash at its end, e.g. https://host/mcp.
    std::string resource;
    std::vector<std::string> authorization_servers;  ///< issuers; empty = no metadata is served
    std::vector<std::string> scopes_supported;
    std::string default_scope;  ///< named in a 401 challenge
};

}  // namespace mcp
