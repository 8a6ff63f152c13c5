#pragma once
// The memory as MCP prompts, which a user picks in the client: `recall` and `remember`.
// Their texts are ours; what they quote of the store is data, and marked as such.

#include <mcp/prompt.hpp>
#include <memory/database.hpp>

namespace mcp::tools {

/// Adds both. `database` must outlive the registry; the tenant is the default one.
void add_memory_prompts(PromptRegistry& registry, memory::MemoryDatabase& database);

}  // namespace mcp::tools
