#pragma once
// The scopes that calls over HTTP may need, and what each includes.
// Tools name theirs in ToolSpec::scope; tokens are granted some of them.

#include "tools/memory_tools.hpp"

#include <mcp/scopes.hpp>

#include <string>

namespace mcp::app {

/// memory:read, memory:write (and so read) and memory:admin (and so everything).
[[nodiscard]] inline ScopeTable memory_scopes() {
    const std::string read(tools::kReadScope);
    const std::string write(tools::kWriteScope);
    return {{read, {}}, {write, {read}}, {std::string(tools::kAdminScope), {write, read}}};
}

}  // namespace mcp::app
