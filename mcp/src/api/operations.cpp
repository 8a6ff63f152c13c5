// Finding and running handlers: tools, prompts, resources, completion.
// A tool's failure is a result that a model reads; that of anything else is a JSON-RPC error.

#include "api/operations.hpp"

#include "api/input_required.hpp"
#include "json/json_io.hpp"
#include "protocol/results.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::api {
namespace {

using protocol::Answer;
using protocol::Closing;
using protocol::Operation;

Answer answer_of(const ToolResult& result) {
    Answer answer = Answer::result(protocol::tool_result_members(result));
    if (result.is_error()) {
        answer.mark_failed();
    }
    return answer;
}

Answer tool_failure(std::string text) {
    return answer_of(ToolResult::failure(std::move(text)));
}

Answer invalid(std::string text) {
    return Answer::error(ErrorCode::invalid_params, "Invalid params: " + std::move(text));
}

Prepared at_once(Answer answer) {
    Prepared out;
    out.answer = std::move(answer);
    return out;
}

Prepared later(Task<Answer> run) {
    Prepared out;
    out.run.emplace(std::move(run));
    return out;
}

Task<Answer> run_tool(Task<ToolResult> work) {
    const ToolResult result = co_await std::move(work);
    co_return answer_of(result);
}

Prepared prepare_tool(const Hub& hub, RunningCall& call) {
    const ToolRegistry& tools = *hub.features().tools;
    const std::size_t index = call.request().index;
    if (const std::string& scope = tools.spec(index).scope; !call.may(scope)) {
        return at_once(Answer::forbidden(scope));
    }
    PreparedCall prepared = tools.start(index, call.call(), call.request().arguments);
    if (!prepared.run.has_value()) {
        return at_once(tool_failure(std::move(prepared.problem)));
    }
    return later(run_tool(std::move(*prepared.run)));
}

/// Empty when the arguments are good.
std::string read_arguments(
    const PromptSpec& spec, const json::Value& sent, PromptRegistry::Arguments& out
) {
    if (!sent.is_object()) {
        return "arguments must be an object";
    }
    for (const auto& [name, value] : sent.items()) {
        if (std::ranges::find(spec.arguments, name, &PromptArgument::name) ==
            spec.arguments.end()) {
            return "prompt " + spec.name + " has no argument " + name;
        }
        if (!value.is_string()) {
            return "argument " + name + " must be a string";
        }
        out.emplace(name, value.get<std::string>());
    }
    for (const PromptArgument& argument : spec.arguments) {
        if (argument.required && !out.contains(argument.name)) {
            return "prompt " + spec.name + " needs the argument " + argument.name;
        }
    }
    return {};
}

// The coroutines below own what their handler is given by reference.

Task<Answer> run_prompt(
    const PromptSpec& spec,
    const PromptRegistry::Handler& handler,
    Call& call,
    PromptRegistry::Arguments arguments
) {
    const PromptResult result = co_await handler(call, arguments);
    const std::string& text = result.description.empty() ? spec.description : result.description;
    std::string members = protocol::prompt_members(text, result.messages);
    co_return Answer::result(std::move(members));
}

Prepared prepare_prompt(const Hub& hub, RunningCall& call) {
    const PromptRegistry& prompts = *hub.features().prompts;
    const PromptSpec& spec = prompts.spec(call.request().index);
    if (!call.may(spec.scope)) {
        return at_once(Answer::forbidden(spec.scope));
    }
    PromptRegistry::Arguments arguments;
    std::string problem = read_arguments(spec, call.request().arguments, arguments);
    if (!problem.empty()) {
        return at_once(invalid(std::move(problem)));
    }
    const auto& handler = prompts.handler(call.request().index);
    return later(run_prompt(spec, handler, call.call(), std::move(arguments)));
}

Task<Answer> run_reader(
    const ResourceRegistry::Reader& reader, Call& call, ResourceRegistry::Variables variables
) {
    const std::vector<ResourceContents> contents = co_await reader(call, variables);
    std::string members = protocol::resource_contents_members(contents);
    co_return Answer::result(std::move(members), Closing::changing);
}

Prepared prepare_read(const Hub& hub, RunningCall& call) {
    auto match = hub.features().resources->find(call.request().target);
    if (!match) {
        return at_once(Answer::not_found(call.request().target));
    }
    if (!call.may(match->spec->scope)) {
        return at_once(Answer::forbidden(match->spec->scope));
    }
    return later(run_reader(*match->reader, call.call(), std::move(match->variables)));
}

Task<Answer> run_lister(
    const ResourceRegistry::Lister& lister,
    Call& call,
    std::optional<std::string> cursor,
    std::string items
) {
    const ResourcePage page = co_await lister(call, cursor);
    for (const ResourceSpec& spec : page.resources) {
        items += items.empty() ? "" : ",";
        protocol::append_resource(items, spec, "uri");
    }
    std::string members = R"("resources":[)" + items + "]";
    if (page.next_cursor) {
        members += R"(,"nextCursor":)";
        json::append_string(members, *page.next_cursor);
    }
    co_return Answer::result(std::move(members), Closing::changing);
}

Prepared prepare_list(const Hub& hub, RunningCall& call) {
    const ResourceRegistry& resources = *hub.features().resources;
    if (!call.may(resources.lister_scope())) {
        return at_once(Answer::forbidden(resources.lister_scope()));
    }
    const json::Value& sent = call.request().arguments;
    std::optional<std::string> cursor;
    std::string fixed;
    if (sent.is_string()) {
        cursor = sent.get<std::string>();
    } else {
        // The fixed ones come first; the text is that of an array.
        const std::string& all = resources.list_json();
        fixed = all.substr(1, all.size() - 2);
    }
    return later(run_lister(resources.lister(), call.call(), std::move(cursor), std::move(fixed)));
}

Task<Answer> run_completion(
    const CompletionHandler& handler, Call& call, CompletionRequest request
) {
    const Completion found = co_await handler(call, request);
    std::string members = protocol::completion_members(found.values, found.total, found.has_more);
    co_return Answer::result(std::move(members));
}

const std::string* text_member(const json::Value& object, const char* name) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    const bool there = found != object.end() && found->is_string();
    return there ? &found->get_ref<const std::string&>() : nullptr;
}

