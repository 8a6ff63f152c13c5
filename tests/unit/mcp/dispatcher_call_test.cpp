// Tests of tools/call in the dispatcher: what starts, what is answered when, cancellation, limits.
// The dispatcher is sans-IO, so a test plays both the client and the runner of the calls.

#include "dispatcher_fixture.hpp"

#include <string>

using mcp::ToolResult;
using support::DispatcherFixture;
using Json = DispatcherFixture::Json;

namespace {

std::string call(std::string_view id, std::string_view arguments = "{}") {
    return DispatcherFixture::legacy(
        "tools/call", R"({"name":"second","arguments":)" + std::string(arguments) + "}", id
    );
}

std::string cancel(std::string_view id) {
    return R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
           std::string(id) + R"(,"reason":"changed my mind"}})";
}

}  // namespace

TEST_CASE("a call starts at once and is answered when it is finished") {
    DispatcherFixture fixture;
    CHECK(fixture.send(call("5", R"({"query":"a"})")).empty());
    REQUIRE(fixture.actions.calls.size() == 1);
    CHECK(fixture.actions.calls[0].index == 1);
    CHECK(fixture.actions.calls[0].arguments == Json::parse(R"({"query":"a"})"));
    CHECK(fixture.dispatcher.in_flight() == 1);
    const auto ticket = fixture.actions.calls[0].ticket;
    const Json reply =
        Json::parse(fixture.finish(ticket, ToolResult::success("line 1\nline \"2\"")));
    CHECK(
        reply == Json::parse(R"({"jsonrpc":"2.0","id":5,"result":{"content":)"
                             R"([{"type":"text","text":"line 1\nline \"2\""}]}})")
    );
    CHECK(fixture.dispatcher.in_flight() == 0);
    CHECK(fixture.finish(ticket, ToolResult::success("again")).empty());
}

TEST_CASE("a failure is a result with isError") {
    DispatcherFixture fixture;
    fixture.send(call("5"));
    const Json reply = Json::parse(fixture.finish(
        fixture.actions.calls.at(0).ticket, ToolResult::failure("Memory not found: x")
    ));
    CHECK(reply["result"]["isError"] == true);
    CHECK(reply["result"]["content"][0]["text"] == "Memory not found: x");
}

TEST_CASE("a modern call is answered in the modern shape, without caching") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::modern("tools/call", R"("name":"first","arguments":{})"));
    const Json result =
        Json::parse(fixture.finish(fixture.actions.calls.at(0).ticket, ToolResult::success("x"))
        )["result"];
    CHECK(result["resultType"] == "complete");
    CHECK(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "fixture");
    CHECK_FALSE(result.contains("ttlMs"));
    CHECK_FALSE(result.contains("cacheScope"));
}

TEST_CASE("absent and null arguments are an empty object; other kinds reach the tool's checks") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::legacy("tools/call", R"({"name":"first"})", "1"));
    CHECK(fixture.actions.calls.at(0).arguments == Json::object());
    fixture.send(
        DispatcherFixture::legacy("tools/call", R"({"name":"first","arguments":null})", "2")
    );
    CHECK(fixture.actions.calls.at(0).arguments == Json::object());
    fixture.send(DispatcherFixture::legacy("tools/call", R"({"name":"first","arguments":[1]})", "3")
    );
    CHECK(fixture.actions.calls.at(0).arguments.is_array());
}

TEST_CASE("an unknown tool and a missing name are -32602 in both eras") {
    DispatcherFixture fixture;
    for (const char* members :
         {R"("name":"no_such_tool","arguments":{})", R"("name":5)", R"("arguments":{})"}) {
        INFO(members);
        CHECK(
            DispatcherFixture::code_of(fixture.ask(
                DispatcherFixture::legacy("tools/call", "{" + std::string(members) + "}")
            )) == -32602
        );
        CHECK(
            DispatcherFixture::code_of(fixture.ask(DispatcherFixture::modern("tools/call", members))
            ) == -32602
        );
    }
    CHECK(
        fixture.ask(DispatcherFixture::legacy("tools/call", R"({"name":"nope"})")
        )["error"]["message"] == "Unknown tool: nope"
    );
    CHECK(fixture.dispatcher.in_flight() == 0);
}

TEST_CASE("a cancelled call is never answered") {
    for (const char* id : {"5", R"("five")", R"("a\"\\\b世")", "-1"}) {
        INFO(id);
        DispatcherFixture fixture;
        fixture.send(call(id));
        const auto ticket = fixture.actions.calls.at(0).ticket;
        CHECK(fixture.send(cancel(id)).empty());
        REQUIRE(fixture.actions.cancelled.size() == 1);
        CHECK(fixture.actions.cancelled[0].ticket == ticket);
        CHECK(fixture.finish(ticket, ToolResult::success("late")).empty());
        CHECK(fixture.dispatcher.in_flight() == 0);
        CHECK(fixture.send(cancel(id)).empty());
        CHECK(fixture.actions.cancelled.empty());
    }
}

TEST_CASE("a cancellation names one call, by type and value of its id") {
    DispatcherFixture fixture;
    fixture.send(call("5"));
    const auto five = fixture.actions.calls.at(0).ticket;
    fixture.send(cancel(R"("5")"));
    CHECK(fixture.actions.cancelled.empty());
    fixture.send(call(R"("5")"));
    const auto text_five = fixture.actions.calls.at(0).ticket;
    fixture.send(cancel("5"));
    REQUIRE(fixture.actions.cancelled.size() == 1);
    CHECK(fixture.actions.cancelled[0].ticket == five);
    CHECK_FALSE(fixture.finish(text_five, ToolResult::success("x")).empty());
}

TEST_CASE("a cancellation after the answer is ignored, and its id may be used again") {
    DispatcherFixture fixture;
    fixture.send(call("5"));
    const auto first = fixture.actions.calls.at(0).ticket;
    CHECK_FALSE(fixture.finish(first, ToolResult::success("x")).empty());
    CHECK(fixture.send(cancel("5")).empty());
    CHECK(fixture.actions.cancelled.empty());
    fixture.send(call("5"));
    REQUIRE(fixture.actions.calls.size() == 1);
    CHECK(fixture.actions.calls[0].ticket != first);
}

TEST_CASE("an id that is still running cannot be used again") {
    DispatcherFixture fixture;
    fixture.send(call("5"));
    const auto ticket = fixture.actions.calls.at(0).ticket;
    CHECK(DispatcherFixture::code_of(fixture.ask(call("5"))) == -32600);
    CHECK(
        DispatcherFixture::code_of(fixture.ask(DispatcherFixture::legacy("ping", "{}", "5"))) ==
        -32600
    );
    CHECK_FALSE(fixture.finish(ticket, ToolResult::success("x")).empty());
}

TEST_CASE("calls beyond the limit are answered with an error that says so") {
    mcp::protocol::DispatcherLimits limits;
    limits.max_in_flight = 2;
    DispatcherFixture fixture(limits);
    fixture.send(call("1"));
    const auto first = fixture.actions.calls.at(0).ticket;
    fixture.send(call("2"));
    const Json reply = fixture.ask(call("3"));
    CHECK(DispatcherFixture::code_of(reply) == -32603);
    CHECK(reply["error"]["message"].get<std::string>().find("try again") != std::string::npos);
    CHECK_FALSE(fixture.finish(first, ToolResult::success("x")).empty());
    CHECK(fixture.send(call("3")).empty());
    CHECK(fixture.dispatcher.in_flight() == 2);
}
