#pragma once
// A server over a transport in memory, asked with texts; what tests of whole features share.
// Nothing runs but when the test says so, so there is no order to depend on.

#include "support/catch.hpp"
#include "support/memory_transport.hpp"

#include <mcp/server.hpp>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

namespace support {

class ServerFixture {
  public:
    using Json = nlohmann::json;

    explicit ServerFixture(mcp::Features features, mcp::ServerConfig config = {})
        : transport(context.get_executor()) {
        if (config.name.empty()) {
            config.name = "fixture";
            config.version = "1";
        }
        server = std::make_unique<mcp::Server>(
            context.get_executor(), std::move(config), std::move(features)
        );
        boost::asio::co_spawn(context, server->serve(transport), [](std::exception_ptr error) {
            CHECK(error == nullptr);
        });
    }

    ~ServerFixture() {
        server->stop();
        server->stop();
        settle();
    }

    ServerFixture(const ServerFixture&) = delete;
    ServerFixture& operator=(const ServerFixture&) = delete;

    /// Runs everything that is ready.
    void settle() {
        context.restart();
        context.poll();
    }

    /// What the server sent since the last look.
    std::vector<Json> news() {
        settle();
        std::vector<Json> out;
        for (; seen_ < transport.sent().size(); ++seen_) {
            out.push_back(Json::parse(transport.sent()[seen_]));
        }
        return out;
    }

    /// Sends a message; what comes back at once.
    std::vector<Json> send(const std::string& text) {
        transport.push(text);
        return news();
    }

    /// Sends a message that must be answered now, by one message.
    Json ask(const std::string& text) {
        const std::vector<Json> answers = send(text);
        INFO(text);
        REQUIRE(answers.size() == 1);
        return answers.front();
    }

    void initialize(const std::string& capabilities = "{}") {
        const Json answer =
            ask(R"({"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":)"
                R"("2025-11-25","capabilities":)" +
                capabilities + R"(,"clientInfo":{"name":"t","version":"1"}}})");
        REQUIRE(answer.contains("result"));
    }

    static std::string legacy(
        std::string_view method, const std::string& params = "{}", int id = 1
    ) {
        return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" +
               std::string(method) + R"(","params":)" + params + "}";
    }

    /// `members` are further members of params, `meta` further members of _meta.
    static std::string modern(
        std::string_view method,
        const std::string& members = {},
        int id = 1,
        const std::string& capabilities = "{}",
        const std::string& meta = {}
    ) {
        std::string params = R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                             R"("io.modelcontextprotocol/clientCapabilities":)" +
                             capabilities + (meta.empty() ? "" : "," + meta) + "}";
        params += members.empty() ? "}" : "," + members + "}";
        return legacy(method, params, id);
    }

    boost::asio::io_context context;
    MemoryTransport transport;
    std::unique_ptr<mcp::Server> server;

  private:
    std::size_t seen_ = 0;
};

}  // namespace support
