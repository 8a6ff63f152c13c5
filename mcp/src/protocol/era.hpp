#pragma once
// Protocol revisions, and which rules a message is under. The message decides, never the
// connection: a `_meta` with a protocol version is modern, everything else is legacy. Sans-IO.
//
//   modern  2026-07-28: stateless, every request carries its envelope in params._meta
//   legacy  2025-11-25 and older: initialize first, revision negotiated once
//   [mcp-version-bump] a new revision is a row of kRevisions

#include "json/json_io.hpp"

#include <mcp/log_level.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::protocol {

enum class Era : std::uint8_t { legacy, modern };

/// Which eras know a method.
enum class Eras : std::uint8_t { legacy, modern, both };

[[nodiscard]] constexpr bool knows(Eras eras, Era era) noexcept {
    return eras == Eras::both || (eras == Eras::legacy) == (era == Era::legacy);
}

struct Revision {
    std::string_view name;
    Era era;
    bool batches;  ///< JSON-RPC batches are read (and answered as batches)
};

/// Newest first.
inline constexpr std::array kRevisions{
    Revision{"2026-07-28", Era::modern, false},
    Revision{"2025-11-25", Era::legacy, false},
    Revision{"2025-06-18", Era::legacy, false},
    Revision{"2025-03-26", Era::legacy, true},
    Revision{"2024-11-05", Era::legacy, false},
};

/// nullptr when unknown.
[[nodiscard]] const Revision* find_revision(std::string_view name) noexcept;

/// The newest revision of an era.
[[nodiscard]] const Revision& latest(Era era) noexcept;

/// What the envelope of a message says.
struct Envelope {
    enum class Status : std::uint8_t {
        absent,       ///< no protocol version in `_meta`: a legacy message
        valid,        ///< of a revision that we speak
        malformed,    ///< `problem` says how
        unsupported,  ///< well-formed, of a revision that we do not speak
    };
    Envelope() = default;
    Status status = Status::absent;
    std::string version;                        ///< as requested; only of valid and unsupported
    const json::Value* capabilities = nullptr;  ///< of the client; only of valid
    std::optional<LogLevel> log_level;          ///< only of valid; absent = no log messages
    std::string problem;
};

/// Reads `params._meta`; the envelope points into it.
[[nodiscard]] Envelope read_envelope(const json::Value& params);

}  // namespace mcp::protocol
