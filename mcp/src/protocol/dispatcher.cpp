// What stands around the method table: batches, calls in flight, error codes.
// A request is answered exactly once, except when it is cancelled; a notification never.

#include "protocol/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace mcp::protocol {
namespace {

std::string error_text(std::string_view id, ErrorCode code, std::string_view text) {
    std::string out;
    jsonrpc::append_error(out, id, code, text);
    return out;
}

Reply refusal(ErrorCode code, std::string_view text) {
    return Reply(error_text("null", code, text), 400);
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

/// The HTTP status of an error whose place says nothing else (modern era).
int status_of(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::header_mismatch:
        case ErrorCode::missing_client_capability:
        case ErrorCode::unsupported_protocol_version:
        case ErrorCode::invalid_request:
        case ErrorCode::parse_error:
            return 400;
        default:
            return 200;
    }
}

/// JSON-RPC has no code for it; outside of the range that the specification keeps for itself.
constexpr auto kForbidden = static_cast<ErrorCode>(-31403);

std::string uri_data(std::string_view uri) {
    std::string out = R"({"uri":)";
    json::append_string(out, uri);
    out += '}';
    return out;
}

}  // namespace

const Dispatcher::Method* Dispatcher::find_method(std::string_view name) const noexcept {
    using D = Description;
    // Every request that the server answers. [mcp-method]
    static constexpr Method kMethods[] = {
        {"tools/call", Eras::both, &D::has_tools, &Dispatcher::call_tool},
        {"tools/list", Eras::both, &D::has_tools, &Dispatcher::list_tools},
        {"initialize", Eras::legacy, nullptr, &Dispatcher::initialize},
        {"ping", Eras::legacy, nullptr, &Dispatcher::ping},
        {"server/discover", Eras::modern, nullptr, &Dispatcher::discover},
        {"resources/read", Eras::both, &D::has_resources, &Dispatcher::read_resource},
        {"resources/list", Eras::both, &D::has_resources, &Dispatcher::list_resources},
        {"resources/templates/list", Eras::both, &D::has_resources, &Dispatcher::list_templates},
        {"resources/subscribe", Eras::legacy, &D::resource_subscriptions, &Dispatcher::subscribe},
        {"resources/unsubscribe", Eras::legacy, &D::resource_subscriptions, &Dispatcher::unsubscribe
        },
        {"prompts/list", Eras::both, &D::has_prompts, &Dispatcher::list_prompts},
        {"prompts/get", Eras::both, &D::has_prompts, &Dispatcher::get_prompt},
        {"completion/complete", Eras::both, &D::completes, &Dispatcher::complete},
        {"logging/setLevel", Eras::legacy, &D::logs, &Dispatcher::set_log_level},
        {"subscriptions/listen", Eras::modern, nullptr, &Dispatcher::listen},
    };
    const auto* found = std::ranges::find(kMethods, name, &Method::name);
    if (found == std::end(kMethods)) {
        return nullptr;
    }
    const bool offered = found->needed == nullptr || description_.*found->needed;
    return offered ? found : nullptr;
}

Dispatcher::Dispatcher(
    const Description& description, const Modern& modern, DispatcherLimits limits, PeerTraits traits
)
    : description_(description), modern_(modern), limits_(limits), traits_(traits) {}

std::string Dispatcher::oversized_reply() {
    return error_text(
        "null",
        ErrorCode::parse_error,
        "Parse error: the message is larger than this server reads; send less at once"
    );
}

void Dispatcher::receive(std::string_view text, Actions& actions, const StandardHeaders* headers) {
    headers_ = headers;
    json::Value value;
    const auto status = json::parse(text, limits_.json, value);
    if (status != json::ParseStatus::ok) {
        actions.reply = refusal(ErrorCode::parse_error, describe(status));
    } else if (value.is_array()) {
        receive_batch(std::move(value), actions);
    } else {
        receive_one(std::move(value), nullptr, actions);
    }
    headers_ = nullptr;
    if (!actions.reply && actions.calls.empty()) {
        actions.reply = Reply({}, 202);
    }
}

