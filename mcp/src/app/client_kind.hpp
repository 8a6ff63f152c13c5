#pragma once
// The MCP clients whose configuration is known: where it is, and how an entry is written in it.
// A table, so that a client more is a row more.

#include "app/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

enum class ConfigFormat : std::uint8_t { json, toml };
enum class ConfigScope : std::uint8_t { user, project };

/// One client. Empty texts mean that it has no such thing.
struct ClientKind {
    std::string_view name;   ///< on the command line, e.g. claude-code
    std::string_view title;  ///< for people
    ConfigFormat format = ConfigFormat::json;
    std::string_view servers;  ///< the member that holds the servers by name
    /// Written as `type` of a server that the client starts, and of one over HTTP.
    std::string_view local_type;
    std::string_view remote_type;
    std::string_view url_member;  ///< empty: its file knows no servers over HTTP
    /// What stands around a variable's name in a header; empty: headers know no variables.
    std::string_view variable_open;
    std::string_view variable_close;
    ConfigScope usual_scope = ConfigScope::user;
    std::string_view after;         ///< what to do once the file is written
    std::string_view instead_http;  ///< how to get HTTP or a token where the file cannot
};

/// In the order in which they are listed; the last is `generic`, which has no file of its own.
[[nodiscard]] const std::vector<ClientKind>& client_kinds();

/// Throws UsageError, naming the nearest, for a name that is none.
[[nodiscard]] const ClientKind& client_kind(const std::string& name);

/// Where the client keeps its configuration. Empty when it has none of that scope. Throws
/// UsageError when the user's home folder is unknown.
[[nodiscard]] std::filesystem::path client_file(
    const ClientKind& kind, ConfigScope scope, const Surroundings& around
);

}  // namespace mcp::app
