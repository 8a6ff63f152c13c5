#pragma once
// Severities of the log messages that a server sends to its client (RFC 5424).
// Plain data.

#include <cstdint>
#include <optional>
#include <string_view>

namespace mcp {

/// Least severe first.
enum class LogLevel : std::uint8_t {
    debug,
    info,
    notice,
    warning,
    error,
    critical,
    alert,
    emergency
};

/// The name on the wire, e.g. `warning`.
[[nodiscard]] std::string_view to_string(LogLevel level) noexcept;

/// nullopt for a name that is none.
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view name) noexcept;

}  // namespace mcp
