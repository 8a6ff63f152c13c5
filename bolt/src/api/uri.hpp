#pragma once
// Connection URIs: scheme, host and port, as the official drivers read them.
// Pure; errors say what is wrong and what is expected.

#include "net/address.hpp"
#include "net/tls.hpp"

#include <string_view>

namespace bolt::api {

struct Uri {
    Uri() = default;
    net::Address address;
    net::TlsMode tls = net::TlsMode::off;
    bool routing = false;  ///< neo4j:// family
};

/// Reads `SCHEME://HOST[:PORT]` with bolt, bolt+s, bolt+ssc, neo4j, neo4j+s, neo4j+ssc. Throws
/// Error (usage); its text never repeats credentials.
[[nodiscard]] Uri parse_uri(std::string_view text);

}  // namespace bolt::api
