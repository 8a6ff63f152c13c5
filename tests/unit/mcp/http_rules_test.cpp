// Tests of routing, media types, header fields of messages, limits by time, the events of a
// session, and what kind a message is.

#include "http/event_log.hpp"
#include "http/message_kind.hpp"
#include "http/rate_limit.hpp"
#include "http/request_rules.hpp"
#include "http_server/request_parser.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace mcp::http;
using mcp::http_server::RequestParser;
using namespace std::chrono_literals;

namespace {

std::string head(const std::string& fields) {
    return "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

}  // namespace

TEST_CASE("targets are paths, or URLs with an authority") {
    CHECK(parse_target("/mcp?x=y")->path == "/mcp");
    CHECK(parse_target("/mcp?x=y")->authority.empty());
    CHECK(parse_target("http://host:80/mcp")->authority == "host:80");
    CHECK(parse_target("HTTPS://host")->path == "/");
    CHECK(parse_target("//host/mcp")->path == "//host/mcp");
    for (const char* target : {"*", "mcp", "ftp://host/", "http:///mcp", "host:80", ""}) {
        CHECK_FALSE(parse_target(target).has_value());
    }
}

TEST_CASE("routes") {
    CHECK(find_route("/mcp", "/mcp", false) == Route::mcp);
    CHECK(find_route("/healthz", "/mcp", false) == Route::health);
    CHECK(find_route("/.well-known/oauth-protected-resource", "/mcp", true) == Route::metadata);
    CHECK(find_route("/.well-known/oauth-protected-resource/mcp", "/mcp", true) == Route::metadata);
    CHECK(find_route("/.well-known/oauth-protected-resource", "/mcp", false) == Route::unknown);
    CHECK(find_route("/.well-known/oauth-protected-resource/x", "/mcp", true) == Route::unknown);
    CHECK(find_route("/.well-known/oauth-protected-resourcemcp", "/mcp", true) == Route::unknown);
    CHECK(allows(Route::mcp, "GET", true));
    CHECK_FALSE(allows(Route::mcp, "GET", false));
    CHECK_FALSE(allows(Route::health, "POST", true));
    CHECK_FALSE(allows(Route::mcp, "", true));
}

TEST_CASE("JSON is JSON in UTF-8") {
    for (const char* type :
         {"application/json",
          "Application/Json",
          "application/json; charset=utf-8",
          "application/json;charset=\"UTF-8\"",
          "application/json; x=y"}) {
        CHECK(is_json(type));
    }
    for (const char* type :
         {"",
          "text/json",
          "application/jsonx",
          "application/json; charset=latin1",
          "application/json, text/plain"}) {
        CHECK_FALSE(is_json(type));
    }
}

TEST_CASE("Accept has ranges and weights; the most exact range counts") {
    CHECK(accepts("text/event-stream", "text/event-stream"));
    CHECK(accepts("application/json, TEXT/Event-Stream;q=0.1", "text/event-stream"));
    CHECK(accepts("*/*", "application/json"));
    CHECK(accepts("text/*", "text/event-stream"));
    CHECK(accepts("*/*;q=0, application/json", "application/json"));
    CHECK_FALSE(accepts("application/json;q=0, */*", "application/json"));
    CHECK_FALSE(accepts("application/json; q=0.000", "application/json"));
    CHECK_FALSE(accepts("text/*", "application/json"));
    CHECK_FALSE(accepts("text", "text/event-stream"));
    CHECK_FALSE(accepts("", "text/event-stream"));
}

TEST_CASE("the fields of a message are found, whatever their letters") {
    RequestParser parser(1000);
    CHECK(
        parser.begin(
            head("mcp-PROTOCOL-version:  2026-07-28 \r\nMCP-Method: tools/call\r\nMcp-Name: a\r\n"
                 "Mcp-Param-Region: =?base64?eA==?=\r\nMcp-Other: x\r\nX-Mcp-Name: no\r\n")
        ) == RequestParser::Status::done
    );
    const auto headers = standard_headers(parser.request());
    CHECK(headers.protocol_version == "2026-07-28");
    CHECK(headers.method == "tools/call");
    CHECK(headers.name == "a");
    REQUIRE(headers.params.size() == 1);
    CHECK(headers.params.front().first == "region");
    CHECK(headers.params.front().second == "=?base64?eA==?=");
    CHECK(names_modern_revision(parser.request()));
}

TEST_CASE("a client of the modern era may leave Accept out; a legacy one may not") {
    const std::string type = "Content-Type: application/json\r\n";
    RequestParser parser(1000);
    REQUIRE(
        parser.begin(head(type + "MCP-Protocol-Version: 2026-07-28\r\n")) ==
        RequestParser::Status::done
    );
    CHECK_FALSE(check_message_types(parser.request()).has_value());
    REQUIRE(parser.begin(head(type)) == RequestParser::Status::done);
    CHECK(check_message_types(parser.request())->status == 406);
}

TEST_CASE("a body comes in pieces, and no further than its end") {
    const std::string body = "0123456789";
    RequestParser parser(1000);
    CHECK(parser.begin(head("Content-Length: 10\r\n")) == RequestParser::Status::need_more);
    std::size_t used = 0;
    CHECK(parser.body(body.substr(0, 4), used) == RequestParser::Status::need_more);
    CHECK(used == 4);
    CHECK(parser.body(body.substr(4) + "NEXT", used) == RequestParser::Status::done);
    CHECK(used == 6);
    CHECK(parser.request().body == body);
    CHECK(parser.announces_at_most(0));
}

TEST_CASE("an announced length above the limit is seen in the head") {
    RequestParser parser(9);
    CHECK(parser.begin(head("Content-Length: 10\r\n")) == RequestParser::Status::too_large);
    CHECK(parser.begin(head("Content-Length: 9\r\n")) == RequestParser::Status::need_more);
    CHECK(parser.announces_at_most(9));
    CHECK_FALSE(parser.announces_at_most(8));
}

TEST_CASE("whether a connection goes on") {
    RequestParser parser(9);
    CHECK(parser.begin(head("")) == RequestParser::Status::done);
    CHECK(parser.request().keep_alive);
    CHECK(parser.begin(head("Connection: Close\r\n")) == RequestParser::Status::done);
    CHECK_FALSE(parser.request().keep_alive);
    CHECK(parser.begin("GET / HTTP/1.0\r\n\r\n") == RequestParser::Status::done);
    CHECK_FALSE(parser.request().keep_alive);
    CHECK(
        parser.begin("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") ==
        RequestParser::Status::done
    );
    CHECK(parser.request().keep_alive);
}

TEST_CASE("a burst passes, then one request in each interval") {
    RateLimit limit(2, 3);
    const RateLimit::Clock::time_point start{1h};
    for (int count = 0; count < 3; ++count) {
        CHECK_FALSE(limit.take("a", start).has_value());
    }
    CHECK(limit.take("a", start) == 500ms);
    CHECK(limit.take("a", start + 300ms) == 200ms);
    CHECK_FALSE(limit.take("b", start).has_value());
    CHECK_FALSE(limit.take("a", start + 500ms).has_value());
    CHECK(limit.take("a", start + 500ms) == 500ms);
    for (int count = 0; count < 3; ++count) {  // after a silence the burst is there again
        CHECK_FALSE(limit.take("a", start + 1h).has_value());
    }
    CHECK(limit.take("a", start + 1h).has_value());
}

TEST_CASE("without a rate there is no limit; without a burst it is a second's worth") {
    const RateLimit::Clock::time_point now{1h};
    RateLimit none(0, 5);
    RateLimit plain(4, 0);
    for (int count = 0; count < 4; ++count) {
        CHECK_FALSE(plain.take("a", now).has_value());
    }
    CHECK(plain.take("a", now).has_value());
    for (int count = 0; count < 1000; ++count) {
        REQUIRE_FALSE(none.take("a", now).has_value());
    }
    CHECK(none.keys() == 0);
}

TEST_CASE("no more callers are remembered than the bound; those seen last stay") {
    RateLimit limit(1, 1, 2);
    const RateLimit::Clock::time_point now{1h};
    CHECK_FALSE(limit.take("a", now).has_value());
    CHECK_FALSE(limit.take("b", now).has_value());
    CHECK(limit.take("a", now).has_value());
    CHECK_FALSE(limit.take("c", now).has_value());
    CHECK(limit.keys() == 2);
    CHECK(limit.take("a", now).has_value());
    CHECK_FALSE(limit.take("b", now).has_value());
}

TEST_CASE("event ids are read back, and nothing else is") {
    EventPosition position;
    position.stream = 12;
    position.event = 345;
    CHECK(event_id(position) == "12-345");
    CHECK(parse_event_id("12-345")->event == 345);
    for (const char* id :
         {"", "-", "1-", "-1", "1--2", "1-2-3", "+1-2", "1-2 ", "a-b", "99999999999999999999-1"}) {
        CHECK_FALSE(parse_event_id(id).has_value());
    }
}

TEST_CASE("a log replays one stream's events after a position, and forgets the oldest") {
    EventLog log(3, 100);
    const EventPosition first = log.add(1, "a");
    log.add(2, "x");
    log.add(1, "b");
    const auto after = [&](const EventPosition& position) {
        std::vector<std::string> out;
        log.replay_after(position, [&](const EventLog::Entry& entry) {
            out.push_back(entry.data);
        });
        return out;
    };
    CHECK(after(first) == std::vector<std::string>{"b"});
    log.add(1, "c");
    EventPosition begin;
    begin.stream = 1;
    CHECK(after(begin) == std::vector<std::string>{"b", "c"});
    CHECK(log.size() == 3);
    CHECK(log.reached(4));
    CHECK_FALSE(log.reached(5));
}

TEST_CASE("a log is bounded in bytes; what is larger than it is not kept") {
    EventLog log(100, 10);
    log.add(1, "12345");
    log.add(1, "67890");
    CHECK(log.bytes() == 10);
    log.add(1, "1");
    CHECK(log.size() == 2);
    CHECK(log.bytes() == 6);
    log.add(1, std::string(11, 'x'));
    CHECK(log.size() == 2);
    CHECK(log.reached(4));
}

TEST_CASE("what kind a message is") {
    const mcp::json::Limits limits;
    const auto kind = [&](std::string_view text) { return find_kind(text, limits); };
    CHECK(
        kind(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{}})") ==
        MessageKind::initialize
    );
    CHECK(kind(R"({"jsonrpc":"2.0","method":"initialize"})") == MessageKind::legacy);
    CHECK(kind(R"({"jsonrpc":"2.0","id":1,"method":"ping"})") == MessageKind::legacy);
    CHECK(
        kind(
            R"({"id":1,"method":"x","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":7}}})"
        ) == MessageKind::modern
    );
    CHECK(kind(R"([{"id":1,"method":"initialize"}])") == MessageKind::legacy);
    CHECK(kind("{") == MessageKind::unreadable);
    CHECK(kind(std::string(1000, '[') + std::string(1000, ']')) == MessageKind::unreadable);
}
