// get_recent_activity: what was recorded lately, and which problems are still open.
// Sections and wording of the predecessor; works alike on every store.

#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/token_budget.hpp"

#include <mcp/error.hpp>
#include <memory/time.hpp>
#include <memory/types.hpp>

#include <utility>

namespace mcp::tools {

namespace {

/// How many of the recent memories are listed.
constexpr std::size_t kRecentShown = 10;
constexpr std::size_t kSnippetCharacters = 150;

struct ActivityArguments {
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

std::string activity_text(const memory::RecentActivity& activity, const ActivityArguments& in) {
    std::string text = "**Recent activity (last " + std::to_string(in.days) + " days)**\n";
    if (!in.project.empty()) {
        text += "Project: " + in.project + "\n";
    }
    text += "Total: " + std::to_string(activity.total) + " memories\n";
    if (!activity.by_type.empty()) {
        text += "\n**Breakdown by Type:**\n";
        for (const auto& [type, count] : activity.by_type) {
            text +=
                "- " + std::string(memory::to_string(type)) + ": " + std::to_string(count) + "\n";
        }
    }
    if (!activity.unresolved.empty()) {
        text += "\n**⚠ Unresolved Problems:**\n";
        std::size_t number = 0;
        for (const memory::Memory& memory : activity.unresolved) {
            text += lines_of(memory, ++number);
        }
    }
    if (!activity.recent.empty()) {
        text += "\n**Recent:**\n";
        std::size_t number = 0;
        for (const memory::Memory& memory : activity.recent) {
            if (number == kRecentShown) {
                break;
            }
            text += lines_of(memory, ++number);
        }
    }
    text += "\n**Next steps:** get_memory reads one whole";
    text += activity.unresolved.empty()
                ? "."
                : "; link a solution to its problem with create_relationship SOLVES.";
    return text;
}

}  // namespace

void add_get_recent_activity_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "get_recent_activity", "Sum up what was recorded lately, and problems without a solution."
    );
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    InputSchema<ActivityArguments> schema;
    schema.add("days", &ActivityArguments::days).range(1, 365).describe("Default 7");
    schema.add("project", &ActivityArguments::project).describe("Default all");
    auto handler = [&database](Call& /*call*/, ActivityArguments in) -> Task<ToolResult> {
        const memory::RecentActivity activity =
            co_await database.recent_activity(static_cast<int>(in.days), in.project);
        co_return ToolResult::success(activity_text(activity, in));
    };
    registry.add(std::move(spec), std::move(schema), handler);
}

}  // namespace mcp::tools
