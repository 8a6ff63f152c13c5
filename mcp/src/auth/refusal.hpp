#pragma once
// What all authorizers say of a header without a token, and how they answer at once.
// See bearer_header.hpp for the cases.

#include "auth/bearer_header.hpp"

#include <mcp/authorization.hpp>
#include <mcp/task.hpp>

namespace mcp::auth {

/// `found` is not BearerHeader::token.
[[nodiscard]] Authorization refuse_header(BearerHeader found);

/// An answer that needs no waiting.
[[nodiscard]] Task<Authorization> answer(Authorization authorization);

}  // namespace mcp::auth
