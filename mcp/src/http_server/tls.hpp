#pragma once
// The server's side of TLS: a context from two PEM files.
// Made anew when the files changed; connections keep the one they began with.

#include <filesystem>
#include <memory>

#include <boost/asio/ssl/context.hpp>

namespace mcp::http_server {

/// TLS 1.2 and 1.3, the certificate with its chain. Throws Error when a file cannot be read, does
/// not parse, or when key and certificate do not belong together.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> make_tls_context(
    const std::filesystem::path& certificate, const std::filesystem::path& key
);

}  // namespace mcp::http_server
