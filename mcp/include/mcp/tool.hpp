#pragma once
// Tools: their description, and the registry that a server offers.
// A tool is added with its argument struct, the schema that fills the struct, and a handler.

#include <mcp/call.hpp>
#include <mcp/header_argument.hpp>
#include <mcp/output_schema.hpp>
#include <mcp/schema.hpp>
#include <mcp/task.hpp>
#include <mcp/tool_result.hpp>

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
    std::string scope;  ///< needed where there is authorization; empty = none
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
    /// `operation` is the tool's name; of a prompt or resource, words such as `read resource`.
    using FailureText = std::function<std::string(std::string_view operation, std::exception_ptr)>;
    using Starter = std::function<PreparedCall(Call&, const JsonObject&)>;

    ToolRegistry();
    ToolRegistry(const ToolRegistry&) = delete;
    ToolRegistry& operator=(const ToolRegistry&) = delete;
    ~ToolRegistry();

    /// Adds a tool. `handler` is called as `Task<ToolResult>(Call&, In)`, by value, after the
    /// arguments passed the schema; it is kept for the registry's life, so a lambda coroutine may
    /// capture. Throws Error for a bad or doubled name and for a missing description.
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

    /// Adds a tool that answers a struct: `handler` is called as `Task<Out>(Call&, In)`. What it
    /// returns is sent as structuredContent after `output`, and as the same JSON in text.
    template <class In, class Out, class Handler>
    void add(ToolSpec spec, InputSchema<In> schema, OutputSchema<Out> output, Handler handler) {
        auto input = std::make_shared<const InputSchema<In>>(std::move(schema));
        auto shape = std::make_shared<const OutputSchema<Out>>(std::move(output));
        auto work = std::make_shared<const Handler>(std::move(handler));
        auto start = [input, shape, work](Call& call, const JsonObject& arguments) {
            PreparedCall prepared;
            In in;
            prepared.problem = input->read(arguments, in);
            if (prepared.problem.empty()) {
                prepared.run.emplace(write_output(shape, (*work)(call, std::move(in))));
            }
            return prepared;
        };
        add_starter(std::move(spec), input->to_json(), std::move(start), shape->to_json());
    }

    /// Adds a tool whose schema is given as JSON text and sent as it is; the handler checks the
    /// arguments, which live until the task is done, itself. `output_schema` may be empty.
    using RawHandler = std::function<Task<ToolResult>(Call&, const JsonObject& arguments)>;
    void add_raw(
        ToolSpec spec,
        const std::string& input_schema,
        RawHandler handler,
        const std::string& output_schema = {}
    );

    /// How exceptions of handlers are told to the model; default: `Failed to <tool>: <what()>` for
    /// std::exception.
    void set_failure_text(FailureText text);

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept;
    [[nodiscard]] const ToolSpec& spec(std::size_t index) const;
    /// The JSON array of tools/list.
    [[nodiscard]] const std::string& list_json() const noexcept;

    /// Of a tool whose raw schema has properties with `x-mcp-header`; none for others.
    [[nodiscard]] const std::vector<HeaderArgument>& header_arguments(std::size_t index) const;

    [[nodiscard]] PreparedCall start(std::size_t index, Call& call, const JsonObject& arguments)
        const;
    /// What set_failure_text() makes of an exception. `operation` is a tool's name, or words such
    /// as `read resource`.
    [[nodiscard]] std::string failure_text(std::string_view operation, std::exception_ptr error)
        const;

  private:
    void add_starter(
        ToolSpec spec,
        const std::string& schema_json,
        Starter start,
        const std::string& output_schema_json = {},
        std::vector<HeaderArgument> headers = {}
    );

    template <class Out>
    static Task<ToolResult> write_output(
        std::shared_ptr<const OutputSchema<Out>> shape, Task<Out> work
    ) {
        const Out out = co_await std::move(work);
        std::string json = shape->write(out);
        std::string text = json;
        co_return ToolResult::structured(std::move(json), std::move(text));
    }

    struct Entry;
    std::vector<Entry> entries_;
    std::string list_json_ = "[]";
    FailureText failure_text_;
};

}  // namespace mcp
