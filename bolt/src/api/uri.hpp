#pragma once
// Connection URIs: scheme, host, port and routing context, as the official drivers read them.
// Pure; errors say what is wrong and what is expected.

#include <bolt/address.hpp>
#include <bolt/tls.hpp>
#include <bolt/value.hpp>

#include <optional>
#include <string_view>

namespace bolt::api {

struct Uri {
    Uri() = default;
    Address address;
    std::optional<Trust> trust;  ///< what +s and +ssc say; unset = plain unless the settings differ
    bool routing = false;        ///< neo4j:// family
    Map routing_context;         ///< the parameters of a neo4j:// URI
};

/// Reads `SCHEME://HOST[:PORT]` with bolt, bolt+s, bolt+ssc, neo4j, neo4j+s, neo4j+ssc, the latter
/// three with `?key=value&...` as well. Throws Error (usage); its text never repeats credentials.
[[nodiscard]] Uri parse_uri(std::string_view text);

}  // namespace bolt::api
