// get_related_memories: the neighbourhood of a memory, breadth first, up to five steps.
// Nearest first, then by the strength of the last edge and the memory's importance.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_json.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

struct RelatedArguments : ReadArguments {
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
    schema.add("limit", &RelatedArguments::limit)
        .range(1, 100, Listing::checked_only)
        .describe("Default 20");
    add_read_arguments(schema);
    return schema;
}

memory::Direction to_direction(const std::string& name) {
    if (name == "outgoing") {
        return memory::Direction::outgoing;
    }
    return name == "incoming" ? memory::Direction::incoming : memory::Direction::both;
}

std::string item_text(
    std::int64_t number, const memory::Related& related, const memory::RelatedQuery& query
) {
    std::string text = numbered_heading(number, related.memory);
    text += "Relationship: " + std::string(memory::to_string(related.relationship.type)) +
            " (strength: " + short_number(related.relationship.strength) + ")";
    if (query.max_depth > 1) {
        text += " | Depth: " + std::to_string(related.depth);
    }
    text += "\nType: " + std::string(memory::to_string(related.memory.type)) +
            " | Importance: " + short_number(related.memory.importance) + "\n";
    return text;
}

/// Where the rest is; empty when all of it is shown.
std::string more_text(
    std::size_t found, std::size_t shown, const memory::RelatedQuery& query, std::int64_t max_tokens
) {
    if (shown < found) {
        return std::to_string(found - shown) + " more left out: raise max_tokens (" +
               std::to_string(max_tokens) + "), or narrow by relationship_types.";
    }
    if (std::cmp_equal(found, query.limit)) {
        return "There may be more: raise limit, or narrow by relationship_types.";
    }
    return {};
}

ToolResult related_text(
    const std::vector<memory::Related>& found,
    const memory::RelatedQuery& query,
    std::int64_t max_tokens
) {
    constexpr std::size_t kFootTokens = 32;
    if (found.empty()) {
        return ToolResult::success("No related memories found for: " + query.id.to_string());
    }
    std::string text = "Found " + std::to_string(found.size()) + " related memories:\n";
    TokenBudget budget(max_tokens, kFootTokens + estimate_tokens(text));
    std::size_t shown = 0;
    for (const memory::Related& related : found) {
        std::string item = "\n" + item_text(static_cast<std::int64_t>(shown) + 1, related, query);
        if (!budget.take_text(item)) {
            break;
        }
        text += item;
        ++shown;
    }
    if (const std::string more = more_text(found.size(), shown, query, max_tokens); !more.empty()) {
        text += "\n" + more + "\n";
    }
    text.pop_back();
    return ToolResult::success(std::move(text));
}

ToolResult related_json(
    const std::vector<memory::Related>& found,
    const memory::RelatedQuery& query,
    std::int64_t max_tokens
) {
    constexpr std::size_t kExcerptCharacters = 150;
    JsonAnswer answer(max_tokens);
    answer.list("memories");
    std::size_t shown = 0;
    for (const memory::Related& related : found) {
        json::Value item = brief_json(related.memory, kExcerptCharacters);
        item["relationship"] = memory::to_string(related.relationship.type);
        item["strength"] = related.relationship.strength;
        item["direction"] = related.relationship.to == related.memory.id ? "outgoing" : "incoming";
        item["depth"] = related.depth;
        if (!answer.add(std::move(item))) {
            break;
        }
        ++shown;
    }
    answer.member("found", found.size());
    if (const std::string more = more_text(found.size(), shown, query, max_tokens); !more.empty()) {
        answer.member("more", more);
    }
    return std::move(answer).finish();
}

}  // namespace

void add_get_related_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec("get_related_memories", "List what is linked to a memory, nearest first.");
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    spec.scope = kReadScope;
    auto handler = [&database](Call& /*call*/, RelatedArguments in) -> Task<ToolResult> {
        memory::RelatedQuery query(to_memory_id(in.memory_id));
        query.types = to_relationship_types(in.relationship_types);
        query.direction = to_direction(in.direction);
        query.max_depth = static_cast<int>(in.max_depth);
        query.limit = in.limit;
        const std::vector<memory::Related> found = co_await database.related(query);
        if (in.wants_json()) {
            co_return related_json(found, query, in.max_tokens);
        }
        co_return related_text(found, query, in.max_tokens);
    };
    registry.add(std::move(spec), related_schema(), handler);
}

}  // namespace mcp::tools
