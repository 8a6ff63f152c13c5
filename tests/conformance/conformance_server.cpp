// mcp-conformance-server: a server with the conformance suite's fixtures, over HTTP with sessions
// or over stdio. For tests only; scripts/conformance runs it.
//
//   mcp-conformance-server [--port N] [--stateless]     prints its URL, serves until SIGTERM
//   mcp-conformance-server --stdio
#include "conformance/fixtures.hpp"

#include <mcp/http.hpp>
#include <mcp/server.hpp>
#include <mcp/stdio.hpp>

#include <charconv>
#include <cstdint>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace {

struct Choices {
    std::uint16_t port = 0;
    bool stdio = false;
    bool sessions = true;
};

Choices read_choices(const std::vector<std::string_view>& words) {
    Choices choices;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--stdio") {
            choices.stdio = true;
        } else if (words[i] == "--stateless") {
            choices.sessions = false;
        } else if (words[i] == "--port" && i + 1 < words.size()) {
            const std::string_view number = words[++i];
            const char* end = number.data() + number.size();
            if (std::from_chars(number.data(), end, choices.port).ptr != end) {
                throw std::invalid_argument("--port takes a number from 0 to 65535");
            }
        } else {
            throw std::invalid_argument("unknown option: " + std::string(words[i]));
        }
    }
    return choices;
}

void print_line(std::string_view line) {
    std::cerr << "mcp-conformance-server: " << line << std::endl;
}

mcp::Features make_features(const std::shared_ptr<conformance::Notifier>& notifier) {
    auto tools = std::make_shared<mcp::ToolRegistry>();
    conformance::add_content_tools(*tools);
    conformance::add_running_tools(*tools, notifier);
    conformance::add_asking_tools(*tools);
    auto resources = std::make_shared<mcp::ResourceRegistry>();
    conformance::add_resources(*resources);
    auto prompts = std::make_shared<mcp::PromptRegistry>();
    conformance::add_prompts(*prompts);
    mcp::Features features;
    features.tools = std::move(tools);
    features.resources = std::move(resources);
    features.prompts = std::move(prompts);
    features.complete = conformance::complete;
    features.resource_subscriptions = true;
    features.tool_list_changes = true;
    features.prompt_list_changes = true;
    features.logging = true;
    return features;
}

mcp::Task<> serve(boost::asio::any_io_executor executor, Choices choices) {
    auto notifier = std::make_shared<conformance::Notifier>();
    mcp::ServerConfig config;
    config.name = "mcp-conformance-server";
    config.version = "1.0.0";
    config.log = print_line;
    mcp::Features features = make_features(notifier);
    mcp::Server server(executor, std::move(config), std::move(features));
    notifier->server = &server;
    if (choices.stdio) {
        co_await mcp::serve_stdio(server);
        co_return;
    }
    mcp::HttpConfig http;
    http.port = choices.port;
    http.sessions = choices.sessions;
    mcp::HttpServer listener(executor, server, std::move(http));
    std::cout << "http://127.0.0.1:" << listener.port() << "/mcp" << std::endl;
    std::function<void(std::string_view)> log = print_line;
    co_await mcp::serve_http(listener, std::move(log));
}

}  // namespace

int main(int count, char** words) {
    try {
        const Choices choices =
            read_choices(std::vector<std::string_view>(words + 1, words + count));
        boost::asio::io_context context(1);
        std::exception_ptr failure;
        boost::asio::co_spawn(
            context,
            serve(context.get_executor(), choices),
            [&failure](std::exception_ptr error) { failure = std::move(error); }
        );
        context.run();
        if (failure) {
            std::rethrow_exception(failure);
        }
        return 0;
    } catch (const std::exception& error) {
        print_line(error.what());
        return 1;
    }
}
