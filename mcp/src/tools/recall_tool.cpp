// recall: answers a question with the memories that bear on it, one lean line each.
// Every line says why it is there, and the whole answer keeps to the caller's token budget.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_tools.hpp"
#include "tools/recall_text.hpp"

#include <mcp/error.hpp>

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

struct RecallArguments : ReadArguments {
    RecallArguments() = default;
    std::string query;
    std::int64_t limit = 10;
    std::string project;
    std::string session;
    std::string author;
    std::vector<std::string> types;
    std::vector<std::string> tags;
    std::optional<std::string> since;
    std::optional<std::string> until;
    std::optional<std::string> now;
};

InputSchema<RecallArguments> recall_schema() {
    InputSchema<RecallArguments> schema;
    schema.add("query", &RecallArguments::query)
        .required()
        .max_length(1'000, Listing::checked_only)
        .describe("Question or key words");
    schema.add("limit", &RecallArguments::limit)
        .range(1, 1'000, Listing::checked_only)
        .describe("Default 10");
    schema.add("project", &RecallArguments::project).describe("Only this project");
    schema.add("session", &RecallArguments::session);
    schema.add("author", &RecallArguments::author);
    schema.add("types", &RecallArguments::types)
        .one_of(memory_type_names(), Listing::checked_only)
        .describe("Only these, as in store_memory");
    schema.add("tags", &RecallArguments::tags).max_items(50).describe("With any of these");
    schema.add("since", &RecallArguments::since).describe("Occurred from, ISO 8601");
    schema.add("until", &RecallArguments::until).describe("Occurred before; a date counts whole");
    schema.add("now", &RecallArguments::now).describe("The question's time, default now");
    add_read_arguments(schema).describe("Answer's size, 100 to 24000, default 1500");
    return schema;
}

memory::RecallQuery to_query(RecallArguments&& in) {
    memory::RecallQuery query;
    query.text = std::move(in.query);
    query.limit = in.limit;
    query.now = to_time("now", in.now);
    query.filter.project = std::move(in.project);
    query.filter.session = std::move(in.session);
    query.filter.author = std::move(in.author);
    query.filter.types = to_memory_types(in.types);
    query.filter.tags = std::move(in.tags);
    query.filter.since = to_time("since", in.since);
    query.filter.until = to_end_time("until", in.until);
    return query;
}

ToolResult recall_json(const memory::Page<memory::Hit>& hits, std::int64_t max_tokens) {
    JsonAnswer answer(max_tokens);
    answer.list("memories");
    std::size_t shown = 0;
    for (const memory::Hit& hit : hits.items) {
        json::Value item;
        item["id"] = hit.memory.id.to_string();
        item["score"] = std::round(hit.score * 100) / 100;
        item["type"] = memory::to_string(hit.memory.type);
        item["occurred_at"] = memory::format_iso8601(hit.memory.occurred_at);
        if (!hit.memory.author.empty()) {
            item["author"] = hit.memory.author;
        }
        item["text"] = recalled_text(hit.memory);
        item["why"] = why_recalled(hit.why);
        if (!answer.add(std::move(item))) {
            break;
        }
        ++shown;
    }
    answer.member("total", hits.total);
    const std::string more =
        hits.items.empty() ? std::string(kNothingRecalled) : more_hits(hits, shown, max_tokens);
    if (!more.empty()) {
        answer.member("more", more);
    }
    return std::move(answer).finish();
}

}  // namespace

void add_recall_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "recall",
        "Find what is remembered about a question, best first: lines of ID, score, type, date, "
        "author | text | why. Read one whole with get_memory."
    );
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    spec.scope = kReadScope;
    auto handler = [&database](Call& /*call*/, RecallArguments in) -> Task<ToolResult> {
        const ReadArguments wanted(in);
        memory::RecallQuery query = to_query(std::move(in));
        const memory::Page<memory::Hit> hits = co_await database.recall(std::move(query));
        if (wanted.wants_json()) {
            co_return recall_json(hits, wanted.max_tokens);
        }
        co_return ToolResult::success(recall_text(hits, wanted.max_tokens));
    };
    registry.add(std::move(spec), recall_schema(), handler);
}

}  // namespace mcp::tools
