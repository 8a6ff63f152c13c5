// Messages over HTTP: both eras on one endpoint, answers as JSON or as events, and what becomes of
// calls whose client goes away.

#include "component/http_fixture.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

using namespace http_test;
using Json = nlohmann::json;
using namespace std::chrono_literals;

TEST_CASE("a legacy request without a session is answered with one JSON body") {
    Bench bench;
    auto client = bench.connect();
    const Answer answer = client.ask(post(kPing));
    CHECK(answer.status == 200);
    CHECK(answer.field("content-type") == "application/json");
    CHECK(answer.field("mcp-session-id").empty());
    CHECK(answer.field("date").ends_with(" GMT"));
    CHECK(Json::parse(answer.body) == Json::parse(R"({"jsonrpc":"2.0","id":1,"result":{}})"));
}

TEST_CASE("initialize is answered without a session when there are none") {
    Bench bench;
    auto client = bench.connect();
    const Answer answer = client.ask(post(initialize("2025-06-18")));
    CHECK(answer.status == 200);
    CHECK(answer.field("mcp-session-id").empty());
    CHECK(Json::parse(answer.body).at("result").at("protocolVersion") == "2025-06-18");
}

TEST_CASE("a modern call is answered with one JSON body") {
    Bench bench;
    auto client = bench.connect();
    const Answer answer = client.ask(modern_post(5, "echo", R"({"text":"hello"})"));
    CHECK(answer.status == 200);
    const Json body = Json::parse(answer.body);
    CHECK(body.at("id") == 5);
    CHECK(body.at("result").at("resultType") == "complete");
    CHECK(body.at("result").at("content").at(0).at("text") == "hello");
}

TEST_CASE("both eras share one connection") {
    Bench bench;
    auto client = bench.connect();
    for (int round = 0; round < 3; ++round) {
        CHECK(client.ask(post(legacy_call(round, "echo", R"({"text":"a"})"))).status == 200);
        CHECK(client.ask(modern_post(round, "echo", R"({"text":"b"})")).status == 200);
    }
}

