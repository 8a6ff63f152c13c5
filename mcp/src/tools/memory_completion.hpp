#pragma once
// Completion of what a user types into a prompt's or a resource's argument: ids, tags, types and
// projects that begin with it.

#include <mcp/prompt.hpp>
#include <memory/database.hpp>

namespace mcp::tools {

/// Answers for memory_prompts and memory_resources. `database` must outlive the handler.
[[nodiscard]] CompletionHandler memory_completion(memory::MemoryDatabase& database);

}  // namespace mcp::tools
