// update_memory: changes fields of a memory; the old version is kept as history.
// expected_version guards against overwriting what another client changed meanwhile.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

struct UpdateArguments : OutputArguments {
    UpdateArguments() = default;
    std::string memory_id;
    std::optional<std::string> title;
    std::optional<std::string> content;
    std::optional<std::string> summary;
    std::optional<std::vector<std::string>> tags;
    std::optional<double> importance;
    std::optional<std::int64_t> expected_version;
};

InputSchema<UpdateArguments> update_schema() {
    InputSchema<UpdateArguments> schema;
    schema.add("memory_id", &UpdateArguments::memory_id).required();
    schema.add("title", &UpdateArguments::title).max_length(500, Listing::checked_only);
    schema.add("content", &UpdateArguments::content).max_length(50'000, Listing::checked_only);
    schema.add("summary", &UpdateArguments::summary).max_length(1'000, Listing::checked_only);
    schema.add("tags", &UpdateArguments::tags)
        .max_items(50)
        .max_length(100)
        .describe("Replace all tags");
    schema.add("importance", &UpdateArguments::importance).range(0, 1, Listing::checked_only);
    schema.add("expected_version", &UpdateArguments::expected_version)
        .range(1, 1e15, Listing::checked_only)
        .describe("Fail if the stored version differs");
    add_output_argument(schema);
    return schema;
}

}  // namespace

void add_update_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec("update_memory", "Correct a memory: the fields given replace the stored ones.");
    spec.effects.destructive = true;
    spec.effects.idempotent = true;
    spec.scope = kWriteScope;
    auto handler = [&database](Call& /*call*/, UpdateArguments in) -> Task<ToolResult> {
        const memory::MemoryId id = to_memory_id(in.memory_id);
        memory::MemoryPatch patch;
        patch.title = std::move(in.title);
        patch.content = std::move(in.content);
        patch.summary = std::move(in.summary);
        patch.tags = std::move(in.tags);
        patch.importance = in.importance;
        patch.expected_version = in.expected_version;
        if (patch.empty()) {
            throw ToolError(
                "Validation error: nothing to update; give title, content, summary, tags or "
                "importance"
            );
        }
        const std::int64_t version = co_await database.update(id, std::move(patch));
        if (in.wants_json()) {
            json::Value answer;
            answer["id"] = id.to_string();
            answer["version"] = version;
            co_return json_result(answer);
        }
        co_return ToolResult::success(
            "Memory updated successfully: " + id.to_string() + " (version " +
            std::to_string(version) + ")"
        );
    };
    registry.add(std::move(spec), update_schema(), handler);
}

}  // namespace mcp::tools
