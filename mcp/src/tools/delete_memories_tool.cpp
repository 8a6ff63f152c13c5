// delete_memories: removes all memories that pass a filter, after somebody agreed to their number.
// The user is asked when the client can (elicitation); otherwise the caller repeats the call with
// confirm and the code of the selection that the first answer gave. Either way exactly the memories
// that were counted are deleted: a selection that has changed meanwhile is shown anew.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_tools.hpp"
#include "tools/selection.hpp"

#include <mcp/error.hpp>
#include <memory/error.hpp>

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

/// Deleted by one call at most.
constexpr std::int64_t kMostAtOnce = 10'000;
/// Deleted together or not at all.
constexpr std::size_t kBatch = 500;
/// Titles shown of a selection.
constexpr std::size_t kExamples = 5;
constexpr std::size_t kTitleCharacters = 80;

struct DeleteManyArguments : OutputArguments {
    DeleteManyArguments() = default;
    std::string project;
    std::string session;
    std::string author;
    std::vector<std::string> types;
    std::vector<std::string> tags;
    std::optional<std::string> since;
    std::optional<std::string> until;
    bool dry_run = false;
    bool confirm = false;
    std::string selection;
};

InputSchema<DeleteManyArguments> delete_many_schema() {
    InputSchema<DeleteManyArguments> schema;
    schema.add("project", &DeleteManyArguments::project).describe("Only this project");
    schema.add("session", &DeleteManyArguments::session).describe("Only this session");
    schema.add("author", &DeleteManyArguments::author).describe("Only this author's");
    schema.add("types", &DeleteManyArguments::types)
        .one_of(memory_type_names(), Listing::checked_only)
        .describe("Only these, as in store_memory");
    schema.add("tags", &DeleteManyArguments::tags).max_items(50).describe("With any of these");
    schema.add("since", &DeleteManyArguments::since).describe("Occurred from, ISO 8601");
    schema.add("until", &DeleteManyArguments::until)
        .describe("Occurred before; a date counts whole");
    schema.add("dry_run", &DeleteManyArguments::dry_run).describe("Only count; default false");
    schema.add("confirm", &DeleteManyArguments::confirm)
        .describe("Delete what an earlier answer counted; needs its selection code");
    schema.add("selection", &DeleteManyArguments::selection)
        .max_length(40, Listing::checked_only)
        .describe("Code that the earlier answer gave");
    add_output_argument(schema);
    return schema;
}

memory::Filter to_filter(const DeleteManyArguments& in) {
    memory::Filter filter;
    filter.project = in.project;
    filter.session = in.session;
    filter.author = in.author;
    filter.types = to_memory_types(in.types);
    filter.tags = in.tags;
    filter.since = to_time("since", in.since);
    filter.until = to_end_time("until", in.until);
    const bool all = filter.project.empty() && filter.session.empty() && filter.author.empty() &&
                     filter.types.empty() && filter.tags.empty() && !filter.since && !filter.until;
    if (all) {
        throw ToolError(
            "Validation error: give at least one of project, session, author, types, tags, since "
            "and until; without any, all memories would be deleted"
        );
    }
    return filter;
}

/// What would be deleted: the ids, and how people recognise them.
struct Selection {
    Selection() = default;
    std::vector<memory::MemoryId> ids;
    std::string code;
    std::vector<std::string> titles;
};

Task<Selection> select(memory::MemoryDatabase& database, memory::Filter filter) {
    memory::ListQuery query;
    query.filter = std::move(filter);
    query.order = memory::ListQuery::Order::recorded;
    query.limit = kMostAtOnce;
    memory::Page<memory::MemoryId> page = co_await database.list_ids(std::move(query));
    if (page.total > kMostAtOnce) {
        throw ToolError(
            std::to_string(page.total) + " memories match, more than " +
            std::to_string(kMostAtOnce) +
            " at a time. Nothing was deleted. Narrow the filter, for example by since and until"
        );
    }
    Selection selection;
    selection.ids = std::move(page.items);
    selection.code = selection_code(selection.ids);
    const std::size_t shown = std::min(selection.ids.size(), kExamples);
    std::vector<memory::MemoryId> first(
        selection.ids.begin(), selection.ids.begin() + static_cast<std::ptrdiff_t>(shown)
    );
    const auto examples = co_await database.get(std::move(first));
    for (const auto& memory : examples) {
        if (memory) {
            selection.titles.push_back(excerpt(memory->title, kTitleCharacters));
        }
    }
    co_return selection;
}

std::string memories(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " memory" : " memories");
}

/// "3 memories: 'A', 'B', 'C'"
std::string description_of(const Selection& selection) {
    std::string text = memories(selection.ids.size());
    for (const std::string& title : selection.titles) {
        text += (text.back() == '\'' ? ", '" : ": '") + title + "'";
    }
    if (selection.titles.size() < selection.ids.size()) {
        text += " and more";
    }
    return text;
}

ToolResult counted(const DeleteManyArguments& in, const Selection& selection, std::string text) {
    if (!in.wants_json()) {
        return ToolResult::success(std::move(text));
    }
    json::Value answer;
    answer["matched"] = selection.ids.size();
    answer["deleted"] = 0;
    answer["titles"] = selection.titles;
    answer["selection"] = selection.code;
    answer["next"] = std::move(text);
    return json_result(answer);
}