void Dispatcher::receive_batch(json::Value&& values, Actions& actions) {
    const Revision* revision = negotiated_;
    if (revision == nullptr && headers_ != nullptr) {
        // Without the header a legacy request over HTTP is of 2025-03-26 (revision 2025-06-18).
        revision = find_revision(headers_->protocol_version.value_or("2025-03-26"));
    }
    if (revision == nullptr || !revision->batches) {
        actions.reply = refusal(
            ErrorCode::invalid_request,
            "Batches belong to revision 2025-03-26 only; send one message at a time"
        );
        return;
    }
    if (values.empty() || values.size() > limits_.max_batch) {
        actions.reply = refusal(
            ErrorCode::invalid_request,
            "A batch must hold 1 to " + std::to_string(limits_.max_batch) + " messages"
        );
        return;
    }
    const auto batch = std::make_shared<Batch>();
    batch->open = 1;  // held by this function, so that the batch is not complete before its end
    for (json::Value& value : values) {
        receive_one(std::move(value), batch, actions);
    }
    actions.reply = deliver(batch, Reply({}, 202));
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
            return receive_response(message, actions);
        case jsonrpc::Kind::invalid:
            return reply_error(
                request, ErrorCode::invalid_request, "Invalid request: " + message.problem, {}, 400
            );
    }
}

void Dispatcher::receive_response(jsonrpc::Message& message, Actions& actions) const {
    if (!traits_.asks) {
        // A stateless peer was asked nothing. The modern era has no posted responses at all.
        if (traits_.http && headers_ != nullptr && headers_->protocol_version) {
            const Revision* revision = find_revision(*headers_->protocol_version);
            if (revision != nullptr && revision->era == Era::modern) {
                actions.reply = refusal(
                    ErrorCode::invalid_request,
                    "Invalid request: answers are sent as inputResponses of the repeated request"
                );
            }
        }
        return;
    }
    ClientAnswer answer;
    answer.id = std::move(message.id);
    answer.result = std::move(message.result);
    answer.error = std::move(message.error);
    actions.client_answers.push_back(std::move(answer));
}

