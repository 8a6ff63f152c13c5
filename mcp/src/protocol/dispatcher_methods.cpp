// The handlers of the method table: what they need of params, and what they start or answer.
// Whoever runs a call finds its parameters checked for shape, not for meaning.

#include "protocol/dispatcher.hpp"
#include "protocol/legacy.hpp"

#include <utility>

namespace mcp::protocol {

const std::string* Dispatcher::needed_text(Request& request, std::string_view name) {
    const json::Value& params = request.message.params;
    const auto found = params.find(name);
    if (found != params.end() && found->is_string()) {
        return &found->get_ref<const std::string&>();
    }
    reply_error(
        request,
        ErrorCode::invalid_params,
        "Invalid params: " + request.message.method + " needs a string \"" + std::string(name) +
            "\""
    );
    return nullptr;
}

void Dispatcher::initialize(Request& request) {
    if (request.batch != nullptr) {
        return reply_error(
            request, ErrorCode::invalid_request, "initialize must not be part of a batch"
        );
    }
    const std::string* version = needed_text(request, "protocolVersion");
    if (version == nullptr) {
        return;
    }
    negotiated_ = &negotiate(*version);
    legacy_capabilities_ = json::Value::object();
    legacy_log_level_ = LogLevel::info;
    watched_.clear();
    json::Value& params = request.message.params;
    const auto capabilities = params.find("capabilities");
    if (capabilities != params.end() && capabilities->is_object()) {
        legacy_capabilities_ = std::move(*capabilities);
    }
    request.actions->introduced = true;
    request.actions->watch_changed = true;
    reply(
        request, initialize_members(description_, *negotiated_, traits_.notifies), Closing::complete
    );
}

void Dispatcher::ping(Request& request) {
    reply(request, {}, Closing::complete);
}

void Dispatcher::discover(Request& request) {
    reply(request, modern_.discover_members(), Closing::fixed);
}

void Dispatcher::set_log_level(Request& request) {
    const std::string* name = needed_text(request, "level");
    if (name == nullptr) {
        return;
    }
    const std::optional<LogLevel> level = parse_log_level(*name);
    if (!level) {
        return reply_error(
            request,
            ErrorCode::invalid_params,
            "Invalid params: level must be one of debug, info, notice, warning, error, critical, "
            "alert, emergency"
        );
    }
    legacy_log_level_ = *level;
    reply(request, {}, Closing::complete);
}

bool Dispatcher::first_page(Request& request) {
    const auto cursor = request.message.params.find("cursor");
    if (cursor == request.message.params.end() || cursor->is_null()) {
        return true;
    }
    reply_error(
        request,
        ErrorCode::invalid_params,
        "Unknown cursor: " + request.message.method + " has one page only"
    );
    return false;
}

void Dispatcher::list_fixed(Request& request, std::string_view name, const std::string& items) {
    if (first_page(request)) {
        reply(request, "\"" + std::string(name) + "\":" + items, Closing::fixed);
    }
}

void Dispatcher::list_tools(Request& request) {
    list_fixed(request, "tools", description_.tools_json);
}

void Dispatcher::list_prompts(Request& request) {
    list_fixed(request, "prompts", description_.prompts_json);
}

void Dispatcher::list_templates(Request& request) {
    list_fixed(request, "resourceTemplates", description_.templates_json);
}

void Dispatcher::list_resources(Request& request) {
    if (!description_.lists_resources) {
        return list_fixed(request, "resources", description_.resources_json);
    }
    json::Value& params = request.message.params;
    CallRequest call;
    call.operation = Operation::list_resources;
    const auto cursor = params.find("cursor");
    if (cursor != params.end() && !cursor->is_null()) {
        if (!cursor->is_string()) {
            return reply_error(
                request, ErrorCode::invalid_params, "Invalid params: cursor must be a string"
            );
        }
        call.arguments = std::move(*cursor);
    }
    start(request, std::move(call));
}

void Dispatcher::call_named(
    Request& request, Operation operation, const std::unordered_map<std::string, std::size_t>& known
) {
    json::Value& params = request.message.params;
    const std::string* name = needed_text(request, "name");
    if (name == nullptr) {
        return;
    }
    const auto found = known.find(*name);
    if (found == known.end()) {
        const std::string_view what = operation == Operation::call_tool ? "tool" : "prompt";
        return reply_error(
            request, ErrorCode::invalid_params, "Unknown " + std::string(what) + ": " + *name
        );
    }
    CallRequest call;
    call.operation = operation;
    call.index = found->second;
    call.target = *name;
    call.method = request.message.method;
    const auto arguments = params.find("arguments");
    if (arguments == params.end() || arguments->is_null()) {
        call.arguments = json::Value::object();
    } else {
        call.arguments = std::move(*arguments);
    }
    const bool headers = headers_ != nullptr && request.era == Era::modern;
    if (headers && operation == Operation::call_tool &&
        call.index < description_.tool_headers.size()) {
        const std::string problem =
            check_parameters(*headers_, description_.tool_headers[call.index], call.arguments);
        if (!problem.empty()) {
            return reply_error(request, ErrorCode::header_mismatch, problem, {}, 400);
        }
    }
    start(request, std::move(call));
}

void Dispatcher::call_tool(Request& request) {
    call_named(request, Operation::call_tool, description_.tools);
}

void Dispatcher::get_prompt(Request& request) {
    call_named(request, Operation::get_prompt, description_.prompts);
}

void Dispatcher::read_resource(Request& request) {
    const std::string* uri = needed_text(request, "uri");
    if (uri == nullptr) {
        return;
    }
    CallRequest call;
    call.operation = Operation::read_resource;
    call.method = request.message.method;
    call.target = *uri;
    start(request, std::move(call));
}

void Dispatcher::subscribe(Request& request) {
    const std::string* uri = needed_text(request, "uri");
    if (uri == nullptr) {
        return;
    }
    if (!traits_.notifies) {
        return reply_error(
            request,
            ErrorCode::invalid_request,
            "Subscriptions need a session or revision 2026-07-28 (subscriptions/listen)"
        );
    }
    if (!watched_.contains(*uri) && watched_.size() >= limits_.max_watched_uris) {
        return reply_error(
            request,
            ErrorCode::internal_error,
            "Subscription limit reached (" + std::to_string(limits_.max_watched_uris) +
                "); unsubscribe from something first"
        );
    }
    watched_.insert(*uri);
    request.actions->watch_changed = true;
    reply(request, {}, Closing::complete);
}

void Dispatcher::unsubscribe(Request& request) {
    const std::string* uri = needed_text(request, "uri");
    if (uri == nullptr) {
        return;
    }
    if (const auto found = watched_.find(*uri); found != watched_.end()) {
        watched_.erase(found);
        request.actions->watch_changed = true;
    }
    reply(request, {}, Closing::complete);
}

void Dispatcher::complete(Request& request) {
    CallRequest call;
    call.operation = Operation::complete;
    json::Value params = request.message.params;
    params.erase("_meta");
    call.arguments = std::move(params);
    start(request, std::move(call));
}

void Dispatcher::listen(Request& request) {
    if (!description_.notifies()) {
        return reply_error(
            request,
            ErrorCode::method_not_found,
            "Method not found: this server notifies of nothing",
            {},
            404
        );
    }
    const auto malformed = [&](std::string_view what) {
        reply_error(request, ErrorCode::invalid_params, "Invalid params: " + std::string(what));
    };
    const json::Value& params = request.message.params;
    const auto wanted = params.find("notifications");
    if (wanted == params.end() || !wanted->is_object()) {
        return malformed("subscriptions/listen needs an object \"notifications\"");
    }
    CallRequest call;
    call.operation = Operation::listen;
    for (const auto& [name, value] : wanted->items()) {
        if (name == "resourceSubscriptions") {
            if (!value.is_array() || value.size() > limits_.max_watched_uris) {
                return malformed(
                    "resourceSubscriptions must be a list of at most " +
                    std::to_string(limits_.max_watched_uris) + " URIs"
                );
            }
            for (const json::Value& uri : value) {
                if (!uri.is_string()) {
                    return malformed("resourceSubscriptions must be a list of URIs");
                }
                call.filter.uris.push_back(uri.get<std::string>());
            }
            continue;
        }
        const bool known = name == "toolsListChanged" || name == "promptsListChanged" ||
                           name == "resourcesListChanged";
        if (!known) {
            continue;  // of a later revision: what is not honoured is not acknowledged
        }
        if (!value.is_boolean()) {
            return malformed(name + " must be true or false");
        }
        if (value.get<bool>()) {
            call.filter.tools = call.filter.tools || name == "toolsListChanged";
            call.filter.prompts = call.filter.prompts || name == "promptsListChanged";
            call.filter.resources = call.filter.resources || name == "resourcesListChanged";
        }
    }
    start(request, std::move(call));
}

}  // namespace mcp::protocol
