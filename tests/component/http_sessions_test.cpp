// Sessions of the legacy eras: their ids, their event streams, and coming back to one after a
// connection broke.

#include "component/http_fixture.hpp"
#include "support/catch.hpp"

#include <mcp/authorization.hpp>

#include <algorithm>

#include <nlohmann/json.hpp>

using namespace http_test;
using Json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

mcp::HttpConfig with_sessions() {
    mcp::HttpConfig config;
    config.sessions = true;
    return config;
}

std::string session_field(const std::string& id) {
    return "Mcp-Session-Id: " + id + "\r\n";
}

std::string version_field(const std::string& version = "2025-11-25") {
    return "MCP-Protocol-Version: " + version + "\r\n";
}

/// Shakes hands; the session's id.
std::string begin(Client& client) {
    const Answer answer = client.ask(post(initialize()));
    REQUIRE(answer.status == 200);
    return answer.field("mcp-session-id");
}

std::string get_stream(const std::string& id, const std::string& more = {}) {
    return get(
        "/mcp", "Accept: text/event-stream\r\n" + session_field(id) + version_field() + more
    );
}

std::string remove(const std::string& id) {
    return "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n" + session_field(id) + "\r\n";
}

/// The value of a line of an event; empty when there is none.
std::string line_of(const std::string& event, const std::string& name) {
    const std::size_t at = event.find(name + ": ");
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t from = at + name.size() + 2;
    return event.substr(from, event.find('\n', from) - from);
}

Json data_of(const std::string& event) {
    return Json::parse(line_of(event, "data"));
}

/// Knows everybody by the token's text.
class Names final : public mcp::Authorizer {
  public:
    mcp::Task<mcp::Authorization> check(std::string_view header) override {
        auto principal = std::make_shared<mcp::Principal>();
        principal->id = std::string(header);
        co_return mcp::Authorization::granted(std::move(principal));
    }
};

}  // namespace

TEST_CASE("initialize opens a session with an id that cannot be guessed") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string one = begin(client);
    const std::string two = begin(client);
    CHECK(one.size() >= 22);
    CHECK(one != two);
    CHECK(std::ranges::all_of(one, [](char c) { return c >= 0x21 && c <= 0x7e; }));
    CHECK(client.ask(post(kPing, session_field(one) + version_field())).status == 200);
    CHECK(client.ask(post(kPing, session_field(two) + version_field())).status == 200);
}

TEST_CASE("an initialize that fails opens no session") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const Answer answer =
        client.ask(post(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":7})"));
    CHECK(answer.field("mcp-session-id").empty());
    CHECK(client.ask(get("/metrics")).body.find("mcp_http_sessions 0\n") != std::string::npos);
}

TEST_CASE("requests name their session: missing 400, unknown 404") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    CHECK(client.ask(post(kPing)).status == 400);
    CHECK(client.ask(post(kPing, session_field("unknown"))).status == 404);
    CHECK(client.ask(post(kPing, session_field(id) + session_field(id))).status == 400);
    CHECK(client.ask(post("{", session_field(id))).status == 400);
    CHECK(client.ask(get("/mcp", "Accept: text/event-stream\r\n")).status == 400);
    CHECK(client.ask(get_stream("unknown")).status == 404);
    CHECK(client.ask(get("/mcp", session_field(id))).status == 406);
    const std::string unknown = session_field(id) + version_field("2024-01-01");
    CHECK(client.ask(get("/mcp", "Accept: text/event-stream\r\n" + unknown)).status == 400);
}

TEST_CASE("a deleted session is gone, with its streams and its calls") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    auto stream = bench.connect();
    stream.send(get_stream(id));
    CHECK(stream.read_head().status == 200);
    CHECK(line_of(stream.read_event(), "retry") == "1000");
    auto caller = bench.connect();
    caller.send(post(legacy_call(1, "wait"), session_field(id) + version_field()));
    bench.until([&] { return bench.waiting == 1; });
    CHECK(client.ask(remove(id)).status == 204);
    CHECK(stream.read_event().empty());
    CHECK(caller.read_answer().status == 404);
    bench.until([&] { return bench.cancelled == 1; });
    CHECK(client.ask(post(kPing, session_field(id) + version_field())).status == 404);
    CHECK(client.ask(remove(id)).status == 404);
}

