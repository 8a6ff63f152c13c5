// Progress, log messages and questions of a running call.
// Signed state: {"s": the handler's text, "a": answers of earlier rounds}.

#include "api/running_call.hpp"

#include "api/input_required.hpp"
#include "api/peer.hpp"
#include "json/json_io.hpp"
#include "jsonrpc/message.hpp"

#include <mcp/error.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::api {
namespace {

/// More than fifty in a second nobody can see.
constexpr std::chrono::milliseconds kProgressInterval{20};

std::string number_text(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

Task<Call::Answers> at_once(Call::Answers answers) {
    co_return answers;
}

}  // namespace

RunningCall::RunningCall(
    Peer& peer,
    protocol::CallRequest request,
    std::shared_ptr<Exchange> exchange,
    std::shared_ptr<const Principal> principal,
    Clock::time_point began,
    Clock::time_point deadline
)
    : peer_(peer),
      request_(std::move(request)),
      exchange_(std::move(exchange)),
      principal_(std::move(principal)),
      began_(began),
      call_(request_.target, deadline, this) {}

void RunningCall::cancel() {
    call_.mark_cancelled();
    cancel_.emit(boost::asio::cancellation_type::terminal);
}

bool RunningCall::may(std::string_view scope) const {
    return principal_ == nullptr || principal_->may(scope);
}

/// Principal, method, target and arguments: all that must be the same when the answer comes.
std::string RunningCall::binding() const {
    std::string out;
    const auto add = [&out](std::string_view part) {
        out += std::to_string(part.size());
        out.append(":").append(part);
    };
    add(principal_ == nullptr ? std::string_view() : std::string_view(principal_->id));
    add(request_.method);
    add(request_.target);
    add(json::dump(request_.arguments));
    return out;
}

bool RunningCall::open_state() {
    if (request_.request_state.empty()) {
        return true;
    }
    const auto now = StateSeal::Clock::now();
    const auto opened = peer_.hub().seal().open(request_.request_state, binding(), now);
    json::Value value;
    if (!opened || json::parse(*opened, json::Limits(), value) != json::ParseStatus::ok ||
        !value.is_object()) {
        return false;
    }
    state_ = value.value("s", std::string());
    const auto answers = value.find("a");
    if (answers != value.end() && answers->is_object()) {
        for (auto& [key, answer] : answers->items()) {
            earlier_.emplace(key, answer);
        }
    }
    return true;
}

std::string RunningCall::input_required_members(const InputRequired& asked) const {
    std::string out = R"("inputRequests":{)";
    bool first = true;
    for (const InputRequest& question : asked.questions()) {
        out += first ? "" : ",";
        first = false;
        json::append_string(out, question.key);
        out += R"(:{"method":)";
        json::append_string(out, question.method);
        out += R"(,"params":)" + question.params + "}";
    }
    json::Value state = json::Value::object();
    state["s"] = state_;
    json::Value answers = json::Value::object();
    for (const auto& [key, answer] : earlier_) {
        answers[key] = answer;
    }
    state["a"] = std::move(answers);
    const auto expires = StateSeal::Clock::now() + peer_.hub().config().limits.state_lifetime;
    out += R"(},"requestState":")";
    out += peer_.hub().seal().seal(json::dump(state), binding(), expires);
    out += '"';
    return out;
}

void RunningCall::progress(double done, std::optional<double> total, std::string_view text) {
    if (request_.progress_token.empty() || call_.cancelled() || !std::isfinite(done)) {
        return;
    }
    const auto now = Clock::now();
    const bool last = total && done >= *total;
    if (last_progress_ &&
        (done <= *last_progress_ || (!last && now - last_progress_at_ < kProgressInterval))) {
        return;
    }
    last_progress_ = done;
    last_progress_at_ = now;
    std::string members = R"("progressToken":)" + request_.progress_token;
    members += R"(,"progress":)" + number_text(done);
    if (total && std::isfinite(*total)) {
        members += R"(,"total":)" + number_text(*total);
    }
    if (!text.empty()) {
        members += R"(,"message":)";
        json::append_string(members, text);
    }
    exchange_->send(jsonrpc::notification("notifications/progress", members));
}

void RunningCall::log(LogLevel level, std::string_view logger, std::string_view data) {
    const bool wanted = request_.log_level && level >= *request_.log_level;
    if (!wanted || call_.cancelled() || !peer_.hub().description().logs) {
        return;
    }
    std::string members = R"("level":")";
    members.append(to_string(level)).append("\"");
    if (!logger.empty()) {
        members += R"(,"logger":)";
        json::append_string(members, logger);
    }
    members.append(R"(,"data":)").append(data);
    exchange_->send(jsonrpc::notification("notifications/message", members));
}

bool RunningCall::client_can(std::string_view capability) const {
    if (request_.era == protocol::Era::legacy && !peer_.traits().asks) {
        return false;
    }
    return !request_.method.empty() && request_.capabilities.contains(capability);
}

Task<Call::Answers> RunningCall::ask(std::vector<InputRequest> questions) {
    if (request_.era == protocol::Era::modern) {
        return at_once(answered(std::move(questions)));
    }
    return ask_client(std::move(questions));
}

Call::Answers RunningCall::answered(std::vector<InputRequest> questions) {
    json::Value missing = json::Value::object();
    for (const InputRequest& question : questions) {
        if (!client_can(question.capability)) {
            missing[question.capability] = json::Value::object();
        }
    }
    if (!missing.empty()) {
        json::Value data = json::Value::object();
        data["requiredCapabilities"] = std::move(missing);
        throw ProtocolError(
            ErrorCode::missing_client_capability,
            "This needs client capabilities that the request did not declare",
            json::dump(data)
        );
    }
    Call::Answers answers;
    std::vector<InputRequest> open;
    for (InputRequest& question : questions) {
        const auto answer = request_.input_responses.find(question.key);
        if (answer != request_.input_responses.end() && answer->is_object()) {
            earlier_.insert_or_assign(question.key, *answer);
        }
        const auto known = earlier_.find(question.key);
        if (known != earlier_.end()) {
            answers.emplace(question.key, known->second);
        } else {
            open.push_back(std::move(question));
        }
    }
    if (!open.empty()) {
        throw InputRequired(std::move(open));
    }
    return answers;
}

Task<Call::Answers> RunningCall::ask_client(std::vector<InputRequest> questions) {
    for (const InputRequest& question : questions) {
        if (!client_can(question.capability)) {
            throw ToolError(
                "This needs to ask the client (" + question.capability +
                "), which it does not support over this connection"
            );
        }
    }
    QuestionSet open(peer_.questions());
    for (const InputRequest& question : questions) {
        const std::string id = open.add(question.key);
        exchange_->send(jsonrpc::request(id, question.method, question.params));
    }
    const ServerLimits& limits = peer_.hub().config().limits;
    const auto until = Clock::now() + limits.question_timeout;
    // The call's own time stands still: a person may be thinking.
    peer_.set_deadline(*this, until + limits.call_timeout);
    while (!open.complete()) {
        if (Clock::now() >= until) {
            throw ToolError("The client did not answer the question in time");
        }
        co_await peer_.questions().answered().wait(until);
    }
    peer_.set_deadline(*this, Clock::now() + limits.call_timeout);
    co_return open.results();
}

std::string RunningCall::state() const {
    return state_;
}

void RunningCall::keep_state(std::string state) {
    state_ = std::move(state);
}

std::shared_ptr<const Principal> RunningCall::principal() const {
    return principal_;
}

}  // namespace mcp::api
