// Reading connection URIs; see uri.hpp.
// Credentials and paths in them are refused, because they would be silently ignored.

#include "api/uri.hpp"

#include <bolt/error.hpp>

#include <charconv>
#include <string>
#include <utility>

namespace bolt::api {

namespace {

[[noreturn]] void refuse(const std::string& problem) {
    throw Error(
        ErrorKind::usage,
        problem + "; a connection URI looks like bolt://localhost:7687, with bolt+s:// for TLS"
    );
}

void read_scheme(std::string_view scheme, Uri& uri) {
    std::string_view rest;
    if (scheme.starts_with("bolt")) {
        rest = scheme.substr(4);
    } else if (scheme.starts_with("neo4j")) {
        rest = scheme.substr(5);
        uri.routing = true;
    } else {
        refuse("unknown URI scheme '" + std::string(scheme.substr(0, 20)) + "'");
    }
    if (rest == "+s") {
        uri.tls = net::TlsMode::verified;
    } else if (rest == "+ssc") {
        uri.tls = net::TlsMode::encrypted;
    } else if (!rest.empty()) {
        refuse("unknown URI scheme '" + std::string(scheme.substr(0, 20)) + "'");
    }
}

void read_port(std::string_view text, Uri& uri) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65'535) {
        refuse("the port is not a number from 1 to 65535");
    }
    uri.address.port = static_cast<std::uint16_t>(port);
}

void read_authority(std::string_view text, Uri& uri) {
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) {
            refuse("the IPv6 address lacks its closing bracket");
        }
        uri.address.host = text.substr(1, close - 1);
        const std::string_view rest = text.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') {
            refuse("something follows the IPv6 address that is no port");
        }
        port = rest;
    } else {
        const std::size_t colon = text.find(':');
        uri.address.host = text.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
        if (port.find(':', 1) != std::string_view::npos) {
            refuse("an IPv6 address needs brackets");
        }
    }
    if (uri.address.host.empty()) {
        refuse("the host is missing");
    }
    if (!port.empty()) {
        read_port(port.substr(1), uri);
    }
}

}  // namespace

Uri parse_uri(std::string_view text) {
    Uri uri;
    const std::size_t mark = text.find("://");
    if (mark == std::string_view::npos) {
        refuse("the URI has no scheme");
    }
    read_scheme(text.substr(0, mark), uri);
    std::string_view rest = text.substr(mark + 3);
    if (rest.find('@') != std::string_view::npos) {
        refuse("credentials do not belong in the URI; pass them as an AuthToken");
    }
    if (rest.find_first_of("?#") != std::string_view::npos) {
        refuse("URI parameters are not supported");
    }
    if (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    if (rest.find('/') != std::string_view::npos) {
        refuse("a path does not belong in the URI; name the database in the session's settings");
    }
    for (const char c : rest) {
        if (static_cast<unsigned char>(c) <= ' ') {
            refuse("the URI contains white space or control characters");
        }
    }
    read_authority(rest, uri);
    return uri;
}

}  // namespace bolt::api
