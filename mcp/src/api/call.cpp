// The public context of a call: hands everything to the server's side of it.
// Without one (a handler's unit test) nothing is sent and nobody answers.

#include "json/json_io.hpp"

#include <mcp/call.hpp>
#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp {

InputRequest InputRequest::elicitation(
    std::string key, const std::string& message, const std::string& schema
) {
    InputRequest out;
    out.key = std::move(key);
    out.method = "elicitation/create";
    out.capability = "elicitation";
    out.params = R"({"mode":"form","message":)";
    json::append_string(out.params, message);
    out.params += R"(,"requestedSchema":)" + schema + "}";
    return out;
}

InputRequest InputRequest::sampling(std::string key, std::string params) {
    InputRequest out;
    out.key = std::move(key);
    out.method = "sampling/createMessage";
    out.capability = "sampling";
    out.params = std::move(params);
    return out;
}

InputRequest InputRequest::roots(std::string key) {
    InputRequest out;
    out.key = std::move(key);
    out.method = "roots/list";
    out.capability = "roots";
    out.params = "{}";
    return out;
}

std::shared_ptr<const Principal> Call::principal() const {
    return port_ == nullptr ? nullptr : port_->principal();
}

void Call::progress(double done, std::optional<double> total, std::string_view text) {
    if (port_ != nullptr) {
        port_->progress(done, total, text);
    }
}

void Call::log(LogLevel level, std::string_view data, std::string_view logger) {
    if (port_ != nullptr) {
        port_->log(level, logger, data);
    }
}

bool Call::client_can(std::string_view capability) const {
    return port_ != nullptr && port_->client_can(capability);
}

Task<Call::Answers> Call::ask(std::vector<InputRequest> questions) {
    if (port_ == nullptr) {
        throw ToolError("There is no client to ask");
    }
    co_return co_await port_->ask(std::move(questions));
}

std::string Call::state() const {
    return port_ == nullptr ? std::string() : port_->state();
}

void Call::keep_state(std::string state) {
    if (port_ != nullptr) {
        port_->keep_state(std::move(state));
    }
}

}  // namespace mcp
