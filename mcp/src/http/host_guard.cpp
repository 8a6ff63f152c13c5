// Reading of authorities and origins. Strict on purpose: a name that a browser and this guard could
// take for different hosts is refused.

#include "http/host_guard.hpp"

#include "text/field_text.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <charconv>

namespace mcp::http {
namespace {

constexpr std::size_t kMaxHost = 255;
constexpr std::string_view kHostRefused =
    "this server does not answer to the name in Host; address it as localhost, or allow the name";
constexpr std::string_view kHostMalformed = "the Host header is malformed";
constexpr std::string_view kOriginRefused =
    "pages of this Origin may not use this server; allow the origin to change that";

using Groups = std::array<std::uint16_t, 8>;

/// One to four hexadecimal digits.
bool read_group(std::string_view text, std::uint16_t& out) noexcept {
    if (text.empty() || text.size() > 4) {
        return false;
    }
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out, 16);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// Groups between single colons; nullopt when there is anything else or more than eight.
std::optional<std::vector<std::uint16_t>> read_groups(std::string_view text) {
    std::vector<std::uint16_t> out;
    if (text.empty()) {
        return out;
    }
    for (;;) {
        const std::size_t colon = text.find(':');
        std::uint16_t group = 0;
        if (out.size() == 8 || !read_group(text.substr(0, colon), group)) {
            return std::nullopt;
        }
        out.push_back(group);
        if (colon == std::string_view::npos) {
            return out;
        }
        text.remove_prefix(colon + 1);
    }
}

/// An IPv6 address without its brackets, groups only (the forms that browsers send).
std::optional<Groups> parse_ipv6(std::string_view text) {
    const std::size_t gap = text.find("::");
    Groups out{};
    if (gap == std::string_view::npos) {
        const auto all = read_groups(text);
        if (!all.has_value() || all->size() != out.size()) {
            return std::nullopt;
        }
        std::ranges::copy(*all, out.begin());
        return out;
    }
    const auto before = read_groups(text.substr(0, gap));
    const auto after = read_groups(text.substr(gap + 2));
    if (!before.has_value() || !after.has_value() || before->size() + after->size() > 7) {
        return std::nullopt;
    }
    std::ranges::copy(*before, out.begin());
    std::ranges::copy_backward(*after, out.end());
    return out;
}

std::string ipv6_text(const Groups& groups) {
    std::string out = "[";
    for (const std::uint16_t group : groups) {
        std::array<char, 4> digits{};
        const auto written =
            std::to_chars(digits.data(), digits.data() + digits.size(), unsigned{group}, 16);
        out += out.size() > 1 ? ":" : "";
        out.append(digits.data(), written.ptr);
    }
    return out + "]";
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool good = read.ec == std::errc() && read.ptr == text.data() + text.size() && port > 0;
    return good ? std::optional(port) : std::nullopt;
}

bool is_name_char(char c) noexcept {
    const char small = text::lower(c);
    return (small >= 'a' && small <= 'z') || text::is_digit(c) || c == '-' || c == '.' || c == '_';
}

std::optional<std::string> parse_name(std::string_view text) {
    if (text.ends_with('.')) {
        text.remove_suffix(1);  // the root: `localhost.` is localhost
    }
    const bool good = !text.empty() && text.size() <= kMaxHost && text.front() != '.' &&
                      text.back() != '.' && text.find("..") == std::string_view::npos &&
                      std::ranges::all_of(text, is_name_char);
    return good ? std::optional(text::lower(text)) : std::nullopt;
}

std::uint16_t effective_port(const Origin& origin) noexcept {
    if (origin.authority.port != 0) {
        return origin.authority.port;
    }
    if (origin.scheme == "http") {
        return 80;
    }
    return origin.scheme == "https" ? 443 : 0;
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
    Authority out;
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        const auto groups = parse_ipv6(text.substr(1, end - 1));
        if (!groups.has_value()) {
            return std::nullopt;
        }
        out.host = ipv6_text(*groups);
        rest = text.substr(end + 1);
    } else {
        const std::size_t end = std::min(text.find(':'), text.size());
        auto name = parse_name(text.substr(0, end));
        if (!name.has_value()) {
            return std::nullopt;
        }
        out.host = std::move(*name);
        rest = text.substr(end);
    }
    if (rest.empty()) {
        return out;
    }
    const auto port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port.has_value()) {
        return std::nullopt;
    }
    out.port = *port;
    return out;
}

std::optional<Origin> parse_origin(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    Origin out;
    out.scheme = text::lower(text.substr(0, colon));
    const auto scheme_char = [](char c) {
        return (c >= 'a' && c <= 'z') || text::is_digit(c) || c == '+' || c == '-' || c == '.';
    };
    auto authority = parse_authority(text.substr(colon + 3));
    if (!std::ranges::all_of(out.scheme, scheme_char) || text::is_digit(out.scheme.front()) ||
        !authority.has_value()) {
        return std::nullopt;
    }
    out.authority = std::move(*authority);
    return out;
}

HostGuard::HostGuard(const std::vector<std::string>& hosts, const std::vector<std::string>& origins)
    : hosts_{"localhost", "127.0.0.1", "[0:0:0:0:0:0:0:1]"} {
    for (const std::string& host : hosts) {
        auto authority = parse_authority(host);
        if (!authority.has_value() || authority->port != 0) {
            throw Error(
                "\"" + host + "\" is no host name; give a name or an address without port, " +
                "an IPv6 address in brackets"
            );
        }
        hosts_.push_back(std::move(authority->host));
    }
    for (const std::string& origin : origins) {
        auto parsed = parse_origin(origin);
        if (!parsed.has_value()) {
            throw Error(
                "\"" + origin + "\" is no origin; give scheme://host or scheme://host:port"
            );
        }
        origins_.push_back(std::move(*parsed));
    }
}

bool HostGuard::knows(const std::string& host) const {
    return std::ranges::find(hosts_, host) != hosts_.end();
}

bool HostGuard::lists(const Origin& origin) const {
    return std::ranges::any_of(origins_, [&](const Origin& one) {
        return one.scheme == origin.scheme && one.authority.host == origin.authority.host &&
               effective_port(one) == effective_port(origin);
    });
}

std::string_view HostGuard::check_host(std::string_view value) const {
    const auto authority = parse_authority(value);
    if (!authority.has_value()) {
        return kHostMalformed;
    }
    return knows(authority->host) ? std::string_view() : kHostRefused;
}

std::string_view HostGuard::check_origin(std::string_view value) const {
    const auto origin = parse_origin(value);
    if (!origin.has_value()) {
        return kOriginRefused;  // `null` among others
    }
    const bool web = origin->scheme == "http" || origin->scheme == "https";
    const bool own = web && knows(origin->authority.host);
    return own || lists(*origin) ? std::string_view() : kOriginRefused;
}

bool HostGuard::may_read(std::string_view origin) const {
    const auto parsed = parse_origin(origin);
    return parsed.has_value() && lists(*parsed);
}

}  // namespace mcp::http
