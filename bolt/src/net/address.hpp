#pragma once
// Host and port of a server, as the user or a routing table names it.
// A plain value; looking the name up is resolve.hpp's business.

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace bolt::net {

struct Address {
    Address() = default;

    Address(std::string host_name, std::uint16_t port_number)
        : host(std::move(host_name)), port(port_number) {}

    friend auto operator<=>(const Address&, const Address&) = default;

    /// host:port, with brackets around an IPv6 address.
    [[nodiscard]] std::string to_string() const {
        const bool v6 = host.find(':') != std::string::npos;
        return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    }

    std::string host;
    std::uint16_t port = 7687;
};

}  // namespace bolt::net
