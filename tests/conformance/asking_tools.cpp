// Tools that ask the client: forms, its model, its folders; alone, together and in turn.
// The same handlers serve both eras: Call::ask() sends a request to a legacy client, and ends a
// modern call with input_required until the client calls again with its answers.
#include "conformance/fixtures.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace conformance {
namespace {

using mcp::Call;
using mcp::InputRequest;
using mcp::Task;
using mcp::ToolResult;
using mcp::ToolSpec;
using nlohmann::json;

constexpr const char* kNameForm =
    R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})";

constexpr const char* kColorForm =
    R"({"type":"object","properties":{"color":{"type":"string"}},"required":["color"]})";

constexpr const char* kOkForm =
    R"({"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]})";

constexpr const char* kUserForm = R"({
  "type": "object",
  "properties": {
    "username": {"type": "string", "description": "User's response"},
    "email": {"type": "string", "description": "User's email address"}
  },
  "required": ["username", "email"]
})";

/// One default for every primitive type (SEP-1034).
constexpr const char* kDefaultsForm = R"({
  "type": "object",
  "properties": {
    "name": {"type": "string", "description": "User name", "default": "John Doe"},
    "age": {"type": "integer", "description": "User age", "default": 30},
    "score": {"type": "number", "description": "User score", "default": 95.5},
    "status": {
      "type": "string",
      "description": "User status",
      "enum": ["active", "inactive", "pending"],
      "default": "active"
    },
    "verified": {"type": "boolean", "description": "Verification status", "default": true}
  },
  "required": []
})";

/// The five ways to offer a choice (SEP-1330).
constexpr const char* kEnumsForm = R"({
  "type": "object",
  "properties": {
    "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
    "titledSingle": {
      "type": "string",
      "oneOf": [
        {"const": "value1", "title": "First Option"},
        {"const": "value2", "title": "Second Option"},
        {"const": "value3", "title": "Third Option"}
      ]
    },
    "legacyEnum": {
      "type": "string",
      "enum": ["opt1", "opt2", "opt3"],
      "enumNames": ["Option One", "Option Two", "Option Three"]
    },
    "untitledMulti": {
      "type": "array",
      "items": {"type": "string", "enum": ["option1", "option2", "option3"]}
    },
    "titledMulti": {
      "type": "array",
      "items": {
        "anyOf": [
          {"const": "value1", "title": "First Choice"},
          {"const": "value2", "title": "Second Choice"},
          {"const": "value3", "title": "Third Choice"}
        ]
      }
    }
  },
  "required": []
})";

std::string sampling_params(const std::string& prompt, int tokens) {
    json content = json::object();
    content["type"] = "text";
    content["text"] = prompt;
    json message = json::object();
    message["role"] = "user";
    message["content"] = std::move(content);
    json params = json::object();
    params["messages"] = json::array({std::move(message)});
    params["maxTokens"] = tokens;
    return params.dump();
}