std::string how_to_confirm(const Selection& selection) {
    return description_of(selection) +
           " would be deleted for good. Nothing was deleted yet. If that is wanted, call "
           "delete_memories again with the same arguments, confirm true and selection " +
           selection.code + ".";
}

std::vector<InputRequest> question_about(const Selection& selection) {
    constexpr auto kForm = R"({"type":"object","properties":{"confirm":{"type":"boolean",)"
                           R"("title":"Delete them","description":"There is no undo"}},)"
                           R"("required":["confirm"]})";
    std::vector<InputRequest> questions;
    questions.push_back(InputRequest::elicitation(
        "confirm",
        "Delete " + description_of(selection) + "? Their history and relationships go with them.",
        kForm
    ));
    return questions;
}

/// The user accepted the form and ticked its box.
bool agreed(const Call::Answers& answers) {
    const auto answer = answers.find("confirm");
    if (answer == answers.end() || !answer->second.is_object()) {
        return false;
    }
    const json::Value& given = answer->second;
    const auto content = given.find("content");
    if (given.value("action", std::string()) != "accept" || content == given.end() ||
        !content->is_object()) {
        return false;
    }
    const auto confirm = content->find("confirm");
    return confirm != content->end() && confirm->is_boolean() && confirm->get<bool>();
}

/// Removes in batches, and says what was done when one of them fails. Answers how many there were.
Task<std::size_t> remove_all(
    Call& call, memory::MemoryDatabase& database, std::vector<memory::MemoryId> ids
) {
    std::size_t done = 0;
    std::size_t removed = 0;
    std::optional<std::string> failure;
    while (done < ids.size()) {
        memory::Transaction batch = database.transaction();
        const std::size_t end = std::min(ids.size(), done + kBatch);
        for (std::size_t i = done; i < end; ++i) {
            batch.remove(ids[i]);
        }
        try {
            const auto results = co_await database.apply(std::move(batch));
            removed += static_cast<std::size_t>(std::ranges::count_if(results, [](const auto& one) {
                return one.outcome == memory::WriteOutcome::removed;
            }));
        } catch (const memory::Error& error) {
            failure = error.what();
        }
        if (failure) {
            throw ToolError(
                "Failed to delete all: " + *failure + ". " + memories(removed) + " of " +
                std::to_string(ids.size()) +
                " are known to be deleted. Call delete_memories again for the rest"
            );
        }
        done = end;
        call.progress(static_cast<double>(done), static_cast<double>(ids.size()));
    }
    co_return removed;
}

ToolResult deleted(const DeleteManyArguments& in, std::size_t matched, std::size_t removed) {
    if (in.wants_json()) {
        json::Value answer;
        answer["matched"] = matched;
        answer["deleted"] = removed;
        return json_result(answer);
    }
    std::string text = "Deleted " + memories(removed) + ".";
    if (removed < matched) {
        text += " " + std::to_string(matched - removed) + " were gone before.";
    }
    return ToolResult::success(std::move(text));
}

/// Whether the user agrees. In the modern era the first ask() ends the call, and the answer comes
/// with a second one, whose selection must be the one that was shown.
Task<bool> user_agrees(Call& call, const Selection& selection) {
    const std::string shown = call.state();
    if (!shown.empty() && shown != selection.code) {
        throw ToolError(
            "What matches has changed since it was shown: now " + description_of(selection) +
            ". Nothing was deleted; call delete_memories again"
        );
    }
    call.keep_state(selection.code);
    std::vector<InputRequest> questions = question_about(selection);
    const Call::Answers answers = co_await call.ask(std::move(questions));
    co_return agreed(answers);
}

Task<ToolResult> run(Call& call, memory::MemoryDatabase& database, DeleteManyArguments in) {
    memory::Filter filter = to_filter(in);
    const Selection selection = co_await select(database, std::move(filter));
    if (selection.ids.empty()) {
        co_return counted(in, selection, "No memory matches. Nothing was deleted.");
    }
    if (in.dry_run) {
        co_return counted(
            in, selection, description_of(selection) + " would be deleted. Nothing was deleted."
        );
    }
    if (call.client_can("elicitation")) {
        const bool wanted = co_await user_agrees(call, selection);
        if (!wanted) {
            co_return counted(in, selection, "The user did not agree. Nothing was deleted.");
        }
    } else if (!in.confirm || in.selection.empty()) {
        co_return counted(in, selection, how_to_confirm(selection));
    } else if (in.selection != selection.code) {
        throw ToolError(
            "What matches is not what was counted under that selection code. Now " +
            how_to_confirm(selection)
        );
    }
    const std::size_t removed = co_await remove_all(call, database, selection.ids);
    co_return deleted(in, selection.ids.size(), removed);
}

}  // namespace

void add_delete_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "delete_memories",
        "Remove all memories that match a filter, for good. Counts them first and asks for "
        "confirmation."
    );
    spec.effects.destructive = true;
    spec.effects.idempotent = true;
    spec.scope = kAdminScope;
    auto handler = [&database](Call& call, DeleteManyArguments in) -> Task<ToolResult> {
        return run(call, database, std::move(in));
    };
    registry.add(std::move(spec), delete_many_schema(), handler);
}

}  // namespace mcp::tools