void Dispatcher::handle_request(Request& request) {
    jsonrpc::Message& message = request.message;
    if (tickets_.contains(message.id)) {
        return reply_error(
            request,
            ErrorCode::invalid_request,
            "Invalid request: a request with this id is still running",
            {},
            400
        );
    }
    if (!accept_envelope(request)) {
        return;
    }
    const Method* method = find_method(message.method);
    if (method == nullptr || !knows(method->eras, request.era)) {
        if (method != nullptr && method->eras == Eras::modern && headers_ == nullptr) {
            return reply_error(
                request,
                ErrorCode::invalid_params,
                "Invalid params: " + message.method +
                    " needs _meta with io.modelcontextprotocol/protocolVersion and "
                    "io.modelcontextprotocol/clientCapabilities"
            );
        }
        return reply_error(
            request,
            ErrorCode::method_not_found,
            "Method not found: " + message.method,
            {},
            request.era == Era::modern ? 404 : 200
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
    CancelledCall cancelled;
    cancelled.ticket = found->second;
    const auto running = take(cancelled.ticket);
    // A cancelled member leaves its batch, which may be complete without it.
    cancelled.reply = deliver(running.mapped().batch, Reply({}, 202));
    actions.cancelled.push_back(std::move(cancelled));
}

std::unordered_map<Ticket, Dispatcher::Running>::node_type Dispatcher::take(Ticket ticket) {
    auto running = running_.extract(ticket);
    if (!running.empty()) {
        tickets_.erase(running.mapped().id);
        listening_ -= running.mapped().listens ? 1U : 0U;
    }
    return running;
}

void Dispatcher::forget(Ticket ticket) {
    take(ticket);
}

bool Dispatcher::take_answers(Request& request, CallRequest& call) {
    json::Value& params = request.message.params;
    const auto responses = params.find("inputResponses");
    if (responses != params.end()) {
        if (!responses->is_object()) {
            reply_error(
                request,
                ErrorCode::invalid_params,
                "Invalid params: inputResponses must be an object"
            );
            return false;
        }
        call.input_responses = std::move(*responses);
    }
    const auto state = params.find("requestState");
    if (state != params.end()) {
        if (!state->is_string()) {
            reply_error(
                request, ErrorCode::invalid_params, "Invalid params: requestState must be a string"
            );
            return false;
        }
        call.request_state = std::move(state->get_ref<std::string&>());
    }
    return true;
}

void Dispatcher::start(Request& request, CallRequest call) {
    const bool listens = call.operation == Operation::listen;
    if (!listens && running_.size() - listening_ >= limits_.max_in_flight) {
        return reply_error(
            request,
            ErrorCode::internal_error,
            "Too many calls at once (" + std::to_string(limits_.max_in_flight) +
                "); wait for answers and try again"
        );
    }
    if (request.era == Era::modern && !call.method.empty() && !take_answers(request, call)) {
        return;
    }
    call.ticket = next_ticket_++;
    call.era = request.era;
    call.id = request.message.id;
    json::Value& params = request.message.params;
    const auto meta = params.find("_meta");
    if (meta != params.end() && meta->is_object()) {
        if (const auto token = meta->find("progressToken"); token != meta->end()) {
            call.progress_token = jsonrpc::id_text(*token);
        }
    }
    if (request.era == Era::modern) {
        call.log_level = request.envelope.log_level;
        call.capabilities = *request.envelope.capabilities;
    } else {
        call.log_level = legacy_log_level_;
        call.capabilities = legacy_capabilities_;
    }
    Running running;
    running.era = request.era;
    running.listens = listens;
    listening_ += listens ? 1U : 0U;
    running.batch = request.batch;
    if (running.batch != nullptr) {
        ++running.batch->open;
    }
    tickets_.emplace(request.message.id, call.ticket);
    running.id = std::move(request.message.id);
    running_.emplace(call.ticket, std::move(running));
    request.actions->calls.push_back(std::move(call));
}

std::optional<Reply> Dispatcher::finish(Ticket ticket, const Answer& answer) {
    const auto running = take(ticket);
    if (running.empty()) {
        return std::nullopt;
    }
    const Running& call = running.mapped();
    return deliver(call.batch, encode(call.id, call.era, answer));
}

void Dispatcher::reply(Request& request, std::string_view members, Closing closing) {
    end_exchange(request, Reply(encode_result(request.message.id, request.era, members, closing)));
}

void Dispatcher::reply_error(
    Request& request, ErrorCode code, std::string_view text, std::string_view data, int http_status
) {
    Reply reply({}, http_status);
    jsonrpc::append_error(reply.text, request.message.id, code, text, data);
    end_exchange(request, std::move(reply));
}

void Dispatcher::end_exchange(Request& request, Reply reply) {
    if (request.batch != nullptr) {
        ++request.batch->open;
    }
    std::optional<Reply> ended = deliver(request.batch, std::move(reply));
    if (request.batch == nullptr) {
        request.actions->reply = std::move(ended);
    }
}

std::optional<Reply> Dispatcher::deliver(const std::shared_ptr<Batch>& batch, Reply reply) {
    if (batch == nullptr) {
        return reply;
    }
    if (!reply.text.empty()) {
        batch->replies += batch->replies.empty() ? "[" : ",";
        batch->replies += reply.text;
    }
    if (--batch->open > 0) {
        return std::nullopt;
    }
    if (batch->replies.empty()) {
        return Reply({}, 202);
    }
    return Reply(std::exchange(batch->replies, {}) + "]");
}

Reply Dispatcher::encode(std::string_view id, Era era, const Answer& what) const {
    const bool modern = era == Era::modern;
    Reply reply;
    switch (what.kind()) {
        case Answer::Kind::result:
            reply.text = encode_result(id, era, what.text(), what.closing());
            break;
        case Answer::Kind::error:
            jsonrpc::append_error(reply.text, id, what.code(), what.text(), what.data());
            reply.http_status = modern ? status_of(what.code()) : 200;
            break;
        case Answer::Kind::not_found:
            jsonrpc::append_error(
                reply.text,
                id,
                modern ? ErrorCode::invalid_params : ErrorCode::resource_not_found,
                "Resource not found",
                uri_data(what.text())
            );
            break;
        case Answer::Kind::forbidden:
            jsonrpc::append_error(
                reply.text, id, kForbidden, "Insufficient scope: this needs " + what.text()
            );
            reply.http_status = 403;
            reply.missing_scope = what.text();
            break;
    }
    return reply;
}

std::string Dispatcher::encode_result(
    std::string_view id, Era era, std::string_view members, Closing closing
) const {
    std::string out;
    if (era == Era::legacy) {
        jsonrpc::append_result(out, id, members);
        return out;
    }
    const std::string_view closings = modern_.closing_members(closing);
    std::string all;
    all.reserve(members.size() + closings.size());
    all += members;
    all += members.empty() ? closings.substr(1) : closings;
    jsonrpc::append_result(out, id, all);
    return out;
}

}  // namespace mcp::protocol
