#pragma once
// Tools: their description, the per-call context, and the registry a server offers.
// A tool is added with its argument struct, the schema that fills the struct, and a handler.

#include <mcp/schema.hpp>
#include <mcp/task.hpp>
#include <mcp/tool_result.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp {

/// What a tool does to the world, as hints for the client (annotations of tools/list).
/// The protocol's defaults are worst-case, so every tool states all of them.
struct ToolEffects {
    ToolEffects() = default;
    bool read_only = false;
    bool destructive = false;  ///< may delete or overwrite; only means something unless read_only
    bool idempotent = false;   ///< the same call again changes nothing more
    bool open_world = false;   ///< reaches beyond the server's own data
};

/// Name, texts and effects of a tool.
struct ToolSpec {
    ToolSpec() = default;

    ToolSpec(std::string tool_name, std::string text)
        : name(std::move(tool_name)), description(std::move(text)) {}

    std::string name;         ///< 1 to 128 of A-Z a-z 0-9 _ . -
    std::string title;        ///< for people; empty = none
    std::string description;  ///< for the model: what it does, when to use it, what comes back
    ToolEffects effects;
};

/// Context of one running call; lives until its handler is done. Single-threaded like the server.
class Call {
  public:
    using Clock = std::chrono::steady_clock;

    Call(std::string_view tool, Clock::time_point deadline) : tool_(tool), deadline_(deadline) {}

    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Name of the tool called.
    [[nodiscard]] std::string_view tool() const noexcept { return tool_; }

    /// When the server answers for the handler that time is up.
    [[nodiscard]] Clock::time_point deadline() const noexcept { return deadline_; }

    /// The caller gave up, the deadline passed or the server stops. The handler's pending wait is
    /// cancelled (terminal) as well; what it returns is dropped.
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

    void mark_cancelled() noexcept { cancelled_ = true; }

  private:
    std::string_view tool_;
    Clock::time_point deadline_;
    bool cancelled_ = false;
};

/// A call ready to run, or why it cannot: `problem` tells the model what to change.
struct PreparedCall {
    PreparedCall() = default;
    std::optional<Task<ToolResult>> run;
    std::string problem;
};

/// The tools of a server, in the order they were added. Fill it, then share it as const: it is
/// immutable from then on and may serve any number of connections.
class ToolRegistry {
  public:
    /// Turns an exception that a handler threw (other than ToolError) into the text of the failure.
    /// `operation` is the tool's name.
    using FailureText = std::function<std::string(std::string_view operation, std::exception_ptr)>;
    using Starter = std::function<PreparedCall(Call&, const JsonObject&)>;

    ToolRegistry();
    ToolRegistry(const ToolRegistry&) = delete;
    ToolRegistry& operator=(const ToolRegistry&) = delete;
    ~ToolRegistry();

    /// Adds a tool. `handler` is called as `Task<ToolResult>(Call&, In)` after the arguments passed
    /// the schema; it is kept for the registry's life, so a lambda coroutine may capture. Throws
    /// Error for a bad or doubled name and for a missing description.
    template <class In, class Handler>
    void add(ToolSpec spec, InputSchema<In> schema, Handler handler) {
        auto shared = std::make_shared<const InputSchema<In>>(std::move(schema));
        auto start = [shared, work = std::move(handler)](Call& call, const JsonObject& arguments) {
            PreparedCall prepared;
            In in;
            prepared.problem = shared->read(arguments, in);
            if (prepared.problem.empty()) {
                prepared.run.emplace(work(call, std::move(in)));
            }
            return prepared;
        };
        add_starter(std::move(spec), shared->to_json(), std::move(start));
    }

    /// How exceptions of handlers are told to the model; default: `Failed to <tool>: <what()>` for
    /// std::exception.
    void set_failure_text(FailureText text);

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept;
    [[nodiscard]] const ToolSpec& spec(std::size_t index) const;
    /// The JSON array of tools/list.
    [[nodiscard]] const std::string& list_json() const noexcept;

    [[nodiscard]] PreparedCall start(std::size_t index, Call& call, const JsonObject& arguments)
        const;
    [[nodiscard]] std::string failure_text(std::size_t index, std::exception_ptr error) const;

  private:
    void add_starter(ToolSpec spec, const std::string& schema_json, Starter start);

    struct Entry;
    std::vector<Entry> entries_;
    std::string list_json_ = "[]";
    FailureText failure_text_;
};

}  // namespace mcp
