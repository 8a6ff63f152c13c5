// Tests of JSON-RPC batches, which only revision 2025-03-26 has.
// Calls in them end in any order; the batch is one answer.

#include "dispatcher_fixture.hpp"

#include <string>
#include <vector>

using mcp::ToolResult;
using support::DispatcherFixture;
using Json = DispatcherFixture::Json;

namespace {

std::string batch(const std::vector<std::string>& messages) {
    std::string text = "[";
    for (const std::string& message : messages) {
        text += text.size() > 1 ? "," : "";
        text += message;
    }
    return text + "]";
}

std::string call(std::string_view id) {
    return DispatcherFixture::legacy("tools/call", R"({"name":"first"})", id);
}

std::string ping(std::string_view id) {
    return DispatcherFixture::legacy("ping", "{}", id);
}

const std::string kInitialized = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";

}  // namespace

TEST_CASE("batches are refused outside revision 2025-03-26") {
    for (const char* version : {"2025-11-25", "2025-06-18", "2024-11-05"}) {
        INFO(version);
        DispatcherFixture fixture;
        fixture.send(DispatcherFixture::initialize(version));
        CHECK(DispatcherFixture::code_of(fixture.ask(batch({ping("1")}))) == -32600);
    }
    DispatcherFixture before_handshake;
    CHECK(DispatcherFixture::code_of(before_handshake.ask(batch({ping("1")}))) == -32600);
}

TEST_CASE("a batch is answered as one array when its last call is finished") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::initialize("2025-03-26"));
    CHECK(fixture.send(batch({call("1"), kInitialized, ping("2"), call("3")})).empty());
    REQUIRE(fixture.actions.calls.size() == 2);
    const auto first = fixture.actions.calls[0].ticket;
    const auto third = fixture.actions.calls[1].ticket;
    CHECK(fixture.finish(third, ToolResult::success("c")).empty());
    const Json reply = Json::parse(fixture.finish(first, ToolResult::success("a")));
    REQUIRE(reply.is_array());
    REQUIRE(reply.size() == 3);
    CHECK(reply[0]["id"] == 2);
    CHECK(reply[1]["id"] == 3);
    CHECK(reply[2]["id"] == 1);
}

TEST_CASE("a batch without calls is answered at once, one of notifications not at all") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::initialize("2025-03-26"));
    const Json reply = fixture.ask(batch({ping("1"), R"({"bad":1})", "5"}));
    REQUIRE(reply.size() == 3);
    CHECK(reply[0]["result"].empty());
    CHECK(reply[1]["error"]["code"] == -32600);
    CHECK(reply[2]["error"]["code"] == -32600);
    CHECK(fixture.send(batch({kInitialized, kInitialized})).empty());
}

TEST_CASE("an empty or huge batch is refused") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::initialize("2025-03-26"));
    CHECK(DispatcherFixture::code_of(fixture.ask("[]")) == -32600);
    CHECK(
        DispatcherFixture::code_of(fixture.ask(batch(std::vector<std::string>(101, kInitialized)))
        ) == -32600
    );
    CHECK(fixture.send(batch(std::vector<std::string>(100, kInitialized))).empty());
}

TEST_CASE("initialize must not be part of a batch") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::initialize("2025-03-26"));
    const Json reply = fixture.ask(batch({DispatcherFixture::initialize("2025-11-25")}));
    CHECK(reply[0]["error"]["code"] == -32600);
    CHECK(fixture.ask(batch({ping("1")})).is_array());
}

TEST_CASE("a cancelled member leaves its batch, which is answered without it") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::initialize("2025-03-26"));
    fixture.send(batch({ping("1"), call("2")}));
    const auto ticket = fixture.actions.calls.at(0).ticket;
    const Json reply = fixture.ask(
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}})"
    );
    REQUIRE(reply.size() == 1);
    CHECK(reply[0]["id"] == 1);
    CHECK(fixture.finish(ticket, ToolResult::success("late")).empty());
}

TEST_CASE("a batch whose every member is cancelled is not answered") {
    DispatcherFixture fixture;
    fixture.send(DispatcherFixture::initialize("2025-03-26"));
    const std::string cancel =
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}})";
    CHECK(fixture.send(batch({call("2"), cancel})).empty());
    REQUIRE(fixture.actions.calls.size() == 1);
    REQUIRE(fixture.actions.cancelled.size() == 1);
    CHECK(fixture.actions.calls[0].ticket == fixture.actions.cancelled[0].ticket);
    CHECK(fixture.dispatcher.in_flight() == 0);
}
