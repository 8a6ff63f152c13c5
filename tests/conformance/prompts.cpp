// Prompts of the conformance suite, and the completion of their arguments.
// One asks the client before it answers: questions are not for tools alone.
#include "conformance/fixtures.hpp"

#include <mcp/content.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace conformance {
namespace {

using mcp::Call;
using mcp::Content;
using mcp::PromptArgument;
using mcp::PromptMessage;
using mcp::PromptRegistry;
using mcp::PromptResult;
using mcp::PromptSpec;
using mcp::ResourceContents;
using mcp::Task;

constexpr const char* kContextForm =
    R"({"type":"object","properties":{"context":{"type":"string"}},"required":["context"]})";

PromptMessage says(Content content) {
    return {PromptMessage::Role::user, std::move(content)};
}

Task<PromptResult> simple(Call& /*call*/, PromptRegistry::Arguments /*arguments*/) {
    PromptResult result;
    result.messages.push_back(says(Content::text("This is a simple prompt for testing.")));
    co_return result;
}

Task<PromptResult> with_arguments(Call& /*call*/, PromptRegistry::Arguments arguments) {
    const std::string text = "Prompt with arguments: arg1='" + arguments.at("arg1") + "', arg2='" +
                             arguments.at("arg2") + "'";
    PromptResult result;
    result.messages.push_back(says(Content::text(text)));
    co_return result;
}

Task<PromptResult> with_resource(Call& /*call*/, PromptRegistry::Arguments arguments) {
    PromptResult result;
    result.messages.push_back(says(Content::resource(ResourceContents::text(
        arguments.at("resourceUri"), "text/plain", "Embedded resource content for testing."
    ))));
    result.messages.push_back(says(Content::text("Please process the embedded resource above.")));
    co_return result;
}

Task<PromptResult> with_image(Call& /*call*/, PromptRegistry::Arguments /*arguments*/) {
    PromptResult result;
    result.messages.push_back(says(Content::image(one_pixel_png(), "image/png")));
    result.messages.push_back(says(Content::text("Please analyze the image above.")));
    co_return result;
}

Task<PromptResult> with_question(Call& call, PromptRegistry::Arguments /*arguments*/) {
    std::vector<mcp::InputRequest> questions;
    questions.push_back(mcp::InputRequest::elicitation(
        "user_context", "What context should the prompt use?", kContextForm
    ));
    const Call::Answers answers = co_await call.ask(std::move(questions));
    const nlohmann::json& answer = answers.at("user_context");
    const auto content = answer.find("content");
    std::string context = "none";
    if (content != answer.end() && content->is_object()) {
        context = content->value("context", context);
    }
    PromptResult result;
    result.messages.push_back(says(Content::text("Context: " + context)));
    co_return result;
}

}  // namespace

void add_prompts(PromptRegistry& prompts) {
    prompts.add(PromptSpec("test_simple_prompt", "A prompt without arguments"), simple);

    PromptSpec arguments("test_prompt_with_arguments", "A prompt with two arguments");
    arguments.arguments.emplace_back("arg1", "First test argument", true);
    arguments.arguments.emplace_back("arg2", "Second test argument", true);
    prompts.add(std::move(arguments), with_arguments);

    PromptSpec resource("test_prompt_with_embedded_resource", "A prompt with a resource in it");
    resource.arguments.emplace_back("resourceUri", "URI of the resource to embed", true);
    prompts.add(std::move(resource), with_resource);

    prompts.add(PromptSpec("test_prompt_with_image", "A prompt with an image"), with_image);
    prompts.add(
        PromptSpec("test_input_required_result_prompt", "A prompt that asks the user first"),
        with_question
    );
}

Task<mcp::Completion> complete(Call& /*call*/, mcp::CompletionRequest request) {
    std::vector<std::string> known;
    if (request.argument == "arg1") {
        known = {"paris", "park", "party", "test value"};
    } else if (request.argument == "id") {
        known = {"1", "12", "123"};
    }
    mcp::Completion completion;
    for (std::string& value : known) {
        if (value.starts_with(request.value)) {
            completion.values.push_back(std::move(value));
        }
    }
    completion.total = static_cast<std::int64_t>(completion.values.size());
    co_return completion;
}

}  // namespace conformance
