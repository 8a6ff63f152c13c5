// Quoted strings escape quotes and backslashes; characters that no header may carry are dropped.
// The order of the parameters is the specification's.

#include "http/challenge.hpp"

namespace mcp::http {
namespace {

void append_parameter(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) {
        return;
    }
    out += out.ends_with("Bearer") ? " " : ", ";
    out += name;
    out += "=\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        if (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f') {
            out += c;
        }
    }
    out += '"';
}

}  // namespace

std::string metadata_url(const ProtectedResource& resource) {
    const std::size_t scheme = resource.resource.find("://");
    if (resource.authorization_servers.empty() || scheme == std::string::npos) {
        return {};
    }
    const std::size_t path = resource.resource.find('/', scheme + 3);
    std::string out = resource.resource.substr(0, path);
    out += "/.well-known/oauth-protected-resource";
    if (path != std::string::npos) {
        out += resource.resource.substr(path);
    }
    return out;
}

std::string invalid_token_challenge(const ProtectedResource& resource) {
    std::string out = "Bearer";
    append_parameter(out, "resource_metadata", metadata_url(resource));
    append_parameter(out, "scope", resource.default_scope);
    append_parameter(out, "error", "invalid_token");
    return out;
}

std::string insufficient_scope_challenge(
    const ProtectedResource& resource, std::string_view scope
) {
    std::string out = "Bearer";
    append_parameter(out, "error", "insufficient_scope");
    append_parameter(out, "scope", scope);
    append_parameter(out, "resource_metadata", metadata_url(resource));
    return out;
}

std::string invalid_request_challenge(const ProtectedResource& resource) {
    std::string out = "Bearer";
    append_parameter(out, "resource_metadata", metadata_url(resource));
    append_parameter(out, "error", "invalid_request");
    return out;
}

}  // namespace mcp::http
