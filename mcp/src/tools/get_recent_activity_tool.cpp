// get_recent_activity: what was recorded lately, and which problems are still open.
// Sections and wording of the predecessor; works alike on every store.

#include "tools/answer_arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_json.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/token_budget.hpp"

#include <mcp/error.hpp>
#include <memory/time.hpp>
#include <memory/types.hpp>

#include <algorithm>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

/// How many of the recent memories are listed.
constexpr std::size_t kRecentShown = 10;
constexpr std::size_t kSnippetCharacters = 150;
/// Of a project's name in the answer's head.
constexpr std::size_t kProjectCharacters = 100;

struct ActivityArguments : ReadArguments {
    ActivityArguments() = default;
    std::int64_t days = 7;
    std::string project;
};

std::string lines_of(const memory::Memory& memory, std::size_t number) {
    std::string text = numbered_heading(static_cast<std::int64_t>(number), memory);
    text += "Type: " + std::string(memory::to_string(memory.type)) +
            " | Importance: " + short_number(memory.importance) +
            " | Recorded: " + memory::format_iso8601(memory.recorded_at) + "\n";
    text += "Summary: " +
            excerpt(memory.summary.empty() ? memory.content : memory.summary, kSnippetCharacters) +
            "\n";
    return text;
}

/// Where the rest is; empty when nothing was left out.
std::string more_text(std::size_t left_out, std::int64_t max_tokens) {
    if (left_out == 0) {
        return {};
    }
    return std::to_string(left_out) + " more left out: raise max_tokens (" +
           std::to_string(max_tokens) + "), or narrow by days or project";
}

std::string totals_text(const memory::RecentActivity& activity, const ActivityArguments& in) {
    std::string text = "**Recent activity (last " + std::to_string(in.days) + " days)**\n";
    if (!in.project.empty()) {
        text += "Project: " + excerpt(in.project, kProjectCharacters) + "\n";
    }
    text += "Total: " + std::to_string(activity.total) + " memories\n";
    return text;
}

std::string breakdown_text(const memory::RecentActivity& activity) {
    std::string text = "\n**Breakdown by Type:**\n";
    for (const auto& [type, count] : activity.by_type) {
        text += "- " + std::string(memory::to_string(type)) + ": " + std::to_string(count) + "\n";
    }
    return text;
}

/// The newest, no more than are listed.
std::span<const memory::Memory> newest_of(const memory::RecentActivity& activity) {
    return std::span(activity.recent).first(std::min(activity.recent.size(), kRecentShown));
}

/// Adds a section as far as there is room; answers how many of its memories were left out.
std::size_t add_section(
    std::string& text,
    TokenBudget& budget,
    std::string_view heading,
    std::span<const memory::Memory> memories
) {
    std::size_t shown = 0;
    for (const memory::Memory& memory : memories) {
        const std::string item =
            (shown == 0 ? std::string(heading) : std::string()) + lines_of(memory, shown + 1);
        if (!budget.take(estimate_tokens(item))) {
            break;
        }
        text += item;
        ++shown;
    }
    return memories.size() - shown;
}

ToolResult activity_text(const memory::RecentActivity& activity, const ActivityArguments& in) {
    constexpr std::size_t kFootTokens = 36;
    std::string text = totals_text(activity, in);
    TokenBudget budget(in.max_tokens, kFootTokens);
    budget.take(estimate_tokens(text));
    std::size_t left_out = 0;
    if (!activity.by_type.empty()) {
        const std::string breakdown = breakdown_text(activity);
        if (budget.take(estimate_tokens(breakdown))) {
            text += breakdown;
        }
    }
    left_out += add_section(text, budget, "\n**⚠ Unresolved Problems:**\n", activity.unresolved);
    left_out += add_section(text, budget, "\n**Recent:**\n", newest_of(activity));
    if (left_out > 0) {
        text += "\n" + more_text(left_out, in.max_tokens);
        return ToolResult::success(std::move(text));
    }
    text += "\n**Next steps:** get_memory reads one whole";
    text += activity.unresolved.empty()
                ? "."
                : "; link a solution to its problem with create_relationship SOLVES.";
    return ToolResult::success(std::move(text));
}

std::size_t add_list(
    JsonAnswer& answer, std::string_view name, std::span<const memory::Memory> memories
) {
    std::size_t shown = 0;
    answer.list(name);
    for (const memory::Memory& memory : memories) {
        json::Value item = brief_json(memory, kSnippetCharacters);
        item["recorded_at"] = memory::format_iso8601(memory.recorded_at);
        if (!answer.add(std::move(item))) {
            break;
        }
        ++shown;
    }
    return memories.size() - shown;
}

ToolResult activity_json(const memory::RecentActivity& activity, const ActivityArguments& in) {
    constexpr std::int64_t kHeadTokens = 20;
    constexpr std::int64_t kSmallAnswer = 200;
    json::Value types = json::Value::object();
    for (const auto& [type, count] : activity.by_type) {
        types[std::string(memory::to_string(type))] = count;
    }
    const auto cost = static_cast<std::int64_t>(estimate_tokens(json::dump(types)));
    // Thirteen types cost about 100 tokens, for which a small answer has no room.
    const bool with_types = cost + kSmallAnswer < in.max_tokens;
    JsonAnswer answer(in.max_tokens - kHeadTokens - (with_types ? cost : 0));
    answer.member("days", in.days);
    answer.member("total", activity.total);
    if (with_types) {
        answer.member("by_type", types);
    }
    std::size_t left_out = add_list(answer, "unresolved", activity.unresolved);
    left_out += add_list(answer, "recent", newest_of(activity));
    if (left_out > 0) {
        answer.member("more", more_text(left_out, in.max_tokens));
    }
    return std::move(answer).finish();
}

}  // namespace

void add_get_recent_activity_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "get_recent_activity", "Sum up what was recorded lately, and problems without a solution."
    );
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    spec.scope = kReadScope;
    InputSchema<ActivityArguments> schema;
    schema.add("days", &ActivityArguments::days).range(1, 365).describe("Default 7");
    schema.add("project", &ActivityArguments::project).describe("Default all");
    add_read_arguments(schema);
    auto handler = [&database](Call& /*call*/, ActivityArguments in) -> Task<ToolResult> {
        const memory::RecentActivity activity =
            co_await database.recent_activity(static_cast<int>(in.days), in.project);
        if (in.wants_json()) {
            co_return activity_json(activity, in);
        }
        co_return activity_text(activity, in);
    };
    registry.add(std::move(spec), std::move(schema), handler);
}

}  // namespace mcp::tools
