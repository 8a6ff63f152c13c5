#pragma once
// The document that says which authorization servers protect this server (RFC 9728 §2, §3.2).
// Sans-IO.

#include <mcp/protected_resource.hpp>

#include <string>

namespace mcp::http {

/// Compact JSON. Throws Error when the resource is no URL that a document can be served for: it
/// needs a scheme and a host, and must have neither a query, a fragment nor a slash at its end.
[[nodiscard]] std::string metadata_document(const ProtectedResource& resource);

}  // namespace mcp::http
