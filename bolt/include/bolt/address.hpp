#pragma once
// Address: host and port of a server, as the user, a resolver or a routing table names it.
// A plain value; looking the name up happens when a connection is made.

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace bolt {

/// Where a server is. Ordered by host, then port.
struct Address {
    Address() = default;

    /// `port_number`: 1 to 65535; 7687 is the port of Bolt.
    explicit Address(std::string host_name, std::uint16_t port_number = 7687)
        : host(std::move(host_name)), port(port_number) {}

    friend auto operator<=>(const Address&, const Address&) = default;

    /// host:port, with brackets around an IPv6 address.
    [[nodiscard]] std::string to_string() const {
        const bool v6 = host.find(':') != std::string::npos;
        return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    }

    /// Reads what to_string() writes; the port may be left out (7687). Throws Error (usage).
    [[nodiscard]] static Address parse(const std::string& text);

    std::string host;           ///< a name or a literal address, without brackets
    std::uint16_t port = 7687;  ///< TCP port
};

}  // namespace bolt
