// recall: answers a question with the memories that bear on it, one lean line each.
// Every line says why it is there, and the whole answer keeps to the caller's token budget.

#include "tools/arguments.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/token_budget.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace mcp::tools {

namespace {

constexpr std::int64_t kDefaultBudget = 1'500;
/// Characters of a memory's text in a line; get_memory shows the rest.
constexpr std::size_t kExcerptCharacters = 280;

struct RecallArguments {
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
    std::int64_t max_tokens = kDefaultBudget;
};

InputSchema<RecallArguments> recall_schema() {
    InputSchema<RecallArguments> schema;
    schema.add("query", &RecallArguments::query)
        .required()
        .max_length(1'000, Listing::checked_only)
        .describe("Question or key words");
    schema.add("limit", &RecallArguments::limit).range(1, 1'000).describe("Default 10");
    schema.add("project", &RecallArguments::project).describe("Only this project");
    schema.add("session", &RecallArguments::session).describe("Only this session");
    schema.add("author", &RecallArguments::author).describe("Only this author's");
    schema.add("types", &RecallArguments::types)
        .one_of(memory_type_names(), Listing::checked_only)
        .describe("Only these, as in store_memory");
    schema.add("tags", &RecallArguments::tags).max_items(50).describe("With any of these");
    schema.add("since", &RecallArguments::since).describe("Occurred from, ISO 8601");
    schema.add("until", &RecallArguments::until).describe("Occurred before; a date counts whole");
    schema.add("now", &RecallArguments::now).describe("The question's time, default now");
    schema.add("max_tokens", &RecallArguments::max_tokens)
        .range(100, static_cast<double>(kMaxAnswerTokens))
        .describe("Answer's size, default 1500");
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

std::string score_text(double score) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), score, std::chars_format::fixed, 2
    );
    return {buffer.data(), end.ptr};
}

std::string why_text(const memory::Explanation& why) {
    std::string text;
    for (const std::string& word : why.matched_words) {
        text += (text.empty() ? "" : " ") + word;
    }
    std::string places;
    auto add_place = [&places](bool there, std::string_view name) {
        if (there) {
            places += (places.empty() ? "" : ", ") + std::string(name);
        }
    };
    add_place(why.in_title, "title");
    add_place(why.in_content, "content");
    add_place(why.in_summary, "summary");
    add_place(why.in_tags, "tags");
    if (!places.empty()) {
        text += (text.empty() ? "in " : " in ") + places;
    }
    if (why.author_named) {
        text += "; names the author";
    }
    if (why.first_person) {
        text += "; your own words";
    }
    return text;
}

/// Title and content as one text; a title that only repeats the content's beginning is left out.
std::string body_of(const memory::Memory& memory) {
    const std::string& shown = memory.summary.empty() ? memory.content : memory.summary;
    if (memory.content.starts_with(memory.title)) {
        return excerpt(shown, kExcerptCharacters);
    }
    return excerpt(memory.title + ": " + shown, kExcerptCharacters);
}

std::string hit_line(const memory::Hit& hit) {
    const memory::Memory& memory = hit.memory;
    std::string line = memory.id.to_string() + " " + score_text(hit.score) + " " +
                       std::string(memory::to_string(memory.type)) + " " +
                       memory::format_iso8601(memory.occurred_at).substr(0, 10);
    if (!memory.author.empty()) {
        line += " " + memory.author;
    }
    return line + " | " + body_of(memory) + " | why: " + why_text(hit.why) + "\n";
}

std::string recall_text(const memory::Page<memory::Hit>& hits, std::int64_t max_tokens) {
    constexpr std::size_t kFootTokens = 40;
    const auto budget = static_cast<std::size_t>(max_tokens) - kFootTokens;
    std::string text;
    std::size_t tokens = 0;
    std::size_t shown = 0;
    for (const memory::Hit& hit : hits.items) {
        const std::string line = hit_line(hit);
        const std::size_t cost = estimate_tokens(line);
        // The best hit is always shown, shortened if it must be.
        if (shown > 0 && tokens + cost > budget) {
            break;
        }
        text += cost > budget ? std::string(cut_to_tokens(line, budget)) + "…\n" : line;
        tokens += cost;
        ++shown;
    }
    if (shown < hits.items.size()) {
        text += std::to_string(hits.items.size() - shown) + " more left out: raise max_tokens (" +
                std::to_string(max_tokens) + ")\n";
    } else if (hits.has_more) {
        text += std::to_string(hits.total) + " memories match: raise limit to see more\n";
    }
    text.pop_back();
    return text;
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
    auto handler = [&database](Call& /*call*/, RecallArguments in) -> Task<ToolResult> {
        const std::int64_t max_tokens = in.max_tokens;
        memory::RecallQuery query = to_query(std::move(in));
        const memory::Page<memory::Hit> hits = co_await database.recall(std::move(query));
        if (hits.items.empty()) {
            co_return ToolResult::success(
                "Nothing found. Try other words, fewer filters, or search_memories with "
                "search_tolerance fuzzy."
            );
        }
        co_return ToolResult::success(recall_text(hits, max_tokens));
    };
    registry.add(std::move(spec), recall_schema(), handler);
}

}  // namespace mcp::tools
