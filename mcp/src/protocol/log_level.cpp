// Names of log levels on the wire.
// The same in every revision.

#include <mcp/log_level.hpp>

#include <algorithm>
#include <array>

namespace mcp {
namespace {

constexpr std::array<std::string_view, 8> kNames{
    "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"
};

}  // namespace

std::string_view to_string(LogLevel level) noexcept {
    return kNames[static_cast<std::size_t>(level)];
}

std::optional<LogLevel> parse_log_level(std::string_view name) noexcept {
    const auto* found = std::ranges::find(kNames, name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return static_cast<LogLevel>(found - kNames.begin());
}

}  // namespace mcp
