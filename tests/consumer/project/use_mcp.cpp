// Uses boltmem::mcp alone: a server with one tool of its own, called once over a transport in
// memory. Shows that the protocol library needs neither the memory nor the driver.
#include <mcp/server.hpp>
#include <mcp/tool.hpp>
#include <mcp/transport.hpp>

#include <deque>
#include <exception>
#include <iostream>
#include <memory>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace {

struct Greeting {
    Greeting() = default;
    std::string name;
};

mcp::Task<mcp::ToolResult> greet(mcp::Call&, Greeting greeting) {
    co_return mcp::ToolResult::success("Hello, " + greeting.name + "!");
}

/// Hands out prepared messages and collects what the server sends.
class MemoryTransport final : public mcp::Transport {
  public:
    explicit MemoryTransport(std::deque<std::string> input) : input_(std::move(input)) {}

    mcp::Task<mcp::Incoming> read() override {
        if (input_.empty()) {
            co_return mcp::Incoming();
        }
        std::string message = std::move(input_.front());
        input_.pop_front();
        co_return mcp::Incoming(std::move(message));
    }

    void send(std::string_view message) override { output_.append(message).append("\n"); }

    mcp::Task<> flush(std::chrono::milliseconds) override { co_return; }

    void close_input() noexcept override { input_.clear(); }

    bool closed() const noexcept override { return false; }

    const std::string& output() const { return output_; }

  private:
    std::deque<std::string> input_;
    std::string output_;
};

}  // namespace

int main() {
    auto tools = std::make_shared<mcp::ToolRegistry>();
    mcp::InputSchema<Greeting> schema;
    schema.add("name", &Greeting::name).required().describe("Whom to greet");
    tools->add(mcp::ToolSpec("greet", "Says hello"), std::move(schema), greet);

    boost::asio::io_context loop;
    mcp::ServerConfig config;
    config.name = "consumer";
    config.version = "1";
    mcp::Features features;
    features.tools = tools;
    mcp::Server server(loop.get_executor(), std::move(config), std::move(features));
    MemoryTransport transport({
        R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
        R"("capabilities":{},"clientInfo":{"name":"test","version":"1"}}})",
        R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
        R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"greet","arguments":{"name":"Ada"}}})",
    });
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, server.serve(transport), [&](std::exception_ptr error) {
        failure = error;
    });
    loop.run();
    if (failure || transport.output().find("Hello, Ada!") == std::string::npos) {
        std::cerr << "use_mcp: unexpected answer: " << transport.output() << '\n';
        return 1;
    }
    std::cout << "the tool answered\n";
    return 0;
}
