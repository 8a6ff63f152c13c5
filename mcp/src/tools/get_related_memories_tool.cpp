// get_related_memories: the neighbourhood of a memory, breadth first, up to five steps.
// Nearest first, then by the strength of the last edge and the memory's importance.

#include "tools/arguments.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/error.hpp>

#include <utility>

namespace mcp::tools {

namespace {

struct RelatedArguments {
    RelatedArguments() = default;
    std::string memory_id;
    std::vector<std::string> relationship_types;
    std::string direction = "both";
    std::int64_t max_depth = 1;
    std::int64_t limit = 20;
};

InputSchema<RelatedArguments> related_schema() {
    InputSchema<RelatedArguments> schema;
    schema.add("memory_id", &RelatedArguments::memory_id).required();
    schema.add("relationship_types", &RelatedArguments::relationship_types)
        .one_of(relationship_type_names(), Listing::checked_only)
        .describe("Only these, as in create_relationship");
    schema.add("direction", &RelatedArguments::direction)
        .one_of(std::vector<std::string>{"outgoing", "incoming", "both"})
        .describe("Default both");
    schema.add("max_depth", &RelatedArguments::max_depth).range(1, 5).describe("Steps, default 1");
    schema.add("limit", &RelatedArguments::limit).range(1, 100).describe("Default 20");
    return schema;
}

memory::Direction to_direction(const std::string& name) {
    if (name == "outgoing") {
        return memory::Direction::outgoing;
    }
    return name == "incoming" ? memory::Direction::incoming : memory::Direction::both;
}

std::string related_text(
    const std::vector<memory::Related>& found, const memory::RelatedQuery& query
) {
    std::string text = "Found " + std::to_string(found.size()) + " related memories:\n";
    std::int64_t number = 0;
    for (const memory::Related& related : found) {
        text += "\n" + numbered_heading(++number, related.memory);
        text += "Relationship: " + std::string(memory::to_string(related.relationship.type)) +
                " (strength: " + short_number(related.relationship.strength) + ")";
        if (query.max_depth > 1) {
            text += " | Depth: " + std::to_string(related.depth);
        }
        text += "\nType: " + std::string(memory::to_string(related.memory.type)) +
                " | Importance: " + short_number(related.memory.importance) + "\n";
    }
    if (std::cmp_equal(found.size(), query.limit)) {
        text += "\nThere may be more: raise limit, or narrow by relationship_types.\n";
    }
    text.pop_back();
    return text;
}

}  // namespace

void add_get_related_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec("get_related_memories", "List what is linked to a memory, nearest first.");
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    auto handler = [&database](Call& /*call*/, RelatedArguments in) -> Task<ToolResult> {
        memory::RelatedQuery query(to_memory_id(in.memory_id));
        query.types = to_relationship_types(in.relationship_types);
        query.direction = to_direction(in.direction);
        query.max_depth = static_cast<int>(in.max_depth);
        query.limit = in.limit;
        const std::vector<memory::Related> found = co_await database.related(query);
        if (found.empty()) {
            co_return ToolResult::success("No related memories found for: " + in.memory_id);
        }
        co_return ToolResult::success(related_text(found, query));
    };
    registry.add(std::move(spec), related_schema(), handler);
}

}  // namespace mcp::tools