TEST_CASE("a notification is accepted with an empty answer") {
    Bench bench;
    auto client = bench.connect();
    const Answer answer =
        client.ask(post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"));
    CHECK(answer.status == 202);
    CHECK(answer.body.empty());
    CHECK(client.ask(post(kPing)).status == 200);
}

TEST_CASE("progress makes the answer a stream that ends with the result") {
    Bench bench;
    auto client = bench.connect();
    const bool modern = GENERATE(false, true);
    CAPTURE(modern);
    client.send(
        modern ? modern_post(9, "progress", "{}", true)
               : post(legacy_call(9, "progress", "{}", true))
    );
    const Answer head = client.read_head();
    CHECK(head.status == 200);
    CHECK(head.field("content-type") == "text/event-stream");
    CHECK(head.field("cache-control") == "no-cache");
    CHECK(head.field("x-accel-buffering") == "no");
    CHECK(head.field("transfer-encoding") == "chunked");
    for (const int step : {1, 3}) {  // what comes too fast is dropped, but not the last
        const std::string event = client.read_event();
        REQUIRE(event.starts_with("event: message\ndata: {"));
        CHECK(event.find("id: ") == std::string::npos);
        const Json message = Json::parse(event.substr(event.find('{')));
        CHECK(message.at("method") == "notifications/progress");
        CHECK(message.at("params").at("progress") == step);
    }
    const std::string last = client.read_event();
    const Json result = Json::parse(last.substr(last.find('{')));
    CHECK(result.at("id") == 9);
    CHECK(result.at("result").at("content").at(0).at("text") == "done");
    CHECK(client.read_event().empty());
    CHECK(client.ask(post(kPing)).status == 200);  // the connection goes on
}

TEST_CASE("the errors of the modern era have their status") {
    Bench bench;
    auto client = bench.connect();
    SECTION("an unknown method: 404, with the id") {
        std::string body = modern_call(3, "echo");
        body.replace(body.find("tools/call"), 10, "tools/fall");
        const Answer answer =
            client.ask(post(body, "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/fall\r\n")
            );
        CHECK(answer.status == 404);
        CHECK(Json::parse(answer.body).at("id") == 3);
        CHECK(Json::parse(answer.body).at("error").at("code") == -32601);
    }
    SECTION("an unknown revision: 400, -32022") {
        std::string body = modern_call(3, "echo");
        body.replace(body.find("2026-07-28"), 10, "2099-01-01");
        const Answer answer =
            client.ask(post(body, "MCP-Protocol-Version: 2099-01-01\r\nMcp-Method: tools/call\r\n")
            );
        CHECK(answer.status == 400);
        CHECK(Json::parse(answer.body).at("error").at("code") == -32022);
    }
    SECTION("the version in the header is another: 400, -32020") {
        const Answer answer = client.ask(post(
            modern_call(3, "echo"),
            "MCP-Protocol-Version: 2025-11-25\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n"
        ));
        CHECK(answer.status == 400);
        CHECK(Json::parse(answer.body).at("error").at("code") == -32020);
    }
    SECTION("the method in the header is another, or missing: 400, -32020") {
        const std::string fields = GENERATE(
            as<std::string>(),
            "Mcp-Method: tools/list\r\nMcp-Name: echo\r\n",
            "Mcp-Name: echo\r\n",
            "Mcp-Method: Tools/Call\r\nMcp-Name: echo\r\n"
        );
        const Answer answer =
            client.ask(post(modern_call(3, "echo"), "MCP-Protocol-Version: 2026-07-28\r\n" + fields)
            );
        CHECK(answer.status == 400);
        CHECK(Json::parse(answer.body).at("error").at("code") == -32020);
    }
    SECTION("the name in the header is another, missing, or bad base64: 400, -32020") {
        const std::string name = GENERATE(
            as<std::string>(),
            "Mcp-Name: wait\r\n",
            "",
            "Mcp-Name: =?base64?ZWNobw?=\r\n",
            "Mcp-Name: =?base64?!!!!?=\r\n"
        );
        const Answer answer = client.ask(post(
            modern_call(3, "echo"),
            "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n" + name
        ));
        CHECK(answer.status == 400);
        CHECK(Json::parse(answer.body).at("error").at("code") == -32020);
    }
    SECTION("a name in base64 that agrees is fine") {
        const Answer answer = client.ask(post(
            modern_call(3, "echo", R"({"text":"x"})"),
            "MCP-Protocol-Version: 2026-07-28\r\nMCP-METHOD:tools/call\r\n"
            "mcp-name:  =?base64?ZWNobw==?= \r\n"
        ));
        CHECK(answer.status == 200);
    }
}

TEST_CASE("bodies that are no message are answered 400") {
    Bench bench;
    auto client = bench.connect();
    const auto [body, code] = GENERATE(table<std::string, int>({
        {"", -32700},
        {"{", -32700},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\xfe\"}", -32700},
        {std::string(100'000, '['), -32700},
        {std::string(100'000, '[') + std::string(100'000, ']'), -32700},
        {"[]", -32600},
        {"17", -32600},
        {R"({"id":1})", -32600},
        {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", -32600},
    }));
    const Answer answer = client.ask(post(body));
    CHECK(answer.status == 400);
    CHECK(Json::parse(answer.body).at("error").at("code") == code);
    CHECK(client.ask(post(kPing)).status == 200);
}

TEST_CASE("batches exist in 2025-03-26 only") {
    Bench bench;
    auto client = bench.connect();
    const std::string batch =
        "[" + std::string(kPing) + "," + legacy_call(2, "echo", R"({"text":"x"})") + "]";
    const Answer good = client.ask(post(batch, "MCP-Protocol-Version: 2025-03-26\r\n"));
    CHECK(good.status == 200);
    CHECK(Json::parse(good.body).size() == 2);
    const Answer bad = client.ask(post(batch, "MCP-Protocol-Version: 2025-06-18\r\n"));
    CHECK(bad.status == 400);
    CHECK(Json::parse(bad.body).at("error").at("code") == -32600);
}

TEST_CASE("an unknown revision in a legacy request's header is refused") {
    Bench bench;
    auto client = bench.connect();
    CHECK(client.ask(post(kPing, "MCP-Protocol-Version: 2024-01-01\r\n")).status == 400);
    // Any known one will do, also another than was negotiated.
    for (const char* version : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
        const std::string field = "MCP-Protocol-Version: " + std::string(version) + "\r\n";
        CHECK(client.ask(post(kPing, field)).status == 200);
    }
}

TEST_CASE("the same id may run on several connections at once") {
    Bench bench;
    auto one = bench.connect();
    auto two = bench.connect();
    one.send(modern_post(1, "wait"));
    two.send(modern_post(1, "wait"));
    bench.until([&] { return bench.waiting == 2; });
    bench.open_gate();
    CHECK(one.read_answer().status == 200);
    CHECK(two.read_answer().status == 200);
}

namespace {

/// How long a call goes on after its client left it; the best of some tries, as the machine may be
/// busy with other things.
std::chrono::nanoseconds shortest_farewell(Bench& bench, void (*leave)(Client&)) {
    auto best = std::chrono::nanoseconds::max();
    for (int tries = 1; tries <= 5; ++tries) {
        auto client = bench.connect();
        client.send(modern_post(1, "wait"));
        bench.until([&] { return bench.waiting == 1; });
        const auto before = std::chrono::steady_clock::now();
        leave(client);
        bench.until([&] { return bench.cancelled == tries; });
        best = std::min(best, std::chrono::steady_clock::now() - before);
    }
    return best;
}

}  // namespace

TEST_CASE("work stops within 50 ms of its modern client's going away") {
    Bench bench;
    SECTION("by closing") {
        CHECK(shortest_farewell(bench, [](Client& client) { client.close(); }) < 50ms);
    }
    SECTION("by a reset") {
        CHECK(shortest_farewell(bench, [](Client& client) { client.reset(); }) < 50ms);
    }
    SECTION("by closing its half") {
        CHECK(shortest_farewell(bench, [](Client& client) { client.half_close(); }) < 50ms);
    }
    CHECK(bench.finished == 0);
}

TEST_CASE("a modern client that goes away from a stream cancels its call") {
    Bench bench;
    auto client = bench.connect();
    client.send(modern_post(1, "flood"));
    CHECK(client.read_head().status == 200);
    CHECK_FALSE(client.read_event().empty());
    client.close();
    bench.until([&] { return bench.cancelled == 1; });
}

TEST_CASE("a legacy call goes on when its client goes away") {
    Bench bench;
    auto client = bench.connect();
    client.send(post(legacy_call(1, "wait")));
    bench.until([&] { return bench.waiting == 1; });
    client.close();
    auto other = bench.connect();
    CHECK(other.ask(post(kPing)).status == 200);
    CHECK(bench.cancelled == 0);
    bench.open_gate();
    bench.until([&] { return bench.finished == 1; });
}

TEST_CASE("a legacy client that closed its half gets its answer") {
    Bench bench;
    auto client = bench.connect();
    client.send(post(legacy_call(1, "wait")));
    client.half_close();
    bench.until([&] { return bench.waiting == 1; });
    bench.open_gate();
    const Answer answer = client.read_answer();
    CHECK(answer.status == 200);
    CHECK(answer.body.find("through the gate") != std::string::npos);
    client.expect_closed();
}

TEST_CASE("a stream whose reader is too slow is ended, and its call cancelled") {
    mcp::HttpConfig config;
    config.limits.max_queued_output = 256 * 1024;
    Bench bench(config);
    auto client = bench.connect();
    client.send(modern_post(1, "flood"));
    bench.until([&] { return bench.cancelled == 1; });  // nobody reads
    CHECK(bench.log.size() == 1);
}

TEST_CASE("a silent call becomes a stream with comments, so that nobody gives up on it") {
    mcp::HttpConfig config;
    config.limits.keep_alive = 20ms;
    Bench bench(config);
    auto client = bench.connect();
    client.send(modern_post(1, "wait"));
    CHECK(client.read_head().field("content-type") == "text/event-stream");
    CHECK(client.read_event() == ": keepalive\n");
    CHECK(client.read_event() == ": keepalive\n");
    bench.open_gate();
    std::string event = client.read_event();
    while (event.starts_with(':')) {
        event = client.read_event();
    }
    CHECK(event.find("through the gate") != std::string::npos);
    CHECK(client.read_event().empty());
}

TEST_CASE("a subscription is a stream that carries changes and ends with the server") {
    Bench bench;
    auto client = bench.connect();
    const std::string body =
        R"({"jsonrpc":"2.0","id":"s","method":"subscriptions/listen","params":{"notifications":)"
        R"({"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/protocolVersion":)"
        R"("2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}})";
    client.send(
        post(body, "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n")
    );
    CHECK(client.read_head().status == 200);
    CHECK(client.read_event().find("subscriptions/acknowledged") != std::string::npos);
    bench.server->tools_changed();
    CHECK(client.read_event().find("tools/list_changed") != std::string::npos);
    bench.http->stop();
    const std::string last = client.read_event();
    CHECK(Json::parse(last.substr(last.find('{'))).at("id") == "s");
    CHECK(client.read_event().empty());
    bench.until([&] { return bench.over(); });
}
