// Cutting a key set's URL into scheme, host, port and target.
// Asio connects by name or address, and the request line takes the rest as it is.
#include "auth/key_url.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

namespace mcp::auth {
namespace {

constexpr std::size_t kMaxUrl = 2'048;

bool is_plain(char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' &&
           c != '`' && c != '{' && c != '|' && c != '}';
}

bool is_host_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

bool is_address_character(char c) {
    return (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' ||
           c == '.';
}

std::string read_port(std::string_view text, KeyUrl& out) {
    unsigned value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value == 0 ||
        value > 65'535) {
        return "the port is a number from 1 to 65535";
    }
    out.port = static_cast<std::uint16_t>(value);
    return {};
}

std::string read_authority(std::string_view text, KeyUrl& out) {
    out.authority = text;
    if (text.find('@') != std::string_view::npos) {
        return "a user name or password has no place in it";
    }
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return "the IPv6 address has no closing ]";
        }
        out.host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
        if (out.host.empty() || !std::ranges::all_of(out.host, is_address_character)) {
            return "between [ and ] stands an IPv6 address";
        }
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        out.host = text.substr(0, colon);
        rest = text.substr(colon);
        if (out.host.empty() || !std::ranges::all_of(out.host, is_host_character)) {
            return "it names no host";
        }
    }
    if (rest.empty()) {
        return {};
    }
    return rest.starts_with(':') ? read_port(rest.substr(1), out) : "the host is malformed";
}

}  // namespace

bool is_loopback_host(std::string_view host) noexcept {
    if (host == "localhost" || host == "::1") {
        return true;
    }
    constexpr std::string_view kPrefix = "127.";
    return host.starts_with(kPrefix) &&
           std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

std::string parse_key_url(std::string_view text, KeyUrl& out) {
    constexpr std::string_view kHttps = "https://";
    constexpr std::string_view kHttp = "http://";
    if (text.size() > kMaxUrl || !std::ranges::all_of(text, is_plain) ||
        text.find('#') != std::string_view::npos) {
        return "not a URL of a key set: too long, or with characters that do not belong there";
    }
    KeyUrl found;
    if (text.starts_with(kHttps)) {
        text.remove_prefix(kHttps.size());
    } else if (text.starts_with(kHttp)) {
        text.remove_prefix(kHttp.size());
        found.tls = false;
        found.port = 80;
    } else {
        return "a key set's URL begins with https://";
    }
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    if (std::string problem = read_authority(text.substr(0, end), found); !problem.empty()) {
        return problem;
    }
    if (!found.tls && !is_loopback_host(found.host)) {
        return "keys that came over plain http could be anybody's; use https (http is for this "
               "machine only: localhost, 127.0.0.1, [::1])";
    }
    if (end < text.size()) {
        found.target = text.substr(end);
        if (found.target.starts_with('?')) {
            found.target.insert(0, "/");
        }
    }
    out = std::move(found);
    return {};
}

}  // namespace mcp::auth
