#pragma once
// Points in time as the memory library keeps them: UTC microseconds inside, ISO 8601 outside.
// Parsing and formatting live here so that every surface (tools, program, stores) agrees.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace memory {

/// UTC, microsecond resolution. Range accepted from users: years 0001 to 9999.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// Reads ISO 8601: `2026-11-21`, `2026-11-21T08:30`, `…:15`, `…:15.123456`, with `Z`, `+01:00`,
/// `+0100` or no zone (then UTC); a space may stand for the `T`. Digits past microseconds are cut.
/// nullopt for anything else, for impossible dates and for years outside 0001 to 9999.
[[nodiscard]] std::optional<Timestamp> parse_iso8601(std::string_view text) noexcept;

/// `2026-11-21T08:30:15Z`, with `.ffffff` only when the microseconds are not zero.
[[nodiscard]] std::string format_iso8601(Timestamp time);

/// Where the library takes "now" from; injected so that tests decide it. Called from any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
};

/// The machine's clock. Lives as long as the program.
[[nodiscard]] const Clock& system_clock() noexcept;

}  // namespace memory
