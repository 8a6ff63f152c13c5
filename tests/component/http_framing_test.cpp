// Framing under hostile clients: smuggling, slow and half-finished requests, limits, pipelining,
// keep-alive. What cannot be understood is refused, and the connection ends with it.

#include "component/http_fixture.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace http_test;
using Json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

/// A request whose head is written out; `{}` a body that any of its framings could mean.
std::string raw(std::string_view fields, std::string_view body = {}) {
    std::string out =
        "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\n";
    out.append(fields).append("\r\n").append(body);
    return out;
}

std::string chunked(std::string_view chunks) {
    return raw("Host: localhost\r\nTransfer-Encoding: chunked\r\n", chunks);
}

}  // namespace

TEST_CASE("requests that two servers could read in two ways are refused, and nothing after them") {
    Bench bench;
    auto client = bench.connect();
    const std::string ping(kPing);
    const std::string length = "Content-Length: " + std::to_string(ping.size()) + "\r\n";
    const auto [name, request, status] = GENERATE_COPY(table<std::string, std::string, int>({
        {"two lengths", raw("Host: localhost\r\n" + length + "Content-Length: 3\r\n", ping), 400},
        {"the same length twice", raw("Host: localhost\r\n" + length + length, ping), 400},
        {"a list of lengths", raw("Host: localhost\r\nContent-Length: 40, 40\r\n", ping), 400},
        {"a signed length", raw("Host: localhost\r\nContent-Length: +40\r\n", ping), 400},
        {"a negative length", raw("Host: localhost\r\nContent-Length: -1\r\n", ping), 400},
        {"a hexadecimal length", raw("Host: localhost\r\nContent-Length: 0x28\r\n", ping), 400},
        {"an empty length", raw("Host: localhost\r\nContent-Length:\r\n", ping), 400},
        {"a length of 20 digits",
         raw("Host: localhost\r\nContent-Length: 18446744073709551617\r\n", ping),
         400},
        {"length and chunks",
         raw("Host: localhost\r\nTransfer-Encoding: chunked\r\n" + length, ping),
         400},
        {"chunks and length",
         raw("Host: localhost\r\n" + length + "Transfer-Encoding: chunked\r\n", ping),
         400},
        {"two codings",
         raw("Host: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
         400},
        {"another coding", raw("Host: localhost\r\nTransfer-Encoding: gzip\r\n"), 501},
        {"codings in a list", raw("Host: localhost\r\nTransfer-Encoding: gzip, chunked\r\n"), 501},
        {"a coding in disguise",
         raw("Host: localhost\r\nTransfer-Encoding: \x0b"
             "chunked\r\n"),
         400},
        {"white space before a colon", raw("Host: localhost\r\nContent-Length : 40\r\n", ping), 400
        },
        {"obsolete folding", raw("Host: localhost\r\nX-A: b\r\n " + length, ping), 400},
        {"folding of the first field",
         "POST /mcp HTTP/1.1\r\n Host: localhost\r\n" + length + "\r\n" + ping,
         400},
        {"a bare line feed", raw("Host: localhost\nX: y\r\n" + length, ping), 400},
        {"a bare carriage return", raw("Host: localhost\r\nX: a\rb\r\n" + length, ping), 400},
        {"a NUL", raw(std::string("Host: localhost\r\nX: a\0b\r\n", 25) + length, ping), 400},
        {"no colon", raw("Host: localhost\r\nnonsense\r\n" + length, ping), 400},
        {"a field without a name", raw("Host: localhost\r\n: x\r\n" + length, ping), 400},
        {"a blank in a name", raw("Host: localhost\r\nA B: x\r\n" + length, ping), 400},
        {"no host", raw(length, ping), 400},
        {"two hosts", raw("Host: localhost\r\nHost: localhost\r\n" + length, ping), 400},
        {"HTTP/2.0", "POST /mcp HTTP/2.0\r\nHost: localhost\r\n\r\n", 505},
        {"HTTP/0.9", "GET /mcp\r\n\r\n", 400},
        {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"two blanks", "POST  /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
        {"a tab", "POST\t/mcp\tHTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
        {"TLS where there is none", std::string("\x16\x03\x01\x02\x00\x01\n\r\n\r\n", 11), 400},
        {"an unknown expectation",
         raw("Host: localhost\r\nExpect: the-unexpected\r\n" + length, ping),
         417},
    }));
    CAPTURE(name);
    client.send(request + post(kPing));  // a second request that must not be served
    const Answer answer = client.read_answer();
    CHECK(answer.status == status);
    CHECK(answer.field("connection") == "close");
    CHECK(Json::parse(answer.body).at("error").at("code") == -32600);
    CHECK_FALSE(Json::parse(answer.body).contains("id"));
    client.expect_closed();
}

TEST_CASE("malformed chunks are refused") {
    Bench bench;
    auto client = bench.connect();
    const std::string chunks = GENERATE(
        as<std::string>(),
        "zz\r\n",
        "-1\r\nx",
        "ffffffffffffffffff\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhelloXX0\r\n\r\n",
        "5\r\nhello\r\n0\r\nbad trailer\r\n\r\n",
        "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n"
    );
    CAPTURE(chunks);
    const Answer answer = client.ask(chunked(chunks));
    CHECK((answer.status == 400 || answer.status == 413));
    client.expect_closed();
}

TEST_CASE("a chunk's head that never ends is refused") {
    Bench bench;
    auto client = bench.connect();
    CHECK(client.ask(chunked("5;" + std::string(20'000, 'x'))).status == 400);
}

TEST_CASE("chunks, extensions and trailers are read") {
    Bench bench;
    auto client = bench.connect();
    const std::string ping(kPing);
    const auto hex = [](std::size_t size) {
        return std::string(1, "0123456789abcdef"[size / 16]) + "0123456789abcdef"[size % 16];
    };
    const std::string half = ping.substr(0, 17);
    const std::string rest = ping.substr(17);
    client.send(chunked(
        hex(half.size()) + ";name=value\r\n" + half + "\r\n" + hex(rest.size()) + "\r\n" + rest +
        "\r\n0\r\nX-Trailer: y\r\n\r\n"
    ));
    CHECK(client.read_answer().status == 200);
    CHECK(client.ask(post(kPing)).status == 200);
}

TEST_CASE("requests that come byte by byte are read") {
    Bench bench;
    auto client = bench.connect();
    for (const char byte : "\r\n" + post(kPing)) {
        client.send(std::string_view(&byte, 1));
        bench.runner.poll();
    }
    CHECK(client.read_answer().status == 200);
}

TEST_CASE("pipelined requests are answered in their order") {
    Bench bench;
    auto client = bench.connect();
    std::string all;
    for (int id = 0; id < 50; ++id) {
        all += id % 10 == 3 ? modern_post(id, "wait") : modern_post(id, "echo", R"({"text":"x"})");
    }
    client.send(all);
    for (int id = 0; id < 50; ++id) {
        if (id % 10 == 3) {
            bench.until([&] { return bench.waiting == 1; });
            bench.open_gate();
        }
        const Answer answer = client.read_answer();
        CHECK(answer.status == 200);
        CHECK(Json::parse(answer.body).at("id") == id);
    }
}

TEST_CASE("what is pipelined behind a long call is read ahead only so far") {
    mcp::HttpConfig config;
    config.limits.max_read_ahead = 4'096;
    Bench bench(config);
    auto client = bench.connect();
    client.send(post(legacy_call(1, "wait")));
    bench.until([&] { return bench.waiting == 1; });
    std::string all;
    for (int count = 0; count < 400; ++count) {
        all += post(kPing);
    }
    client.send(all);
    bench.open_gate();
    for (int count = 0; count < 401; ++count) {
        CHECK(client.read_answer().status == 200);
    }
}

TEST_CASE("pipelined requests of a client that closed its half are all answered") {
    Bench bench;
    auto client = bench.connect();
    client.send(post(kPing) + post(kPing) + post(kPing));
    client.half_close();
    for (int count = 0; count < 3; ++count) {
        CHECK(client.read_answer().status == 200);
    }
    client.expect_closed();
}

TEST_CASE("Connection: close and HTTP/1.0 end the connection after the answer") {
    Bench bench;
    SECTION("HTTP/1.1, close") {
        auto client = bench.connect();
        const Answer answer = client.ask(post(kPing, "Connection: close\r\n"));
        CHECK(answer.status == 200);
        CHECK(answer.field("connection") == "close");
        client.expect_closed();
    }
    SECTION("HTTP/1.0") {
        auto client = bench.connect();
        std::string request = post(kPing);
        request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
        CHECK(client.ask(request).status == 200);
        client.expect_closed();
    }
    SECTION("HTTP/1.0, keep-alive") {
        auto client = bench.connect();
        std::string request = post(kPing, "Connection: keep-alive\r\n");
        request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
        CHECK(client.ask(request).field("connection") == "keep-alive");
        CHECK(client.ask(request).status == 200);
    }
}

TEST_CASE("a stream for HTTP/1.0 ends with its connection") {
    Bench bench;
    auto client = bench.connect();
    std::string request = post(legacy_call(1, "progress", "{}", true));
    request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
    client.send(request);
    const Answer head = client.read_head();
    CHECK(head.field("transfer-encoding").empty());
    CHECK(head.field("connection") == "close");
    const std::string events = client.read_rest();
    CHECK(events.starts_with("event: message\ndata: {"));
    CHECK(events.find("\"done\"") != std::string::npos);
}

TEST_CASE("a client that waits for 100 Continue gets it, or its refusal instead") {
    Bench bench;
    auto client = bench.connect();
    const std::string ping(kPing);
    const std::string length = "Content-Length: " + std::to_string(ping.size()) + "\r\n";
    SECTION("a good head") {
        const Answer go = client.ask(raw("Host: localhost\r\nExpect: 100-continue\r\n" + length));
        CHECK(go.status == 100);
        CHECK(client.ask(ping).status == 200);
        CHECK(client.ask(post(kPing)).status == 200);
    }
    SECTION("a host that is not ours") {
        const Answer no =
            client.ask(raw("Host: evil.example\r\nExpect: 100-continue\r\n" + length));
        CHECK(no.status == 403);
        client.expect_closed();
    }
    SECTION("a body that is too large") {
        const Answer no =
            client.ask(raw("Host: localhost\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n"
            ));
        CHECK(no.status == 413);
        client.expect_closed();
    }
    SECTION("a body that came along needs no permission") {
        const Answer answer =
            client.ask(raw("Host: localhost\r\nExpect: 100-continue\r\n" + length, ping));
        CHECK(answer.status == 200);
    }
}

TEST_CASE("bodies above the limit are refused, announced or not") {
    Bench bench;
    auto client = bench.connect();
    const std::string large(std::size_t{10} * 1024 * 1024, 'x');
    SECTION("announced: while it is still coming") {
        CHECK(client.ask(post(large)).status == 413);
    }
    SECTION("in chunks: when it has come too far") {
        std::string chunks;
        for (int count = 0; count < 10; ++count) {
            chunks += "100000\r\n" + large.substr(0, 0x100000) + "\r\n";
        }
        CHECK(client.ask(chunked(chunks + "0\r\n\r\n")).status == 413);
    }
    client.expect_closed();
}

TEST_CASE("a body of the limit's size is read") {
    mcp::HttpConfig config;
    config.limits.max_body = std::size_t{10} * 1024 * 1024;
    Bench bench(config);
    auto client = bench.connect();
    const std::string head = R"({"text":")";
    const std::string shell = modern_call(1, "echo", head + R"("})");
    const std::string text(config.limits.max_body - shell.size(), 'y');
    client.send(modern_post(1, "echo", head + text + R"("})"));
    const Answer answer = client.read_answer();
    CHECK(answer.status == 200);
    CHECK(Json::parse(answer.body).at("result").at("content").at(0).at("text") == text);
}

TEST_CASE("heads above the limit are refused") {
    Bench bench;
    auto client = bench.connect();
    SECTION("one long field") {
        CHECK(client.ask(post(kPing, "X: " + std::string(20'000, 'x') + "\r\n")).status == 431);
    }
    SECTION("a line that does not end") {
        CHECK(client.ask("GET /" + std::string(20'000, 'x')).status == 431);
    }
    SECTION("too many fields") {
        std::string fields;
        for (int count = 0; count < 200; ++count) {
            fields += "X: y\r\n";
        }
        CHECK(client.ask(post(kPing, fields)).status == 431);
    }
    client.expect_closed();
}

TEST_CASE("clients that are too slow are told so, and closed") {
    mcp::HttpConfig config;
    config.limits.header_timeout = 200ms;
    config.limits.body_timeout = 200ms;
    config.limits.idle_timeout = 200ms;
    Bench bench(config);
    auto client = bench.connect();
    SECTION("nothing at all") {
        client.expect_closed();
    }
    SECTION("half a head") {
        client.send("POST /mcp HTTP/1.1\r\nHost: local");
        CHECK(client.read_answer().status == 408);
        client.expect_closed();
    }
    SECTION("half a body") {
        client.send(post(kPing).substr(0, post(kPing).size() - 3));
        CHECK(client.read_answer().status == 408);
        client.expect_closed();
    }
    SECTION("nothing after an answer") {
        CHECK(client.ask(post(kPing)).status == 200);
        client.expect_closed();
    }
    SECTION("a call that runs is no slowness of its client") {
        client.send(post(legacy_call(1, "wait")));
        bench.until([&] { return bench.waiting == 1; });
        auto other = bench.connect();
        other.expect_closed();  // as long as the limit has passed
        bench.open_gate();
        CHECK(client.read_answer().status == 200);
    }
}

TEST_CASE("a reader that stops reading its answer is closed") {
    mcp::HttpConfig config;
    config.limits.write_timeout = 40ms;
    config.limits.max_body = std::size_t{16} * 1024 * 1024;
    Bench bench(config);
    auto client = bench.connect();
    const std::string text(std::size_t{12} * 1024 * 1024, 'y');
    client.send(modern_post(1, "echo", R"({"text":")" + text + R"("})"));
    auto other = bench.connect();
    bench.until([&] {
        return other.ask(get("/metrics")).body.find("mcp_http_timeouts_total 1") !=
               std::string::npos;
    });
}

TEST_CASE("clients that end in the middle leave nothing behind") {
    Bench bench;
    {
        auto one = bench.connect();
        one.send("POST /mcp HT");
        one.close();
        auto two = bench.connect();
        two.send(post(kPing).substr(0, 150));
        two.reset();
        auto three = bench.connect();
        three.half_close();
        three.expect_closed();
    }
    auto client = bench.connect();
    bench.until([&] {
        return client.ask(get("/metrics")).body.find("mcp_http_connections 1\n") !=
               std::string::npos;
    });
}

TEST_CASE("at the limit of connections the next one waits for its turn") {
    mcp::HttpConfig config;
    config.limits.max_connections = 2;
    Bench bench(config);
    auto one = bench.connect();
    auto two = bench.connect();
    CHECK(one.ask(post(kPing)).status == 200);
    CHECK(two.ask(post(kPing)).status == 200);
    auto three = bench.connect();
    three.send(post(kPing));
    CHECK(one.ask(post(kPing)).status == 200);
    two.close();
    CHECK(three.read_answer().status == 200);
}
