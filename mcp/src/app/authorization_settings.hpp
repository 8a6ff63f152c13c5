#pragma once
// Settings of who may call over HTTP: a tokens file, an issuer of access tokens, both or none.
// The table of variables is in docs/operations.md.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mcp::app {

class SettingReader;

/// Flags as typed; absent = not given.
struct AuthorizationFlags {
    AuthorizationFlags() = default;
    std::optional<std::string> tokens_file;
    std::optional<std::string> jwt_issuer;
    std::optional<std::string> jwt_audience;
    std::optional<std::string> jwt_keys;
    std::optional<std::string> jwt_algorithms;
    std::optional<std::string> jwt_authorities;
};

struct AuthorizationSettings {
    AuthorizationSettings() = default;

    /// Absolute; empty = none was given.
    std::filesystem::path tokens_file;
    /// Where `boltmem token` keeps tokens when no file was given; empty when there is no home.
    std::filesystem::path default_tokens_file;
    std::string jwt_issuer;  ///< empty = no access tokens; else the next two are set too
    std::vector<std::string> jwt_audiences;
    std::string jwt_keys;                     ///< an absolute path or a URL
    std::vector<std::string> jwt_algorithms;  ///< empty = the library's default
    std::filesystem::path jwt_authorities;    ///< empty = the system's

    [[nodiscard]] bool any() const { return !tokens_file.empty() || !jwt_issuer.empty(); }
};

/// Throws UsageError, naming the flag or variable, for a value that is no good and for an issuer
/// without its audience or keys. Reads no file.
[[nodiscard]] AuthorizationSettings resolve_authorization(
    const AuthorizationFlags& flags, SettingReader& reader
);

/// Names of the variables, in the order of `boltmem config`.
[[nodiscard]] const std::vector<std::string>& authorization_variables();

}  // namespace mcp::app
