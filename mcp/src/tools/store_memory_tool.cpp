// store_memory: keeps one memory. Acknowledged when durable; with a key, stored once.
// Parameters, bounds and texts are the predecessor's; author to key are additions.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

/// The predecessor's context object; what it does not name is kept as metadata.
struct ContextArguments {
    ContextArguments() = default;
    std::string project_path;
    std::vector<std::string> files_involved;
    std::vector<std::string> languages;
    std::vector<std::string> frameworks;
    std::vector<std::string> technologies;
    std::string git_commit;
    std::string git_branch;
    std::string working_directory;
    std::string session_id;
    std::string user_id;
    std::string additional_metadata;
};

struct StoreArguments : OutputArguments {
    StoreArguments() = default;
    std::string type;
    std::string title;
    std::string content;
    std::string summary;
    std::vector<std::string> tags;
    std::optional<double> importance;
    ContextArguments context;
    std::string author;
    std::string session;
    std::string project;
    std::optional<std::string> occurred_at;
    std::string key;
};

InputSchema<ContextArguments> context_schema() {
    InputSchema<ContextArguments> schema;
    schema.add("project_path", &ContextArguments::project_path);
    schema.add("files_involved", &ContextArguments::files_involved);
    schema.add("languages", &ContextArguments::languages);
    schema.add("frameworks", &ContextArguments::frameworks);
    schema.add("technologies", &ContextArguments::technologies);
    schema.add("git_commit", &ContextArguments::git_commit);
    schema.add("git_branch", &ContextArguments::git_branch);
    schema.add("working_directory", &ContextArguments::working_directory);
    schema.add("session_id", &ContextArguments::session_id);
    schema.add("user_id", &ContextArguments::user_id);
    schema.add_rest("additional_metadata", &ContextArguments::additional_metadata);
    return schema;
}

/// The members of the context in words: as a schema they would be a tenth of the whole catalogue.
constexpr const char* kContextMembers =
    "{project_path, files_involved[], languages[], frameworks[], technologies[], git_commit, "
    "git_branch, working_directory}; others are kept";

InputSchema<StoreArguments> store_schema() {
    InputSchema<StoreArguments> schema;
    schema.add("type", &StoreArguments::type).required().one_of(memory_type_names());
    schema.add("title", &StoreArguments::title)
        .required()
        .max_length(500)
        .describe("Short, with the words one would search for");
    schema.add("content", &StoreArguments::content)
        .required()
        .max_length(50'000)
        .describe("The fact, with its reason");
    schema.add("summary", &StoreArguments::summary).max_length(1'000).describe("One sentence");
    schema.add("tags", &StoreArguments::tags).max_items(50).max_length(100).describe("Key words");
    schema.add("importance", &StoreArguments::importance).range(0, 1).describe("Default 0.5");
    schema.add("context", &StoreArguments::context, context_schema(), Listing::checked_only)
        .describe(kContextMembers);
    schema.add("author", &StoreArguments::author)
        .max_length(200, Listing::checked_only)
        .describe("Who said it; 'user' for the user");
    schema.add("session", &StoreArguments::session)
        .max_length(200, Listing::checked_only)
        .describe("Conversation name");
    schema.add("project", &StoreArguments::project).max_length(1'000, Listing::checked_only);
    schema.add("occurred_at", &StoreArguments::occurred_at)
        .max_length(40, Listing::checked_only)
        .describe("ISO 8601, default now");
    schema.add("key", &StoreArguments::key)
        .max_length(200, Listing::checked_only)
        .describe("Same key: stored once, same ID answered");
    add_output_argument(schema);
    return schema;
}

memory::MemoryContext to_context(ContextArguments&& in) {
    memory::MemoryContext context;
    context.project_path = std::move(in.project_path);
    context.files_involved = std::move(in.files_involved);
    context.languages = std::move(in.languages);
    context.frameworks = std::move(in.frameworks);
    context.technologies = std::move(in.technologies);
    context.git_commit = std::move(in.git_commit);
    context.git_branch = std::move(in.git_branch);
    context.working_directory = std::move(in.working_directory);
    context.additional_metadata = std::move(in.additional_metadata);
    return context;
}

memory::NewMemory to_new_memory(StoreArguments&& in) {
    memory::NewMemory memory;
    memory.type = to_memory_type(in.type);
    memory.title = std::move(in.title);
    memory.content = std::move(in.content);
    memory.summary = std::move(in.summary);
    memory.tags = std::move(in.tags);
    memory.importance = in.importance;
    memory.author = in.author.empty() ? std::move(in.context.user_id) : std::move(in.author);
    memory.session = in.session.empty() ? std::move(in.context.session_id) : std::move(in.session);
    memory.project = std::move(in.project);
    memory.occurred_at = to_time("occurred_at", in.occurred_at);
    memory.key = std::move(in.key);
    memory.context = to_context(std::move(in.context));
    return memory;
}

}  // namespace

void add_store_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "store_memory", "Keep one durable fact, decision, solution or preference. Answers its ID."
    );
    spec.scope = kWriteScope;
    auto handler = [&database](Call& /*call*/, StoreArguments in) -> Task<ToolResult> {
        const bool as_json = in.wants_json();
        memory::NewMemory memory = to_new_memory(std::move(in));
        const memory::StoreReceipt receipt = co_await database.store(std::move(memory));
        if (as_json) {
            json::Value answer;
            answer["id"] = receipt.id.to_string();
            answer["created"] = receipt.created;
            co_return json_result(answer);
        }
        std::string text = "Memory stored successfully with ID: " + receipt.id.to_string();
        if (!receipt.created) {
            text += " (was there already under this key; nothing changed)";
        }
        co_return ToolResult::success(std::move(text));
    };
    registry.add(std::move(spec), store_schema(), handler);
}

}  // namespace mcp::tools