TEST_CASE("modern requests need no session and get none") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string body = modern_call(1, "echo", R"({"text":"x"})");
    const Answer answer = client.ask(post(body, modern_fields("echo")));
    CHECK(answer.status == 200);
    CHECK(answer.field("mcp-session-id").empty());
    const std::string foreign = "Last-Event-ID: 7-7\r\n" + session_field("unknown");
    CHECK(client.ask(post(body, modern_fields("echo") + foreign)).status == 200);
}

TEST_CASE("the event stream carries what belongs to no request; there is one") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    auto stream = bench.connect();
    stream.send(get_stream(id));
    const Answer head = stream.read_head();
    CHECK(head.status == 200);
    CHECK(head.field("content-type") == "text/event-stream");
    const std::string priming = stream.read_event();
    CHECK_FALSE(line_of(priming, "id").empty());
    CHECK(line_of(priming, "data").empty());
    bench.server->tools_changed();
    const std::string event = stream.read_event();
    CHECK(data_of(event).at("method") == "notifications/tools/list_changed");
    CHECK_FALSE(line_of(event, "id").empty());
    auto second = bench.connect();
    CHECK(second.ask(get_stream(id)).status == 409);
    stream.close();
    int status = 409;  // until the server has seen that the first reader is gone
    while (status == 409) {
        auto third = bench.connect();
        third.send(get_stream(id));
        status = third.read_head().status;
    }
    CHECK(status == 200);
}

TEST_CASE("clients of older revisions get no priming event") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    auto stream = bench.connect();
    stream.send(get(
        "/mcp", "Accept: text/event-stream\r\n" + session_field(id) + version_field("2025-06-18")
    ));
    CHECK(stream.read_head().status == 200);
    bench.server->tools_changed();
    const std::string event = stream.read_event();
    CHECK(line_of(event, "retry").empty());
    CHECK(data_of(event).at("method") == "notifications/tools/list_changed");
}

TEST_CASE("what was missed on the event stream comes after Last-Event-ID") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    auto stream = bench.connect();
    stream.send(get_stream(id));
    CHECK(stream.read_head().status == 200);
    const std::string position = line_of(stream.read_event(), "id");
    stream.close();
    bench.server->tools_changed();
    bench.server->tools_changed();
    auto again = bench.connect();
    again.send(get_stream(id, "Last-Event-ID: " + position + "\r\n"));
    CHECK(again.read_head().status == 200);
    const std::string first = line_of(again.read_event(), "id");
    CHECK(line_of(again.read_event(), "id") > first);
    bench.server->tools_changed();
    CHECK_FALSE(again.read_event().empty());  // and it goes on
}

TEST_CASE("an answer that was missed comes after Last-Event-ID of its stream") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    auto caller = bench.connect();
    caller.send(post(legacy_call(4, "progress", "{}", true), session_field(id) + version_field()));
    CHECK(caller.read_head().field("content-type") == "text/event-stream");
    const std::string priming = caller.read_event();
    const std::string position = line_of(priming, "id");
    CHECK(line_of(priming, "retry") == "1000");
    caller.close();  // with the rest unread
    const bool later = GENERATE(false, true);
    if (later) {
        CHECK(client.ask(post(kPing, session_field(id) + version_field())).status == 200);
    }
    auto again = bench.connect();
    again.send(get_stream(id, "Last-Event-ID: " + position + "\r\n"));
    CHECK(again.read_head().status == 200);
    CHECK(data_of(again.read_event()).at("method") == "notifications/progress");
    CHECK(data_of(again.read_event()).at("method") == "notifications/progress");
    CHECK(data_of(again.read_event()).at("id") == 4);
    CHECK(again.read_event().empty());  // the answer ends the stream
}

TEST_CASE("a long call of a session becomes a stream that its client can come back to") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    auto caller = bench.connect();
    caller.send(post(legacy_call(4, "wait"), session_field(id) + version_field()));
    CHECK(caller.read_head().field("content-type") == "text/event-stream");
    const std::string position = line_of(caller.read_event(), "id");
    caller.reset();
    auto again = bench.connect();
    again.send(get_stream(id, "Last-Event-ID: " + position + "\r\n"));
    CHECK(again.read_head().status == 200);
    CHECK(bench.cancelled == 0);
    bench.open_gate();
    CHECK(data_of(again.read_event()).at("id") == 4);
    CHECK(again.read_event().empty());
}

