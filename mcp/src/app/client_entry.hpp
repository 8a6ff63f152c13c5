#pragma once
// How an MCP client gets at this server: the command that starts it, or the address it is served
// at. Pure: settings and the program's path in, values out.

#include "app/settings.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mcp::app {

struct ClientEntry {
    ClientEntry() = default;

    /// Of a server that the client starts: program, arguments and additional variables.
    std::string command;
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment;
    /// Of a server that is served over HTTP; then there is no command.
    std::string url;
    /// The client's environment variable that holds the bearer token; empty = none is needed.
    std::string token_variable;

    [[nodiscard]] bool remote() const noexcept { return !url.empty(); }
};

/// The program with `serve`, and in the environment the store when it is not the default one.
/// Passwords are named by the file that holds them, never written.
[[nodiscard]] ClientEntry local_entry(
    const Settings& settings, const std::filesystem::path& program
);

/// Checks both as typed. Throws UsageError for a URL that is none, carries credentials, or is not
/// HTTP, and for what is no variable's name.
[[nodiscard]] ClientEntry remote_entry(const std::string& url, const std::string& token_variable);

}  // namespace mcp::app
