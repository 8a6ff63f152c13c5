#pragma once
// The URL that a key set is fetched from, checked: https anywhere, http on this machine only.
// Sans-IO; a small part of RFC 3986, as the URL comes from the operator and not from a client.

#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::auth {

struct KeyUrl {
    KeyUrl() = default;
    bool tls = true;
    std::string host;  ///< a name or an address; IPv6 without its brackets
    std::uint16_t port = 443;
    std::string target = "/";  ///< path and query
    std::string authority;     ///< for the Host header
};

/// Reads a URL. Answers what is wrong and what to change, or nothing; `out` is changed only then.
/// User names, fragments and characters that a request line cannot have are refused.
[[nodiscard]] std::string parse_key_url(std::string_view text, KeyUrl& out);

/// Whether a text names this machine: localhost, 127.x.x.x or ::1.
[[nodiscard]] bool is_loopback_host(std::string_view host) noexcept;

}  // namespace mcp::auth
