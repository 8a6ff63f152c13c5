#pragma once
// What the conformance suite (npm: @modelcontextprotocol/conformance) expects a server to offer.
// Names, texts and behaviour are the suite's; built on the library's public headers only, so that
// a full score is one of the library and not of this program.

#include <mcp/prompt.hpp>
#include <mcp/resource.hpp>
#include <mcp/server.hpp>
#include <mcp/tool.hpp>

#include <memory>
#include <string>

namespace conformance {

/// The server, for tools that make it notify its clients. Handlers exist before the server does.
struct Notifier {
    Notifier() = default;
    mcp::Server* server = nullptr;
};

/// For tools that take nothing.
struct NoArguments {
    NoArguments() = default;
};

inline constexpr const char* kWatchedResource = "test://watched-resource";

/// Tools that answer at once: one for each kind of content, an error, schemas to be kept.
void add_content_tools(mcp::ToolRegistry& tools);

/// Tools that speak before they answer: progress, log messages, changes of lists.
void add_running_tools(mcp::ToolRegistry& tools, const std::shared_ptr<Notifier>& notifier);

/// Tools that ask the client, in whichever way its era has.
void add_asking_tools(mcp::ToolRegistry& tools);

void add_resources(mcp::ResourceRegistry& resources);
void add_prompts(mcp::PromptRegistry& prompts);

/// Completes the argument of test_prompt_with_arguments and the template's id.
[[nodiscard]] mcp::Task<mcp::Completion> complete(mcp::Call& call, mcp::CompletionRequest request);

/// A PNG of one pixel.
[[nodiscard]] std::string one_pixel_png();

/// A WAV file with a moment of silence.
[[nodiscard]] std::string silent_wav();

}  // namespace conformance
