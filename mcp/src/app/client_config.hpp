#pragma once
// The configuration text of a client with this server in it: a snippet to paste, or an existing
// text changed. Pure: nothing is read or written.

#include "app/client_entry.hpp"
#include "app/client_kind.hpp"

#include <string>
#include <string_view>

namespace mcp::app {

/// The name under which clients know the server.
inline constexpr std::string_view kServerName = "boltmem";

/// Throws UsageError when the client cannot reach the server that way, saying what to do instead.
void check_client_can(const ClientKind& kind, const ClientEntry& entry);

/// A whole configuration with nothing but this server.
[[nodiscard]] std::string config_snippet(const ClientKind& kind, const ClientEntry& entry);

/// `text` with the server in it. Everything else stays byte for byte; of an entry that is there
/// already, what was added by hand stays too (`disabled`, `timeout`, further variables). Throws
/// UsageError, with the line, for a text that cannot be edited.
[[nodiscard]] std::string config_with_server(
    const ClientKind& kind, const ClientEntry& entry, std::string_view text
);

/// Whether the text has the server. Throws as config_with_server().
[[nodiscard]] bool config_has_server(const ClientKind& kind, std::string_view text);

}  // namespace mcp::app
