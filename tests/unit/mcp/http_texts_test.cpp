// Tests of what the server writes: events, heads of answers, metrics, challenges, the metadata of a
// protected resource.

#include "http/challenge.hpp"
#include "http/metadata_document.hpp"
#include "http/response.hpp"
#include "http/sse_encoder.hpp"
#include "support/catch.hpp"
#include "text/prometheus.hpp"

#include <mcp/error.hpp>

#include <array>
#include <limits>
#include <string>

using namespace mcp::http;
using mcp::text::PrometheusText;

namespace {

mcp::ProtectedResource resource() {
    mcp::ProtectedResource out;
    out.resource = "https://host/mcp";
    out.authorization_servers = {"https://login"};
    out.default_scope = "memory:read";
    return out;
}

}  // namespace

TEST_CASE("an event carries its data line by line") {
    std::string out;
    append_event(out, "{}");
    CHECK(out == "event: message\ndata: {}\n\n");
    out.clear();
    append_event(out, "a\nb\r\nc\rd", "3-4");
    CHECK(out == "event: message\nid: 3-4\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
    out.clear();
    append_event(out, "");
    CHECK(out == "event: message\ndata: \n\n");
}

TEST_CASE("an id that could end its line is left out") {
    for (const std::string& id :
         {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3)}) {
        std::string out;
        append_event(out, "x", id);
        CHECK(out == "event: message\ndata: x\n\n");
    }
}

TEST_CASE("a priming event has a position, a time to wait, and no data") {
    std::string out;
    append_priming(out, "0-1", std::chrono::milliseconds(1500));
    CHECK(out == "id: 0-1\nretry: 1500\ndata: \n\n");
}

TEST_CASE("a comment stays one line") {
    std::string out;
    append_comment(out, "keep\nalive\r");
    CHECK(out == ": keep alive \n\n");
}

TEST_CASE("a head has its length, its date, and whether the connection goes on") {
    Response response(200, "application/json", "{}");
    HeadOptions options;
    options.date = "D";
    std::string out;
    append_head(out, response, options);
    CHECK(
        out ==
        "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
    );
    out.clear();
    options.close = true;
    append_head(out, Response(204), options);
    CHECK(out == "HTTP/1.1 204 No Content\r\nDate: D\r\nConnection: close\r\n\r\n");
    out.clear();
    append_stream_head(out, Response(200), options);
    CHECK(
        out ==
        "HTTP/1.1 200 OK\r\nDate: D\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
}

TEST_CASE("no value can end its field") {
    Response response(200);
    response.add("X", std::string("a\r\nSet-Cookie: b\0c", 18));
    CHECK(response.fields == "X: a  Set-Cookie: b c\r\n");
}

TEST_CASE("every status that is sent has its phrase") {
    for (const int status : {200, 202, 204, 400, 401, 403, 404, 405, 406, 408,
                             409, 413, 415, 417, 429, 431, 500, 501, 503, 505}) {
        CHECK(status_text(status) != "Unknown");
    }
}

TEST_CASE("a refusal is a JSON-RPC error without an id") {
    CHECK(
        refusal(403, "say \"no\"").body ==
        R"({"jsonrpc":"2.0","error":{"code":-32600,"message":"say \"no\""}})"
    );
}

TEST_CASE("chunks have their size in hexadecimal; an empty one is none") {
    std::string out;
    append_chunk(out, std::string(26, 'x'));
    CHECK(out == "1a\r\n" + std::string(26, 'x') + "\r\n");
    out.clear();
    append_chunk(out, "");
    CHECK(out.empty());
    append_last_chunk(out);
    CHECK(out == "0\r\n\r\n");
}

TEST_CASE("dates are those of RFC 9110") {
    CHECK(http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(http_date(951'827'696) == "Tue, 29 Feb 2000 12:34:56 GMT");
}

TEST_CASE("metrics are Prometheus text") {
    PrometheusText out;
    out.begin("calls_total", "counter", "Calls\\of\ntools.");
    out.count(18'446'744'073'709'551'615U, {{"tool", "a\"b\\c\nd"}, {"end", "ok"}});
    out.begin("load", "gauge", "Load.");
    out.sample(0.5);
    out.sample(std::numeric_limits<double>::infinity());
    out.append("own 1");
    CHECK(
        out.take() ==
        "# HELP calls_total Calls\\\\of\\ntools.\n# TYPE calls_total counter\n"
        "calls_total{tool=\"a\\\"b\\\\c\\nd\",end=\"ok\"} 18446744073709551615\n"
        "# HELP load Load.\n# TYPE load gauge\nload 0.5\nload +Inf\nown 1\n"
    );
}

TEST_CASE("a histogram's buckets add up") {
    PrometheusText out;
    out.begin("d", "histogram", "Durations.");
    constexpr std::array bounds{0.1, 1.0};
    constexpr std::array<std::uint64_t, 3> counts{2, 0, 3};
    out.histogram(bounds, counts, 4.5, {{"t", "x"}});
    CHECK(
        out.take() ==
        "# HELP d Durations.\n# TYPE d histogram\nd_bucket{t=\"x\",le=\"0.1\"} 2\n"
        "d_bucket{t=\"x\",le=\"1\"} 2\nd_bucket{t=\"x\",le=\"+Inf\"} 5\nd_sum{t=\"x\"} 4.5\n"
        "d_count{t=\"x\"} 5\n"
    );
}

TEST_CASE("challenges are those of the specification") {
    CHECK(
        invalid_token_challenge(resource()) ==
        R"(Bearer resource_metadata="https://host/.well-known/oauth-protected-resource/mcp", )"
        R"(scope="memory:read", error="invalid_token")"
    );
    CHECK(
        insufficient_scope_challenge(resource(), "memory:read memory:write") ==
        R"(Bearer error="insufficient_scope", scope="memory:read memory:write", )"
        R"(resource_metadata="https://host/.well-known/oauth-protected-resource/mcp")"
    );
    CHECK(invalid_request_challenge(resource()).find("invalid_request") != std::string::npos);
}

TEST_CASE("without authorization servers a challenge names no metadata") {
    mcp::ProtectedResource own;
    own.default_scope = "memory:read";
    CHECK(invalid_token_challenge(own) == R"(Bearer scope="memory:read", error="invalid_token")");
    CHECK(metadata_url(own).empty());
}

TEST_CASE("nothing in a challenge can end its quotes or its line") {
    mcp::ProtectedResource own;
    own.default_scope = "a\"b\\c\r\nd";
    CHECK(invalid_token_challenge(own) == R"(Bearer scope="a\"b\\cd", error="invalid_token")");
}

TEST_CASE("the metadata's place follows the resource's path") {
    mcp::ProtectedResource own = resource();
    own.resource = "https://host:8443";
    CHECK(metadata_url(own) == "https://host:8443/.well-known/oauth-protected-resource");
    own.resource = "https://host/a/b";
    CHECK(metadata_url(own) == "https://host/.well-known/oauth-protected-resource/a/b");
}

TEST_CASE("the metadata document leaves out what there is none of") {
    CHECK(
        metadata_document(resource()) ==
        R"({"resource":"https://host/mcp","authorization_servers":["https://login"],)"
        R"("bearer_methods_supported":["header"]})"
    );
    for (const char* url :
         {"",
          "host/mcp",
          "https://",
          "https://host/mcp/",
          "https://host/",
          "https://host/mcp?x",
          "https://host/mcp#x",
          "https://host/a b"}) {
        mcp::ProtectedResource own = resource();
        own.resource = url;
        CAPTURE(url);
        CHECK_THROWS_AS(metadata_document(own), mcp::Error);
    }
}
