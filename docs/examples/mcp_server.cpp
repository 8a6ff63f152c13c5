// An MCP server with a typed tool, a resource and a prompt: over stdio, or with --http PORT over
// HTTP. docs/mcp.md explains it ("Writing a server"). Clients of every revision can use it.
#include <mcp/http.hpp>
#include <mcp/server.hpp>
#include <mcp/stdio.hpp>

#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

struct Length {
    Length() = default;  // no aggregate: see docs/coding.md on g++ 12
    double metres = 0;
    double feet = 0;
};

mcp::Task<Length> to_feet(mcp::Call& /*call*/, Length in) {
    in.feet = in.metres / 0.3048;
    co_return in;
}

using Contents = std::vector<mcp::ResourceContents>;

mcp::Task<Contents> units(mcp::Call& call, const mcp::ResourceRegistry::Variables& /*none*/) {
    const std::string text = "1 foot is 0.3048 m.";
    Contents contents;
    contents.push_back(mcp::ResourceContents::text(std::string(call.target()), "text/plain", text));
    co_return contents;
}

mcp::Task<mcp::PromptResult> ask(mcp::Call& /*call*/, const mcp::PromptRegistry::Arguments& in) {
    auto text = mcp::Content::text("How tall is " + in.at("whom") + " in feet?");
    mcp::PromptResult result;
    result.messages.emplace_back(mcp::PromptMessage::Role::user, text);
    co_return result;
}

mcp::Features make_features() {
    mcp::InputSchema<Length> input;
    input.add("metres", &Length::metres).required().range(0, 1e6).describe("Length in metres");
    mcp::OutputSchema<Length> output;
    output.add("metres", &Length::metres).add("feet", &Length::feet);
    auto tools = std::make_shared<mcp::ToolRegistry>();
    tools->add({"to_feet", "Metres to feet."}, std::move(input), output, to_feet);
    auto resources = std::make_shared<mcp::ResourceRegistry>();
    resources->add({"units://length", "Units of length"}, units);
    auto prompts = std::make_shared<mcp::PromptRegistry>();
    mcp::PromptSpec height("height", "Ask how tall somebody is.");
    height.arguments.emplace_back("whom", "A name", true);
    prompts->add(height, ask);
    mcp::Features features;
    features.tools = tools;
    features.resources = resources;
    features.prompts = prompts;
    return features;
}

int main(int count, char** words) {
    boost::asio::io_context context(1);
    mcp::ServerConfig config;
    config.name = "lengths";
    config.version = "1.0.0";
    mcp::Server server(context.get_executor(), config, make_features());
    mcp::HttpConfig http;  // loopback; the path is /mcp
    std::unique_ptr<mcp::HttpServer> listener;
    if (count == 3 && std::string_view(words[1]) == "--http") {
        http.port = static_cast<std::uint16_t>(std::stoi(words[2]));
        listener = std::make_unique<mcp::HttpServer>(context.get_executor(), server, http);
        co_spawn(context, serve_http(*listener, {}), boost::asio::detached);
        // Once it serves: whoever reads the line may end it.
        post(context, [&] { std::cerr << "http://127.0.0.1:" << listener->port() << "/mcp\n"; });
    } else {
        co_spawn(context, serve_stdio(server), boost::asio::detached);
    }
    context.run();
}