/// Empty when `params` are good.
std::string read_completion(
    const Hub& hub, const json::Value& params, CompletionRequest& out, std::string& scope
) {
    const json::Value empty = json::Value::object();
    const json::Value& ref = params.contains("ref") ? params["ref"] : empty;
    const json::Value& argument = params.contains("argument") ? params["argument"] : empty;
    const std::string* type = text_member(ref, "type");
    const std::string* name = text_member(argument, "name");
    const std::string* value = text_member(argument, "value");
    if (type == nullptr || name == nullptr || value == nullptr) {
        return "completion/complete needs ref.type, argument.name and argument.value";
    }
    const Features& features = hub.features();
    if (*type == "ref/prompt") {
        const std::string* prompt = text_member(ref, "name");
        const auto index = prompt == nullptr || features.prompts == nullptr
                               ? std::nullopt
                               : features.prompts->find(*prompt);
        if (!index) {
            return "ref.name must be the name of a prompt";
        }
        out.kind = CompletionRequest::Kind::prompt;
        out.target = *prompt;
        scope = features.prompts->spec(*index).scope;
    } else if (*type == "ref/resource") {
        const std::string* uri = text_member(ref, "uri");
        const ResourceSpec* spec = uri == nullptr || features.resources == nullptr
                                       ? nullptr
                                       : features.resources->find_template(*uri);
        if (spec == nullptr) {
            return "ref.uri must be the template of a resource";
        }
        out.kind = CompletionRequest::Kind::resource;
        out.target = *uri;
        scope = spec->scope;
    } else {
        return "ref.type must be ref/prompt or ref/resource";
    }
    out.argument = *name;
    out.value = *value;
    if (!params.contains("context") || !params["context"].is_object()) {
        return {};
    }
    const json::Value& context = params["context"];
    const auto known = context.find("arguments");
    if (known != context.end() && known->is_object()) {
        for (const auto& [key, text] : known->items()) {
            if (text.is_string()) {
                out.known.emplace(key, text.get<std::string>());
            }
        }
    }
    return {};
}

Prepared prepare_completion(const Hub& hub, RunningCall& call) {
    CompletionRequest request;
    std::string scope;
    std::string problem = read_completion(hub, call.request().arguments, request, scope);
    if (!problem.empty()) {
        return at_once(invalid(std::move(problem)));
    }
    if (!call.may(scope)) {
        return at_once(Answer::forbidden(scope));
    }
    return later(run_completion(hub.features().complete, call.call(), std::move(request)));
}

std::string what_failed(const RunningCall& call) {
    switch (call.request().operation) {
        case Operation::get_prompt:
            return "get prompt " + call.request().target;
        case Operation::read_resource:
            return "read resource";
        case Operation::list_resources:
            return "list resources";
        case Operation::complete:
            return "complete";
        default:
            return "run " + call.request().target;
    }
}

Answer failure(const RunningCall& call, std::string text) {
    if (call.request().operation == Operation::call_tool) {
        return tool_failure(std::move(text));
    }
    return Answer::error(ErrorCode::internal_error, std::move(text));
}

Prepared prepare_operation(const Hub& hub, RunningCall& call) {
    switch (call.request().operation) {
        case Operation::get_prompt:
            return prepare_prompt(hub, call);
        case Operation::read_resource:
            return prepare_read(hub, call);
        case Operation::list_resources:
            return prepare_list(hub, call);
        case Operation::complete:
            return prepare_completion(hub, call);
        default:
            return prepare_tool(hub, call);
    }
}

}  // namespace

Prepared prepare(const Hub& hub, RunningCall& call) {
    if (!call.open_state()) {
        return at_once(invalid("requestState is not one of this call, or too old: ask again"));
    }
    try {
        return prepare_operation(hub, call);
    } catch (...) {
        // A handler that is no coroutine throws before there is a task.
        return at_once(answer_of_failure(hub, call, std::current_exception()));
    }
}

Answer answer_of_failure(const Hub& hub, const RunningCall& call, std::exception_ptr thrown) {
    const protocol::CallRequest& request = call.request();
    try {
        std::rethrow_exception(thrown);
    } catch (const InputRequired& asked) {
        return Answer::result(call.input_required_members(asked), Closing::input_required);
    } catch (const ProtocolError& error) {
        return Answer::error(error.code(), error.what(), error.data());
    } catch (const ResourceNotFound&) {
        return Answer::not_found(request.target);
    } catch (const ToolError& error) {
        return failure(call, error.what());
    } catch (...) {
        if (hub.features().tools == nullptr) {
            return failure(call, "Failed to " + what_failed(call));
        }
        const bool tool = request.operation == Operation::call_tool;
        const std::string name = tool ? request.target : what_failed(call);
        return failure(call, hub.features().tools->failure_text(name, std::move(thrown)));
    }
}

Answer answer_of_abort(const RunningCall& call, std::string_view why) {
    return failure(call, "Failed to " + what_failed(call) + ": " + std::string(why));
}

}  // namespace mcp::api
