// delete_memory: removes one memory with its history and its relationships.
// There is no undo, which the annotations tell the client.

#include "tools/arguments.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/error.hpp>

#include <utility>

namespace mcp::tools {

namespace {

struct DeleteArguments {
    DeleteArguments() = default;
    std::string memory_id;
};

}  // namespace

void add_delete_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "delete_memory",
        "Remove a memory for good, with its relationships. To correct one, use update_memory."
    );
    spec.effects.destructive = true;
    spec.effects.idempotent = true;
    InputSchema<DeleteArguments> schema;
    schema.add("memory_id", &DeleteArguments::memory_id).required();
    auto handler = [&database](Call& /*call*/, DeleteArguments in) -> Task<ToolResult> {
        const memory::MemoryId id = to_memory_id(in.memory_id);
        const bool removed = co_await database.remove(id);
        if (!removed) {
            throw ToolError("Failed to delete memory (may not exist): " + in.memory_id);
        }
        co_return ToolResult::success("Memory deleted successfully: " + in.memory_id);
    };
    registry.add(std::move(spec), std::move(schema), handler);
}

}  // namespace mcp::tools
