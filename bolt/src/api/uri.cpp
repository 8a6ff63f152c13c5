// Reading connection URIs; see uri.hpp.
// Credentials and paths in them are refused, because they would be silently ignored.

#include "api/uri.hpp"

#include <bolt/error.hpp>

#include <algorithm>
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
        uri.trust = Trust::system;
    } else if (rest == "+ssc") {
        uri.trust = Trust::any;
    } else if (!rest.empty()) {
        refuse("unknown URI scheme '" + std::string(scheme.substr(0, 20)) + "'");
    }
}

void read_port(std::string_view text, Address& address) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65'535) {
        refuse("the port is not a number from 1 to 65535");
    }
    address.port = static_cast<std::uint16_t>(port);
}

void read_authority(std::string_view text, Address& address) {
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) {
            refuse("the IPv6 address lacks its closing bracket");
        }
        address.host = text.substr(1, close - 1);
        const std::string_view rest = text.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') {
            refuse("something follows the IPv6 address that is no port");
        }
        port = rest;
    } else {
        const std::size_t colon = text.find(':');
        address.host = text.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
        if (port.find(':', 1) != std::string_view::npos) {
            refuse("an IPv6 address needs brackets");
        }
    }
    if (address.host.empty()) {
        refuse("the host is missing");
    }
    if (!port.empty()) {
        read_port(port.substr(1), address);
    }
}

/// The text with %XX read as bytes.
std::string unescaped(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            bytes += text[i];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) {
            refuse("a % in the URI's parameters is not followed by two hexadecimal digits");
        }
        bytes += static_cast<char>(value);
        i += 2;
    }
    return bytes;
}

/// `key=value&key=value`: the routing context.
void read_parameters(std::string_view text, Uri& uri) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        const std::size_t mark = pair.find('=');
        if (mark == std::string_view::npos || mark == 0 || mark + 1 == pair.size()) {
            refuse("each parameter of the URI needs a name and a value, as in ?region=eu");
        }
        std::string key = unescaped(pair.substr(0, mark));
        if (key == "address") {
            refuse("the URI's parameter 'address' is reserved: the driver sends it itself");
        }
        if (uri.routing_context.contains(key)) {
            refuse("the URI's parameter '" + key + "' is there twice");
        }
        uri.routing_context.set(std::move(key), unescaped(pair.substr(mark + 1)));
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
    if (rest.find('#') != std::string_view::npos) {
        refuse("a fragment (#) does not belong in the URI");
    }
    if (const std::size_t question = rest.find('?'); question != std::string_view::npos) {
        if (!uri.routing) {
            refuse(
                "parameters are for neo4j:// URIs, which route; '" + std::string(text) +
                "' does not"
            );
        }
        read_parameters(rest.substr(question + 1), uri);
        rest = rest.substr(0, question);
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
    read_authority(rest, uri.address);
    return uri;
}

}  // namespace bolt::api

namespace bolt {

Address Address::parse(const std::string& text) {
    Address address;
    api::read_authority(text, address);
    return address;
}

}  // namespace bolt