/// A member of a form's content as text; empty when the user declined or left it out.
std::string filled_in(const json& answer, const char* field) {
    const auto content = answer.find("content");
    if (content == answer.end() || !content->is_object()) {
        return {};
    }
    const auto found = content->find(field);
    if (found == content->end()) {
        return {};
    }
    return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string sampled_text(const json& answer) {
    const auto content = answer.find("content");
    if (content == answer.end() || !content->is_object()) {
        return {};
    }
    return content->value("text", std::string());
}

std::string root_list(const json& answer) {
    std::string text;
    const auto roots = answer.find("roots");
    if (roots != answer.end() && roots->is_array()) {
        for (const json& root : *roots) {
            text += " " + root.value("uri", std::string("?"));
        }
    }
    return text;
}

std::string outcome(const json& answer) {
    const auto content = answer.find("content");
    return "action=" + answer.value("action", std::string("none")) +
           ", content=" + (content == answer.end() ? std::string("{}") : content->dump());
}

/// Asks one question; its answer.
Task<json> ask_one(Call& call, InputRequest question) {
    const std::string key = question.key;
    std::vector<InputRequest> questions;
    questions.push_back(std::move(question));
    Call::Answers answers = co_await call.ask(std::move(questions));
    json answer = std::move(answers.at(key));
    co_return answer;
}

Task<ToolResult> ask_name(Call& call, NoArguments /*in*/) {
    InputRequest question = InputRequest::elicitation("user_name", "What is your name?", kNameForm);
    const json answer = co_await ask_one(call, std::move(question));
    co_return ToolResult::success("Hello, " + filled_in(answer, "name") + "!");
}

Task<ToolResult> ask_capital(Call& call, NoArguments /*in*/) {
    InputRequest question = InputRequest::sampling(
        "capital_question", sampling_params("What is the capital of France?", 100)
    );
    const json answer = co_await ask_one(call, std::move(question));
    co_return ToolResult::success("LLM response: " + sampled_text(answer));
}

Task<ToolResult> ask_roots(Call& call, NoArguments /*in*/) {
    InputRequest question = InputRequest::roots("client_roots");
    const json answer = co_await ask_one(call, std::move(question));
    co_return ToolResult::success("Roots:" + root_list(answer));
}

Task<ToolResult> ask_with_state(Call& call, NoArguments /*in*/) {
    const bool came_back = call.state() == "asked";
    call.keep_state("asked");
    InputRequest question = InputRequest::elicitation("confirm", "Please confirm", kOkForm);
    const json answer = co_await ask_one(call, std::move(question));
    std::string text = came_back ? "state-ok" : "answered";
    text += ", ok=" + filled_in(answer, "ok");
    co_return ToolResult::success(std::move(text));
}

Task<ToolResult> ask_three(Call& call, NoArguments /*in*/) {
    call.keep_state("three questions");
    std::vector<InputRequest> questions;
    questions.push_back(InputRequest::elicitation("user_name", "What is your name?", kNameForm));
    questions.push_back(
        InputRequest::sampling("greeting", sampling_params("Generate a greeting", 50))
    );
    questions.push_back(InputRequest::roots("client_roots"));
    const Call::Answers answers = co_await call.ask(std::move(questions));
    std::string text = sampled_text(answers.at("greeting")) + " " +
                       filled_in(answers.at("user_name"), "name") +
                       root_list(answers.at("client_roots"));
    co_return ToolResult::success(std::move(text));
}

/// The state says which questions are behind us: an answer comes once, the handler starts anew.
Task<ToolResult> ask_twice(Call& call, NoArguments /*in*/) {
    constexpr std::string_view kSecond = "second:";
    const std::string state = call.state();
    std::string name;
    if (state.starts_with(kSecond)) {
        name = state.substr(kSecond.size());
    } else {
        call.keep_state("first");
        InputRequest first =
            InputRequest::elicitation("step1", "Step 1: What is your name?", kNameForm);
        const json answer = co_await ask_one(call, std::move(first));
        name = filled_in(answer, "name");
    }
    call.keep_state(std::string(kSecond) + name);
    InputRequest second =
        InputRequest::elicitation("step2", "Step 2: What is your favorite color?", kColorForm);
    const json answer = co_await ask_one(call, std::move(second));
    co_return ToolResult::success(name + " likes " + filled_in(answer, "color"));
}

/// Asks only what the client said it can answer.
Task<ToolResult> ask_what_client_can(Call& call, NoArguments /*in*/) {
    std::vector<InputRequest> questions;
    if (call.client_can("elicitation")) {
        questions.push_back(InputRequest::elicitation("name", "What is your name?", kNameForm));
    }
    if (call.client_can("sampling")) {
        questions.push_back(InputRequest::sampling("greeting", sampling_params("Say hello", 50)));
    }
    if (questions.empty()) {
        co_return ToolResult::success("Nothing to ask this client");
    }
    const std::size_t count = questions.size();
    co_await call.ask(std::move(questions));
    co_return ToolResult::success("Answered: " + std::to_string(count));
}

/// Progress first, so that the answer is a stream: no request of the server may be on it.
Task<ToolResult> ask_in_stream(Call& call, NoArguments /*in*/) {
    call.progress(1, 2, "about to ask");
    InputRequest question = InputRequest::elicitation("name", "What is your name?", kNameForm);
    const json answer = co_await ask_one(call, std::move(question));
    co_return ToolResult::success("Hello, " + filled_in(answer, "name") + "!");
}

Task<ToolResult> ask_form(Call& call, const char* message, const char* form) {
    InputRequest question = InputRequest::elicitation("form", message, form);
    const json answer = co_await ask_one(call, std::move(question));
    co_return ToolResult::success("Elicitation completed: " + outcome(answer));
}

Task<ToolResult> ask_defaults(Call& call, NoArguments /*in*/) {
    return ask_form(call, "Please review the defaults", kDefaultsForm);
}

Task<ToolResult> ask_enums(Call& call, NoArguments /*in*/) {
    return ask_form(call, "Please choose", kEnumsForm);
}

struct SamplingArguments {
    SamplingArguments() = default;
    std::string prompt;
};

Task<ToolResult> sample(Call& call, SamplingArguments in) {
    InputRequest question = InputRequest::sampling("sampling", sampling_params(in.prompt, 100));
    const json answer = co_await ask_one(call, std::move(question));
    co_return ToolResult::success("LLM response: " + sampled_text(answer));
}

struct ElicitationArguments {
    ElicitationArguments() = default;
    std::string message;
};

Task<ToolResult> elicit(Call& call, ElicitationArguments in) {
    InputRequest question = InputRequest::elicitation("user", in.message, kUserForm);
    const json answer = co_await ask_one(call, std::move(question));
    co_return ToolResult::success("User response: " + outcome(answer));
}

struct Asking {
    const char* name;
    const char* description;
    Task<ToolResult> (*handler)(Call&, NoArguments);
};

constexpr Asking kAsking[] = {
    {"test_missing_capability", "Needs a client with sampling", ask_capital},
    {"test_streaming_elicitation", "Reports progress, then asks for a name", ask_in_stream},
    {"test_input_required_result_elicitation", "Asks for a name", ask_name},
    {"test_input_required_result_sampling", "Asks the client's model", ask_capital},
    {"test_input_required_result_list_roots", "Asks for the client's folders", ask_roots},
    {"test_input_required_result_request_state", "Keeps a state over a question", ask_with_state},
    {"test_input_required_result_multiple_inputs", "Asks three questions at once", ask_three},
    {"test_input_required_result_multi_round", "Asks twice, one after the other", ask_twice},
    {"test_input_required_result_tampered_state", "Refuses a changed state", ask_with_state},
    {"test_input_required_result_capabilities",
     "Asks what the client can answer",
     ask_what_client_can},
    {"test_elicitation_sep1034_defaults", "Offers a form with defaults", ask_defaults},
    {"test_elicitation_sep1330_enums", "Offers a form with choices", ask_enums},
};

}  // namespace

void add_asking_tools(mcp::ToolRegistry& tools) {
    for (const Asking& entry : kAsking) {
        tools.add(
            ToolSpec(entry.name, entry.description), mcp::InputSchema<NoArguments>(), entry.handler
        );
    }
    mcp::InputSchema<SamplingArguments> sampling;
    sampling.add("prompt", &SamplingArguments::prompt).required().describe("What to ask the model");
    tools.add(ToolSpec("test_sampling", "Asks the client's model"), std::move(sampling), sample);

    mcp::InputSchema<ElicitationArguments> elicitation;
    elicitation.add("message", &ElicitationArguments::message)
        .required()
        .describe("What to ask the user");
    tools.add(ToolSpec("test_elicitation", "Asks the user"), std::move(elicitation), elicit);
}

}  // namespace conformance
