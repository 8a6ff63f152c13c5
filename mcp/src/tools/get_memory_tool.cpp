// get_memory: one memory whole, with its context and the number of its relationships.
// Contents longer than an answer may be are read in parts by content_offset.

#include "tools/arguments.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/token_budget.hpp"

#include <mcp/error.hpp>

#include <utility>

namespace mcp::tools {

namespace {

struct GetArguments {
    GetArguments() = default;
    std::string memory_id;
    bool include_relationships = true;
    std::int64_t content_offset = 0;
};

InputSchema<GetArguments> get_schema() {
    InputSchema<GetArguments> schema;
    schema.add("memory_id", &GetArguments::memory_id).required();
    schema.add("include_relationships", &GetArguments::include_relationships)
        .describe("Count them by type; default true");
    schema.add("content_offset", &GetArguments::content_offset)
        .range(0, 1'000'000, Listing::checked_only)
        .describe("Start of the content, in bytes");
    return schema;
}

/// The part of the content that fits an answer, and a hint how to get the rest. An offset inside a
/// character is moved to the character's end.
std::string content_part(const std::string& content, std::int64_t offset) {
    // Room for the other fields: a summary, 50 tags and context.
    constexpr std::size_t kContentTokens = kMaxAnswerTokens - 4'000;
    std::size_t begin = static_cast<std::size_t>(offset);
    if (begin > content.size()) {
        begin = content.size();
    }
    while (begin < content.size() && (static_cast<unsigned char>(content[begin]) & 0xC0) == 0x80) {
        ++begin;
    }
    const std::string_view rest = std::string_view(content).substr(begin);
    const std::string_view shown = cut_to_tokens(rest, kContentTokens);
    std::string text(shown);
    if (shown.size() < rest.size()) {
        text += "\n[cut: go on with content_offset " + std::to_string(begin + shown.size()) +
                " of " + std::to_string(content.size()) + "]";
    }
    return text;
}

}  // namespace

void add_get_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec("get_memory", "Read one memory whole, by the ID that another tool answered.");
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    auto handler = [&database](Call& /*call*/, GetArguments in) -> Task<ToolResult> {
        const memory::MemoryId id = to_memory_id(in.memory_id);
        const std::optional<memory::Memory> memory = co_await database.get(id);
        if (!memory) {
            throw ToolError("Memory not found: " + in.memory_id);
        }
        memory::RelationshipCounts relationships;
        if (in.include_relationships) {
            std::vector<memory::MemoryId> ids(1, id);
            auto counts = co_await database.relationship_counts(std::move(ids));
            relationships = std::move(counts.front());
        }
        const std::string content = content_part(memory->content, in.content_offset);
        co_return ToolResult::success(memory_page(*memory, content, relationships));
    };
    registry.add(std::move(spec), get_schema(), handler);
}

}  // namespace mcp::tools
