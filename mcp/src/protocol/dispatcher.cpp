// The method table and what stands around it: eras, batches, calls in flight, error codes.
// A request is answered exactly once, except when it is cancelled; a notification never.

#include "protocol/dispatcher.hpp"

#include "protocol/legacy.hpp"

#include <algorithm>
#include <utility>

namespace mcp::protocol {
namespace {

std::string error_reply(std::string_view id, ErrorCode code, std::string_view text) {
    std::string out;
    jsonrpc::append_error(out, id, code, text);
    return out;
}

std::string_view describe(json::ParseStatus status) noexcept {
    switch (status) {
        case json::ParseStatus::too_deep:
            return "Parse error: the message is nested too deeply";
        case json::ParseStatus::too_many_values:
            return "Parse error: the message holds too many values";
        default:
            return "Parse error: the message is not JSON in UTF-8";
    }
}

std::string result_members(const ToolResult& result) {
    std::string out;
    out.reserve(result.text().size() + result.text().size() / 8 + 512);
    out += R"("content":[{"type":"text","text":)";
    json::append_string(out, result.text());
    out += "}]";
    if (result.is_error()) {
        out += R"(,"isError":true)";
    }
    return out;
}

}  // namespace

const Dispatcher::Method* Dispatcher::find_method(std::string_view name) noexcept {
    // Every request that the server answers. [mcp-method]
    static constexpr Method kMethods[] = {
        {"tools/call", Eras::both, &Dispatcher::call_tool},
        {"tools/list", Eras::both, &Dispatcher::list_tools},
        {"initialize", Eras::legacy, &Dispatcher::initialize},
        {"ping", Eras::legacy, &Dispatcher::ping},
        {"server/discover", Eras::modern, &Dispatcher::discover},
    };
    const auto* found = std::ranges::find(kMethods, name, &Method::name);
    return found == std::end(kMethods) ? nullptr : found;
}

Dispatcher::Dispatcher(
    const Description& description, const Modern& modern, DispatcherLimits limits
)
    : description_(description), modern_(modern), limits_(limits) {}

std::string Dispatcher::oversized_reply() {
    return error_reply(
        "null",
        ErrorCode::parse_error,
        "Parse error: the message is larger than this server reads; send less at once"
    );
}

void Dispatcher::receive(std::string_view text, Actions& actions) {
    json::Value value;
    const auto status = json::parse(text, limits_.json, value);
    if (status != json::ParseStatus::ok) {
        actions.replies.push_back(error_reply("null", ErrorCode::parse_error, describe(status)));
    } else if (value.is_array()) {
        receive_batch(std::move(value), actions);
    } else {
        receive_one(std::move(value), nullptr, actions);
    }
}

void Dispatcher::receive_batch(json::Value&& values, Actions& actions) {
    const auto refuse = [&](std::string_view text) {
        actions.replies.push_back(error_reply("null", ErrorCode::invalid_request, text));
    };
    if (negotiated_ == nullptr || !negotiated_->batches) {
        return refuse("Batches belong to revision 2025-03-26 only; send one message a line");
    }
    if (values.empty() || values.size() > limits_.max_batch) {
        return refuse("A batch must hold 1 to " + std::to_string(limits_.max_batch) + " messages");
    }
    const auto batch = std::make_shared<Batch>();
    batch->open = 1;  // held by this function, so that the batch is not complete before its end
    for (json::Value& value : values) {
        receive_one(std::move(value), batch, actions);
    }
    if (std::string reply = deliver(batch, {}); !reply.empty()) {
        actions.replies.push_back(std::move(reply));
    }
}

void Dispatcher::receive_one(
    json::Value&& value, const std::shared_ptr<Batch>& batch, Actions& actions
) {
    jsonrpc::Message message = jsonrpc::decode(std::move(value));
    Request request(message, Era::legacy);
    request.batch = batch;
    request.actions = &actions;
    switch (message.kind) {
        case jsonrpc::Kind::request:
            return handle_request(request);
        case jsonrpc::Kind::notification:
            return handle_notification(message, actions);
        case jsonrpc::Kind::response:
            return;
        case jsonrpc::Kind::invalid:
            return reply_error(
                request, ErrorCode::invalid_request, "Invalid request: " + message.problem
            );
    }
}

bool Dispatcher::accept_envelope(Request& request) {
    const Envelope envelope = read_envelope(request.message.params);
    if (request.message.method == "initialize" && envelope.status != Envelope::Status::valid) {
        return true;  // a handshake, whatever else its _meta carries
    }
    switch (envelope.status) {
        case Envelope::Status::absent:
            return true;
        case Envelope::Status::valid:
            request.era = Era::modern;
            return true;
        case Envelope::Status::malformed:
            reply_error(request, ErrorCode::invalid_params, "Invalid params: " + envelope.problem);
            return false;
        case Envelope::Status::unsupported:
            reply_error(
                request,
                ErrorCode::unsupported_protocol_version,
                "Unsupported protocol version",
                Modern::unsupported_version_data(envelope.version)
            );
            return false;
    }
    return false;
}

void Dispatcher::handle_request(Request& request) {
    jsonrpc::Message& message = request.message;
    if (tickets_.contains(message.id)) {
        return reply_error(
            request,
            ErrorCode::invalid_request,
            "Invalid request: a request with this id is still running"
        );
    }
    if (!accept_envelope(request)) {
        return;
    }
    const Method* method = find_method(message.method);
    if (method == nullptr || !knows(method->eras, request.era)) {
        if (method != nullptr && method->eras == Eras::modern) {
            return reply_error(
                request,
                ErrorCode::invalid_params,
                "Invalid params: " + message.method +
                    " needs _meta with io.modelcontextprotocol/protocolVersion and "
                    "io.modelcontextprotocol/clientCapabilities"
            );
        }
        return reply_error(
            request, ErrorCode::method_not_found, "Method not found: " + message.method
        );
    }
    if (!message.params.is_object()) {
        return reply_error(
            request, ErrorCode::invalid_params, "Invalid params: params must be an object"
        );
    }
    (this->*method->handle)(request);
}

void Dispatcher::handle_notification(const jsonrpc::Message& message, Actions& actions) {
    if (message.method != "notifications/cancelled" || !message.params.is_object()) {
        return;
    }
    const auto id = message.params.find("requestId");
    if (id == message.params.end()) {
        return;
    }
    const auto found = tickets_.find(jsonrpc::id_text(*id));
    if (found == tickets_.end()) {
        return;  // answered already, or never seen: the notification raced its answer
    }
    const Ticket ticket = found->second;
    const auto running = running_.extract(ticket);
    tickets_.erase(found);
    actions.cancelled.push_back(ticket);
    // A cancelled member leaves its batch, which may be complete without it.
    if (std::string reply = deliver(running.mapped().batch, {}); !reply.empty()) {
        actions.replies.push_back(std::move(reply));
    }
}

void Dispatcher::initialize(Request& request) {
    const json::Value& params = request.message.params;
    const auto version = params.find("protocolVersion");
    if (request.batch != nullptr) {
        return reply_error(
            request, ErrorCode::invalid_request, "initialize must not be part of a batch"
        );
    }
    if (version == params.end() || !version->is_string()) {
        return reply_error(
            request, ErrorCode::invalid_params, "initialize needs a string protocolVersion"
        );
    }
    negotiated_ = &negotiate(version->get_ref<const std::string&>());
    reply(request, initialize_members(description_, *negotiated_), Caching::none);
}

void Dispatcher::ping(Request& request) {
    reply(request, {}, Caching::none);
}

void Dispatcher::discover(Request& request) {
    reply(request, modern_.discover_members(), Caching::fixed);
}

void Dispatcher::list_tools(Request& request) {
    const auto cursor = request.message.params.find("cursor");
    if (cursor != request.message.params.end() && !cursor->is_null()) {
        return reply_error(
            request, ErrorCode::invalid_params, "Unknown cursor: all tools are on the first page"
        );
    }
    reply(request, R"("tools":)" + description_.tools_json, Caching::fixed);
}

void Dispatcher::call_tool(Request& request) {
    json::Value& params = request.message.params;
    const auto name = params.find("name");
    if (name == params.end() || !name->is_string()) {
        return reply_error(
            request, ErrorCode::invalid_params, "tools/call needs the name of a tool"
        );
    }
    const auto tool = description_.tools.find(name->get_ref<const std::string&>());
    if (tool == description_.tools.end()) {
        return reply_error(
            request,
            ErrorCode::invalid_params,
            "Unknown tool: " + name->get_ref<const std::string&>()
        );
    }
    if (running_.size() >= limits_.max_in_flight) {
        return reply_error(
            request,
            ErrorCode::internal_error,
            "Too many calls at once (" + std::to_string(limits_.max_in_flight) +
                "); wait for answers and try again"
        );
    }
    CallRequest call;
    call.ticket = next_ticket_++;
    call.tool = tool->second;
    const auto arguments = params.find("arguments");
    if (arguments == params.end() || arguments->is_null()) {
        call.arguments = json::Value::object();
    } else {
        call.arguments = std::move(*arguments);
    }
    Running running;
    running.era = request.era;
    running.batch = request.batch;
    if (running.batch != nullptr) {
        ++running.batch->open;
    }
    tickets_.emplace(request.message.id, call.ticket);
    running.id = std::move(request.message.id);
    running_.emplace(call.ticket, std::move(running));
    request.actions->calls.push_back(std::move(call));
}

std::string Dispatcher::finish(Ticket ticket, const ToolResult& result) {
    const auto running = running_.extract(ticket);
    if (running.empty()) {
        return {};
    }
    const Running& call = running.mapped();
    tickets_.erase(call.id);
    return deliver(
        call.batch, encode_result(call.id, call.era, result_members(result), Caching::none)
    );
}

void Dispatcher::reply(Request& request, std::string_view members, Caching caching) {
    std::string text = encode_result(request.message.id, request.era, members, caching);
    if (request.batch != nullptr) {
        ++request.batch->open;
    }
    if (text = deliver(request.batch, std::move(text)); !text.empty()) {
        request.actions->replies.push_back(std::move(text));
    }
}

void Dispatcher::reply_error(
    Request& request, ErrorCode code, std::string_view text, std::string_view data
) {
    std::string reply;
    jsonrpc::append_error(reply, request.message.id, code, text, data);
    if (request.batch != nullptr) {
        ++request.batch->open;
    }
    if (reply = deliver(request.batch, std::move(reply)); !reply.empty()) {
        request.actions->replies.push_back(std::move(reply));
    }
}

std::string Dispatcher::deliver(const std::shared_ptr<Batch>& batch, std::string reply) {
    if (batch == nullptr) {
        return reply;
    }
    if (!reply.empty()) {
        batch->replies += batch->replies.empty() ? "[" : ",";
        batch->replies += reply;
    }
    if (--batch->open > 0 || batch->replies.empty()) {
        return {};
    }
    return std::exchange(batch->replies, {}) + "]";
}

std::string Dispatcher::encode_result(
    std::string_view id, Era era, std::string_view members, Caching caching
) const {
    std::string out;
    if (era == Era::legacy) {
        jsonrpc::append_result(out, id, members);
        return out;
    }
    const std::string_view closing = modern_.closing_members(caching);
    std::string all;
    all.reserve(members.size() + closing.size());
    all += members;
    all += members.empty() ? closing.substr(1) : closing;
    jsonrpc::append_result(out, id, all);
    return out;
}

}  // namespace mcp::protocol