TEST_CASE("positions that this session never gave out are refused") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    const std::string position =
        GENERATE(as<std::string>(), "x", "", "1", "0-999", "999-0", "0-0-0", "-1-0", "0--1");
    CAPTURE(position);
    CHECK(client.ask(get_stream(id, "Last-Event-ID: " + position + "\r\n")).status == 400);
}

TEST_CASE("a call of a session is cancelled by a notification on another connection") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    auto caller = bench.connect();
    caller.send(post(legacy_call(6, "wait"), session_field(id) + version_field()));
    bench.until([&] { return bench.waiting == 1; });
    const Answer answer = client.ask(post(
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":6}})",
        session_field(id) + version_field()
    ));
    CHECK(answer.status == 202);
    bench.until([&] { return bench.cancelled == 1; });
    CHECK(caller.read_answer().body.empty());
}

TEST_CASE("an id that still runs in the session is refused") {
    Bench bench(with_sessions());
    auto client = bench.connect();
    const std::string id = begin(client);
    const std::string fields = session_field(id) + version_field();
    auto caller = bench.connect();
    caller.send(post(legacy_call(6, "wait"), fields));
    bench.until([&] { return bench.waiting == 1; });
    const Answer answer = client.ask(post(legacy_call(6, "echo", R"({"text":"x"})"), fields));
    CHECK(Json::parse(answer.body).at("error").at("code") == -32600);
    bench.open_gate();
    CHECK(caller.read_answer().status == 200);
}

TEST_CASE("a session is its principal's alone") {
    mcp::HttpConfig config = with_sessions();
    config.authorizer = std::make_shared<Names>();
    Bench bench(config);
    auto client = bench.connect();
    const Answer answer = client.ask(post(initialize(), "Authorization: alice\r\n"));
    const std::string fields = session_field(answer.field("mcp-session-id")) + version_field();
    CHECK(client.ask(post(kPing, fields + "Authorization: alice\r\n")).status == 200);
    CHECK(client.ask(post(kPing, fields + "Authorization: bob\r\n")).status == 404);
}

TEST_CASE("sessions that nobody uses end") {
    mcp::HttpConfig config = with_sessions();
    config.limits.session_idle = 300ms;
    Bench bench(config);
    auto client = bench.connect();
    const std::string used = begin(client);
    auto stream = bench.connect();
    stream.send(get_stream(used));
    CHECK(stream.read_head().status == 200);
    const std::string idle = begin(client);
    bench.until([&] {
        return client.ask(get("/metrics")).body.find("mcp_http_sessions 1\n") != std::string::npos;
    });
    CHECK(client.ask(post(kPing, session_field(idle))).status == 404);
    CHECK(client.ask(post(kPing, session_field(used))).status == 200);
}

TEST_CASE("at the limit of sessions the least used one ends, if any is unused") {
    mcp::HttpConfig config = with_sessions();
    config.limits.max_sessions = 2;
    Bench bench(config);
    auto client = bench.connect();
    const std::string one = begin(client);
    const std::string two = begin(client);
    auto stream = bench.connect();
    stream.send(get_stream(one));
    CHECK(stream.read_head().status == 200);
    const std::string three = begin(client);
    CHECK(client.ask(post(kPing, session_field(two))).status == 404);
    auto other = bench.connect();
    other.send(get_stream(three));
    CHECK(other.read_head().status == 200);
    const Answer answer = client.ask(post(initialize()));
    CHECK(answer.status == 503);
    CHECK_FALSE(answer.field("retry-after").empty());
}

TEST_CASE("the events kept for a session are bounded; the newest stay") {
    mcp::HttpConfig config = with_sessions();
    config.limits.max_session_events = 3;
    Bench bench(config);
    auto client = bench.connect();
    const std::string id = begin(client);
    auto stream = bench.connect();
    stream.send(get_stream(id));
    CHECK(stream.read_head().status == 200);
    const std::string position = line_of(stream.read_event(), "id");
    for (int count = 0; count < 10; ++count) {
        bench.server->tools_changed();
        CHECK_FALSE(stream.read_event().empty());
    }
    auto again = bench.connect();
    again.send(get_stream(id, "Last-Event-ID: " + position + "\r\n"));
    CHECK(again.read_head().status == 200);
    for (int count = 9; count <= 11; ++count) {
        CHECK(line_of(again.read_event(), "id") == "0-" + std::to_string(count));
    }
    CHECK(stream.read_event().empty());  // the stream has a new reader
}
