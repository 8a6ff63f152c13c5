#pragma once
// The handshake of revisions 2024-11-05 to 2025-11-25. Sans-IO.
// A known legacy revision is echoed, anything else gets the newest legacy one: never 2026-*.

#include "protocol/description.hpp"
#include "protocol/era.hpp"

#include <string>
#include <string_view>

namespace mcp::protocol {

/// The revision that the server answers an `initialize` that asks for `requested` with.
[[nodiscard]] const Revision& negotiate(std::string_view requested) noexcept;

/// Members of the result of initialize; `notifies` as in introduction_members().
[[nodiscard]] std::string initialize_members(
    const Description& description, const Revision& revision, bool notifies
);

}  // namespace mcp::protocol
