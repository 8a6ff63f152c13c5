#pragma once
// Prompts: message templates that a user picks in the client, and completion of their arguments.
// Fill the registry, then share it as const.

#include <mcp/call.hpp>
#include <mcp/prompt_message.hpp>
#include <mcp/task.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp {

/// One argument of a prompt; always a text.
struct PromptArgument {
    PromptArgument() = default;

    PromptArgument(std::string the_name, std::string text, bool is_required = false)
        : name(std::move(the_name)), description(std::move(text)), required(is_required) {}

    std::string name;
    std::string description;
    bool required = false;
};

struct PromptSpec {
    PromptSpec() = default;

    PromptSpec(std::string prompt_name, std::string text)
        : name(std::move(prompt_name)), description(std::move(text)) {}

    std::string name;
    std::string title;        ///< for people; empty = none
    std::string description;  ///< what the user gets from it
    std::vector<PromptArgument> arguments;
    std::string scope;  ///< needed where there is authorization; empty = none
};

struct PromptResult {
    PromptResult() = default;
    std::string description;  ///< empty = the spec's
    std::vector<PromptMessage> messages;
};

/// The prompts of a server. Immutable once shared; may serve any number of connections.
class PromptRegistry {
  public:
    using Arguments = std::map<std::string, std::string, std::less<>>;
    /// Required arguments are there, unknown ones were refused. Both live until the task is done.
    using Handler = std::function<Task<PromptResult>(Call&, const Arguments& arguments)>;

    PromptRegistry();
    PromptRegistry(const PromptRegistry&) = delete;
    PromptRegistry& operator=(const PromptRegistry&) = delete;
    ~PromptRegistry();

    /// Throws Error for a doubled or empty name and for a missing description.
    void add(PromptSpec spec, Handler handler);

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept;
    [[nodiscard]] const PromptSpec& spec(std::size_t index) const;
    [[nodiscard]] const Handler& handler(std::size_t index) const;
    /// The JSON array of prompts/list.
    [[nodiscard]] const std::string& list_json() const noexcept;

  private:
    struct Entry;
    std::vector<Entry> entries_;
    std::string list_json_ = "[]";
};

/// A question for values that an argument may have.
struct CompletionRequest {
    enum class Kind : std::uint8_t {
        prompt,   ///< `target` is the name of a prompt
        resource  ///< `target` is the URI template
    };
    CompletionRequest() = default;
    Kind kind = Kind::prompt;
    std::string target;
    std::string argument;                                   ///< name of the argument or variable
    std::string value;                                      ///< what was typed so far
    std::map<std::string, std::string, std::less<>> known;  ///< other arguments' values
};

struct Completion {
    Completion() = default;
    std::vector<std::string> values;  ///< best first; the server sends at most 100
    std::optional<std::int64_t> total;
    bool has_more = false;
};

/// Answers completion/complete; targets that the server does not offer were refused before. The
/// request lives until the task is done.
using CompletionHandler = std::function<Task<Completion>(Call&, const CompletionRequest& request)>;

}  // namespace mcp
