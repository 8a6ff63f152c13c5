// get_memory: one memory whole, with its context and the number of its relationships.
// Contents longer than an answer may be are read in parts by content_offset.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_json.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/token_budget.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

struct GetArguments : ReadArguments {
    /// One memory is to be read whole, so its answer may be as long as any.
    GetArguments() { max_tokens = static_cast<std::int64_t>(kMaxAnswerTokens); }

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
    add_read_arguments(schema);
    return schema;
}

/// The content from an offset on; one inside of a character is moved to the character's end.
struct ContentRest {
    ContentRest(std::string_view content, std::int64_t offset)
        : begin(std::min(static_cast<std::size_t>(offset), content.size())) {
        while (begin < content.size() &&
               (static_cast<unsigned char>(content[begin]) & 0xC0U) == 0x80U) {
            ++begin;
        }
        text = content.substr(begin);
    }

    std::size_t begin;
    std::string_view text;
};

/// At least this much of the content is shown, however long the other fields are.
constexpr std::size_t kLeastContentTokens = 20;
/// For the hint that tells how to get the rest.
constexpr std::size_t kHintTokens = 24;

/// Tokens for the content of an answer whose other fields cost `others`.
std::size_t content_budget(const GetArguments& in, std::size_t others) {
    const auto most = static_cast<std::size_t>(in.max_tokens);
    const std::size_t used = others + kHintTokens;
    return most > used + kLeastContentTokens ? most - used : kLeastContentTokens;
}

std::string page_text(
    const memory::Memory& memory,
    const memory::RelationshipCounts& relationships,
    const GetArguments& in
) {
    const ContentRest rest(memory.content, in.content_offset);
    const std::size_t others = estimate_tokens(memory_page(memory, {}, relationships));
    const std::string_view shown = cut_to_tokens(rest.text, content_budget(in, others));
    std::string content(shown);
    if (shown.size() < rest.text.size()) {
        content += "\n[cut: go on with content_offset " +
                   std::to_string(rest.begin + shown.size()) + " of " +
                   std::to_string(memory.content.size()) + "]";
    }
    std::string page = memory_page(memory, content, relationships);
    const auto most = static_cast<std::size_t>(in.max_tokens);
    if (estimate_tokens(page) > most) {  // the other fields alone are too long
        page = std::string(cut_to_tokens(page, most - kHintTokens)) +
               "…\n[cut: raise max_tokens (" + std::to_string(in.max_tokens) + ")]";
    }
    return page;
}

/// The same facts as JSON, where signs that must be escaped make the content longer than it is.
ToolResult page_json(
    const memory::Memory& memory,
    const memory::RelationshipCounts& relationships,
    const GetArguments& in
) {
    const ContentRest rest(memory.content, in.content_offset);
    const auto most = static_cast<std::size_t>(in.max_tokens);
    json::Value object = to_json(memory);
    object["content"] = "";
    if (in.include_relationships) {
        object["relationships"] = to_json(relationships);
    }
    std::size_t tokens = content_budget(in, estimate_tokens(json::dump(object)));
    for (;;) {
        const std::string_view shown = cut_to_tokens(rest.text, tokens);
        object["content"] = std::string(shown);
        if (shown.size() < rest.text.size()) {
            object["content_size"] = memory.content.size();
            object["next_content_offset"] = rest.begin + shown.size();
        }
        const std::size_t cost = estimate_tokens(json::dump(object));
        if (cost <= most) {
            return json_result(object);
        }
        if (tokens <= kLeastContentTokens) {
            break;
        }
        tokens = std::max(kLeastContentTokens, tokens * most / cost - 1);
    }
    object["advice"] = "raise max_tokens (" + std::to_string(in.max_tokens) + ")";
    shorten(object, most);
    return json_result(object);
}

}  // namespace

void add_get_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec("get_memory", "Read one memory whole, by the ID that another tool answered.");
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    spec.scope = kReadScope;
    auto handler = [&database](Call& /*call*/, GetArguments in) -> Task<ToolResult> {
        const memory::MemoryId id = to_memory_id(in.memory_id);
        const std::optional<memory::MemoryDetails> found = co_await database.details(id);
        if (!found) {
            throw ToolError("Memory not found: " + in.memory_id);
        }
        memory::RelationshipCounts relationships;
        if (in.include_relationships) {
            relationships = found->relationships;
        }
        if (in.wants_json()) {
            co_return page_json(found->memory, relationships, in);
        }
        co_return ToolResult::success(page_text(found->memory, relationships, in));
    };
    registry.add(std::move(spec), get_schema(), handler);
}

}  // namespace mcp::tools
