#pragma once
// What a session store must know of a posted text before a peer reads it: whether it belongs to a
// session at all, and whether it asks for one. Sans-IO.

#include "json/json_io.hpp"

#include <cstdint>
#include <string_view>

namespace mcp::http {

enum class MessageKind : std::uint8_t {
    modern,      ///< carries the modern envelope: sessions do not concern it
    initialize,  ///< a legacy initialize, alone: asks for a session
    legacy,      ///< anything else that belongs to a session, batches too
    unreadable,  ///< no JSON, or none within the limits: whoever reads it will say so
};

[[nodiscard]] MessageKind find_kind(std::string_view text, const json::Limits& limits);

}  // namespace mcp::http
