#pragma once
// A dispatcher with two tools, driven by texts; what the dispatcher tests share.
// Answers are parsed so that a test compares values, not spelling.

#include "protocol/dispatcher.hpp"
#include "protocol/results.hpp"
#include "support/catch.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support {

class DispatcherFixture {
  public:
    using Json = mcp::json::Value;

    explicit DispatcherFixture(mcp::protocol::DispatcherLimits limits = {})
        : description_(make_description()),
          modern_(description_),
          dispatcher(description_, modern_, limits) {}

    DispatcherFixture(const DispatcherFixture&) = delete;
    DispatcherFixture& operator=(const DispatcherFixture&) = delete;

    /// Sends a message; the answers that come at once.
    std::vector<Json> send(std::string_view text) {
        actions = mcp::protocol::Actions();
        dispatcher.receive(text, actions);
        std::vector<Json> replies;
        const auto add = [&replies](const std::optional<mcp::protocol::Reply>& reply) {
            if (reply && !reply->text.empty()) {
                replies.push_back(Json::parse(reply->text));
            }
        };
        for (const mcp::protocol::CancelledCall& call : actions.cancelled) {
            add(call.reply);
        }
        add(actions.reply);
        return replies;
    }

    /// Ends a call of a tool; the text to send, empty when there is none.
    std::string finish(mcp::protocol::Ticket ticket, const mcp::ToolResult& result) {
        const auto answer =
            mcp::protocol::Answer::result(mcp::protocol::tool_result_members(result));
        const auto reply = dispatcher.finish(ticket, answer);
        return reply ? reply->text : std::string();
    }

    /// Sends a message that must have exactly one answer now.
    Json ask(std::string_view text) {
        const auto replies = send(text);
        INFO(text);
        REQUIRE(replies.size() == 1);
        return replies.front();
    }

    /// A request without envelope; `params` is JSON text.
    static std::string legacy(
        std::string_view method, std::string_view params = "{}", std::string_view id = "1"
    ) {
        std::string text = R"({"jsonrpc":"2.0","id":)";
        text.append(id).append(R"(,"method":")").append(method);
        return text.append(R"(","params":)").append(params).append("}");
    }

    /// A request of revision 2026-07-28; `members` are further members of params, e.g. `"a":1`.
    static std::string modern(
        std::string_view method, std::string_view members = {}, std::string_view id = "1"
    ) {
        std::string params = R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                             R"("io.modelcontextprotocol/clientCapabilities":{}})";
        if (!members.empty()) {
            params.append(",").append(members);
        }
        return legacy(method, params + "}", id);
    }

    static std::string initialize(std::string_view version) {
        return legacy(
            "initialize",
            R"({"protocolVersion":")" + std::string(version) +
                R"(","capabilities":{},"clientInfo":{"name":"t","version":"1"}})",
            "\"i\""
        );
    }

    static int code_of(const Json& reply) {
        return reply.contains("error") ? reply["error"]["code"].get<int>() : 0;
    }

  private:
    static mcp::protocol::Description make_description() {
        mcp::protocol::Description out;
        out.name = "fixture";
        out.version = "1.2.3";
        out.instructions = "use \"it\"";
        out.has_tools = true;
        out.tools_json = R"([{"name":"first"},{"name":"second"}])";
        out.tools = {{"first", 0}, {"second", 1}};
        return out;
    }

    mcp::protocol::Description description_;
    mcp::protocol::Modern modern_;

  public:
    mcp::protocol::Dispatcher dispatcher;
    mcp::protocol::Actions actions;
};

}  // namespace support
