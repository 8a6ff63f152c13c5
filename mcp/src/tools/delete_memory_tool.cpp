// delete_memory: removes one memory with its history and its relationships.
// There is no undo, which the annotations tell the client.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

struct DeleteArguments : OutputArguments {
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
    spec.scope = kWriteScope;
    InputSchema<DeleteArguments> schema;
    schema.add("memory_id", &DeleteArguments::memory_id).required();
    add_output_argument(schema);
    auto handler = [&database](Call& /*call*/, DeleteArguments in) -> Task<ToolResult> {
        const memory::MemoryId id = to_memory_id(in.memory_id);
        const bool removed = co_await database.remove(id);
        if (!removed) {
            throw ToolError("Failed to delete memory (may not exist): " + in.memory_id);
        }
        if (in.wants_json()) {
            json::Value answer;
            answer["id"] = id.to_string();
            answer["deleted"] = true;
            co_return json_result(answer);
        }
        co_return ToolResult::success("Memory deleted successfully: " + in.memory_id);
    };
    registry.add(std::move(spec), std::move(schema), handler);
}

}  // namespace mcp::tools
