// search_memories: filters and words, page by page; without words it lists by importance.
// The predecessor's parameters; offset, several words and relationship_filter work here.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_json.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/paged_answer.hpp"

#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

struct SearchArguments : ReadArguments {
    SearchArguments() = default;
    std::string query;
    std::vector<std::string> terms;
    std::vector<std::string> memory_types;
    std::vector<std::string> tags;
    std::string project_path;
    std::optional<double> min_importance;
    std::int64_t limit = 50;
    std::int64_t offset = 0;
    std::string search_tolerance = "normal";
    std::string match_mode = "any";
    std::vector<std::string> relationship_filter;
};

InputSchema<SearchArguments> search_schema() {
    InputSchema<SearchArguments> schema;
    schema.add("query", &SearchArguments::query).max_length(1'000, Listing::checked_only);
    schema.add("terms", &SearchArguments::terms)
        .max_items(50)
        .max_length(1'000, Listing::checked_only)
        .describe("More words or phrases");
    schema.add("memory_types", &SearchArguments::memory_types)
        .one_of(memory_type_names(), Listing::checked_only)
        .describe("Any of, as in store_memory");
    schema.add("tags", &SearchArguments::tags).max_items(50).describe("Any of");
    schema.add("project_path", &SearchArguments::project_path).describe("Exact project");
    schema.add("min_importance", &SearchArguments::min_importance).range(0, 1).describe("0 to 1");
    schema.add("limit", &SearchArguments::limit)
        .range(1, 1'000, Listing::checked_only)
        .describe("Default 50");
    schema.add("offset", &SearchArguments::offset)
        .range(0, 1'000'000, Listing::checked_only)
        .describe("Default 0");
    schema.add("search_tolerance", &SearchArguments::search_tolerance)
        .one_of(std::vector<std::string>{"strict", "normal", "fuzzy"})
        .describe("Exact phrase, word forms (default), or typing errors too");
    schema.add("match_mode", &SearchArguments::match_mode)
        .one_of(std::vector<std::string>{"any", "all"})
        .describe("Default any word");
    schema.add("relationship_filter", &SearchArguments::relationship_filter)
        .one_of(relationship_type_names(), Listing::checked_only)
        .describe("Linked by any of");
    add_read_arguments(schema);
    return schema;
}

memory::Tolerance to_tolerance(const std::string& name) {
    if (name == "strict") {
        return memory::Tolerance::strict;
    }
    return name == "fuzzy" ? memory::Tolerance::fuzzy : memory::Tolerance::normal;
}

memory::SearchQuery to_query(SearchArguments&& in) {
    memory::SearchQuery query;
    query.text = std::move(in.query);
    query.terms = std::move(in.terms);
    query.tolerance = to_tolerance(in.search_tolerance);
    query.match = in.match_mode == "all" ? memory::MatchMode::all : memory::MatchMode::any;
    query.limit = in.limit;
    query.offset = in.offset;
    query.filter.types = to_memory_types(in.memory_types);
    query.filter.tags = std::move(in.tags);
    query.filter.project = std::move(in.project_path);
    query.filter.min_importance = in.min_importance;
    query.filter.with_relationship = to_relationship_types(in.relationship_filter);
    return query;
}

std::string item_text(std::int64_t number, const memory::Memory& memory) {
    std::string text = numbered_heading(number, memory);
    text += "Type: " + std::string(memory::to_string(memory.type)) +
            " | Importance: " + short_number(memory.importance) + "\n";
    text += "Tags: " + joined(memory.tags) + "\n";
    if (!memory.summary.empty()) {
        text += "Summary: " + memory.summary + "\n";
    }
    return text;
}

constexpr std::string_view kNothing = "No memories found matching the search criteria.";
constexpr std::size_t kExcerptCharacters = 150;

ToolResult answer_text(const memory::Page<memory::Hit>& page, std::int64_t max_tokens) {
    if (page.items.empty()) {
        std::string text(kNothing);
        if (page.total > 0) {
            text += " There are " + std::to_string(page.total) + " in all: lower offset.";
        }
        return ToolResult::success(std::move(text));
    }
    PagedAnswer answer(
        "Found " + std::to_string(page.total) + " memories:", page.offset, max_tokens
    );
    std::int64_t number = page.offset;
    for (const memory::Hit& hit : page.items) {
        if (!answer.add(item_text(++number, hit.memory))) {
            break;
        }
    }
    return ToolResult::success(std::move(answer).finish(page.total));
}

ToolResult answer_json(const memory::Page<memory::Hit>& page, std::int64_t max_tokens) {
    JsonAnswer answer(max_tokens);
    answer.list("memories");
    std::int64_t next = page.offset;
    for (const memory::Hit& hit : page.items) {
        if (!answer.add(brief_json(hit.memory, kExcerptCharacters))) {
            break;
        }
        ++next;
    }
    answer.member("total", page.total);
    if (next < page.total && !page.items.empty()) {
        answer.member("next_offset", next);
    }
    return std::move(answer).finish();
}

}  // namespace

void add_search_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "search_memories",
        "List memories by filters and words, with pages. For questions, use recall."
    );
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    spec.scope = kReadScope;
    auto handler = [&database](Call& /*call*/, SearchArguments in) -> Task<ToolResult> {
        const ReadArguments wanted = in;
        memory::SearchQuery query = to_query(std::move(in));
        const memory::Page<memory::Hit> page = co_await database.search(std::move(query));
        if (wanted.wants_json()) {
            co_return answer_json(page, wanted.max_tokens);
        }
        co_return answer_text(page, wanted.max_tokens);
    };
    registry.add(std::move(spec), search_schema(), handler);
}

}  // namespace mcp::tools
