#pragma once
// What to paste into an MCP client's configuration so that it starts this program. Pure.
// Pure: settings and the program's path in, text out.

#include "app/settings.hpp"

#include <filesystem>
#include <string>

namespace mcp::app {

/// JSON with an `mcpServers` entry: the program's path, `serve`, and in `env` the store when it is
/// not the default one. Passwords are named by the file that holds them, never written.
[[nodiscard]] std::string client_snippet(
    const Settings& settings, const std::filesystem::path& program
);

}  // namespace mcp::app
