#pragma once
// The scopes that calls over HTTP may need, and what each includes.
// Tools name theirs in ToolSpec::scope; tokens are granted some of them.

#include <mcp/scopes.hpp>

namespace mcp::app {

/// memory:read, memory:write (and so read) and memory:admin (and so everything).
[[nodiscard]] inline ScopeTable memory_scopes() {
    return {
        {"memory:read", {}},
        {"memory:write", {"memory:read"}},
        {"memory:admin", {"memory:write", "memory:read"}},
    };
}

}  // namespace mcp::app
