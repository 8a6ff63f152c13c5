// recall_memories: the predecessor's recall, with its long form of answer.
// The same search as recall; each item tells its match, context and relationships.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_json.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/paged_answer.hpp"
#include "tools/token_budget.hpp"

#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

constexpr std::size_t kSnippetCharacters = 150;

struct RecallMemoriesArguments : ReadArguments {
    RecallMemoriesArguments() = default;
    std::string query;
    std::vector<std::string> memory_types;
    std::string project_path;
    std::int64_t limit = 20;
    std::int64_t offset = 0;
};

InputSchema<RecallMemoriesArguments> recall_memories_schema() {
    InputSchema<RecallMemoriesArguments> schema;
    schema.add("query", &RecallMemoriesArguments::query).max_length(1'000, Listing::checked_only);
    schema.add("memory_types", &RecallMemoriesArguments::memory_types)
        .one_of(memory_type_names(), Listing::checked_only)
        .describe("Any of, as in store_memory");
    schema.add("project_path", &RecallMemoriesArguments::project_path);
    schema.add("limit", &RecallMemoriesArguments::limit)
        .range(1, 1'000, Listing::checked_only)
        .describe("Default 20");
    schema.add("offset", &RecallMemoriesArguments::offset)
        .range(0, 1'000'000, Listing::checked_only)
        .describe("Default 0");
    add_read_arguments(schema);
    return schema;
}

/// The fields that matched, e.g. "title, content".
std::string matched_fields(const memory::Explanation& why) {
    std::string fields;
    auto add_field = [&fields](bool there, std::string_view name) {
        if (there) {
            fields += (fields.empty() ? "" : ", ") + std::string(name);
        }
    };
    add_field(why.in_title, "title");
    add_field(why.in_content, "content");
    add_field(why.in_summary, "summary");
    add_field(why.in_tags, "tags");
    return fields;
}

/// The predecessor's three grades.
std::string_view grade(const memory::Explanation& why) {
    if (why.in_title) {
        return "high";
    }
    return why.in_content || why.in_summary ? "medium" : "low";
}

/// "Match: high quality (in title, content)"
std::string match_line(const memory::Explanation& why) {
    const std::string fields = matched_fields(why);
    std::string line = "Match: " + std::string(grade(why)) + " quality";
    if (!fields.empty()) {
        line += " (in " + fields + ")";
    }
    return line + "\n";
}

std::string item_text(
    std::int64_t number, const memory::Hit& hit, const memory::RelationshipCounts& relationships
) {
    const memory::Memory& memory = hit.memory;
    std::string text = numbered_heading(number, memory);
    text += "Type: " + std::string(memory::to_string(memory.type)) +
            " | Importance: " + short_number(memory.importance) + "\n";
    text += match_line(hit.why);
    if (const std::string line = context_line(memory); !line.empty()) {
        text += "Context: " + line + "\n";
    }
    if (memory.summary.empty()) {
        text += "Content: " + excerpt(memory.content, kSnippetCharacters) + "\n";
    } else {
        text += "Summary: " + memory.summary + "\n";
    }
    if (!memory.tags.empty()) {
        text += "Tags: " + joined(memory.tags) + "\n";
    }
    if (const std::string line = relationship_line(relationships); !line.empty()) {
        text += "Relationships: " + line + "\n";
    }
    return text;
}

/// A question goes to the recall ranker; no query lists by importance.
Task<memory::Page<memory::Hit>> find(
    memory::MemoryDatabase& database, RecallMemoriesArguments arguments
) {
    memory::Filter filter;
    filter.types = to_memory_types(arguments.memory_types);
    filter.project = arguments.project_path;
    if (arguments.query.empty()) {
        memory::SearchQuery query;
        query.filter = std::move(filter);
        query.limit = arguments.limit;
        query.offset = arguments.offset;
        co_return co_await database.search(std::move(query));
    }
    memory::RecallQuery query;
    query.text = std::move(arguments.query);
    query.filter = std::move(filter);
    query.limit = arguments.limit;
    query.offset = arguments.offset;
    co_return co_await database.recall(std::move(query));
}

constexpr std::string_view kNothing =
    "No relevant memories found. Try other or more general words, fewer filters, or "
    "search_memories with search_tolerance fuzzy.";

using Counts = std::vector<memory::RelationshipCounts>;

ToolResult answer_text(
    const memory::Page<memory::Hit>& page, const Counts& relationships, std::int64_t max_tokens
) {
    if (page.items.empty()) {
        return ToolResult::success(std::string(kNothing));
    }
    PagedAnswer answer(
        "**Found " + std::to_string(page.total) + " relevant memories:**", page.offset, max_tokens
    );
    for (std::size_t i = 0; i < page.items.size(); ++i) {
        const std::int64_t number = page.offset + static_cast<std::int64_t>(i) + 1;
        if (!answer.add(item_text(number, page.items[i], relationships[i]))) {
            break;
        }
    }
    return ToolResult::success(std::move(answer).finish(
        page.total,
        "**Next steps:** get_memory reads one whole, get_related_memories follows its links."
    ));
}

ToolResult answer_json(
    const memory::Page<memory::Hit>& page, const Counts& relationships, std::int64_t max_tokens
) {
    JsonAnswer answer(max_tokens);
    answer.list("memories");
    std::int64_t next = page.offset;
    for (std::size_t i = 0; i < page.items.size(); ++i) {
        const memory::Hit& hit = page.items[i];
        json::Value item = brief_json(hit.memory, kSnippetCharacters);
        item["match"] = grade(hit.why);
        item["matched_in"] = matched_fields(hit.why);
        if (const std::string line = context_line(hit.memory); !line.empty()) {
            item["context"] = line;
        }
        if (!relationships[i].empty()) {
            item["relationships"] = to_json(relationships[i]);
        }
        if (!answer.add(std::move(item))) {
            break;
        }
        ++next;
    }
    answer.member("total", page.total);
    if (page.items.empty()) {
        answer.member("more", std::string(kNothing));
    } else if (next < page.total) {
        answer.member("next_offset", next);
    }
    return std::move(answer).finish();
}

Task<Counts> counts_of(memory::MemoryDatabase& database, const memory::Page<memory::Hit>& page) {
    std::vector<memory::MemoryId> ids;
    ids.reserve(page.items.size());
    for (const memory::Hit& hit : page.items) {
        ids.push_back(hit.memory.id);
    }
    co_return co_await database.relationship_counts(std::move(ids));
}

}  // namespace

void add_recall_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec("recall_memories", "As recall, with context, tags and relationship counts.");
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    spec.scope = kReadScope;
    auto handler = [&database](Call& /*call*/, RecallMemoriesArguments in) -> Task<ToolResult> {
        const ReadArguments wanted(in);
        const memory::Page<memory::Hit> page = co_await find(database, std::move(in));
        const Counts relationships = co_await counts_of(database, page);
        if (wanted.wants_json()) {
            co_return answer_json(page, relationships, wanted.max_tokens);
        }
        co_return answer_text(page, relationships, wanted.max_tokens);
    };
    registry.add(std::move(spec), recall_memories_schema(), handler);
}

}  // namespace mcp::tools
