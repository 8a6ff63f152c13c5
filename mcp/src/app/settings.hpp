#pragma once
// Effective settings of the program: what flags, environment and defaults come to, and where each
// value is from. Precedence: flag > BOLTMEM_* > the predecessor's MEMORY_* and NEO4J_* > default.
//
// Nothing here reads the process's environment or a file by itself: both are handed in, so that
// tests decide them. The table of variables is in docs/operations.md.

#include "app/authorization_settings.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/http.hpp>
#include <mcp/server.hpp>
#include <mcp/stdio.hpp>
#include <memory/config.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mcp::app {

using Environment = std::map<std::string, std::string, std::less<>>;

/// What the settings depend on beside the flags.
struct Surroundings {
    Surroundings() = default;

    Environment variables;
    std::filesystem::path working_folder;  ///< absolute; relative paths are resolved against it
    std::filesystem::path account_home;    ///< home folder by the user database, may be empty
    /// Reads a file that holds a password or a key; throws UsageError when it is missing or open to
    /// other users.
    std::function<std::string(const std::filesystem::path& path)> read_secret;
};

/// Flags of `serve` about HTTP, as typed.
struct HttpFlags {
    HttpFlags() = default;

    std::optional<std::string>
        listen;  ///< ADDRESS:PORT or PORT; absent = standard input and output
    std::optional<std::string> path;
    std::optional<std::string> certificate;
    std::optional<std::string> key;
    std::optional<std::string> state_key_file;
    std::vector<std::string> hosts;
    std::vector<std::string> origins;
    bool sessions = false;
    bool reuse_port = false;
    bool allow_public = false;
};

/// Flags that choose settings, as typed; absent = not given.
struct SettingFlags {
    SettingFlags() = default;

    std::optional<std::string> store;
    std::optional<std::string> user;
    std::optional<std::string> database;
    std::optional<std::string> profile;
    HttpFlags http;
    AuthorizationFlags authorization;
};

/// One line of `boltmem config`.
struct Setting {
    Setting() = default;

    std::string name;    ///< e.g. "store"
    std::string value;   ///< never a password
    std::string origin;  ///< e.g. "--store", "BOLTMEM_STORE" or "default"
};

struct Settings {
    Settings() = default;

    memory::Config store;
    std::string store_url;                ///< in the form that --store takes, path absolute
    std::string store_origin;             ///< where the store's place is from
    std::filesystem::path password_file;  ///< that the password was read from, if any
    tools::Profile profile = tools::Profile::core;
    ServerLimits server;
    StdioLimits stdio;
    AuthorizationSettings authorization;  ///< of calls over HTTP
    std::string state_key;                ///< ServerConfig::state_key; empty = one per process
    std::optional<HttpConfig> http;       ///< absent = serve on standard input and output
    std::vector<Setting> shown;
    std::vector<std::string> warnings;  ///< e.g. a variable that looks like a mistyped setting
};

/// Throws UsageError, naming the flag or variable and what to change.
[[nodiscard]] Settings resolve_settings(const SettingFlags& flags, const Surroundings& around);

/// Names of all BOLTMEM_ variables, in the order of `boltmem config`.
[[nodiscard]] const std::vector<std::string>& setting_variables();

}  // namespace mcp::app
