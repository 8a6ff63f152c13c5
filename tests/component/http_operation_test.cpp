// What operators rely on: health, readiness, metrics, and an end in good order. TLS has a file of
// its own.

#include "component/http_fixture.hpp"
#include "support/catch.hpp"

#include <mcp/authorization.hpp>

#include <nlohmann/json.hpp>

using namespace http_test;
using namespace std::chrono_literals;

namespace {

/// Grants scopes to one token.
class OneToken final : public mcp::Authorizer {
  public:
    mcp::Task<mcp::Authorization> check(std::string_view header) override {
        if (header != "Bearer token") {
            co_return mcp::Authorization::refused(mcp::Authorization::Status::missing, "");
        }
        auto principal = std::make_shared<mcp::Principal>();
        principal->id = "one";
        principal->scopes = {"any"};
        co_return mcp::Authorization::granted(std::move(principal));
    }
};

}  // namespace

TEST_CASE("health and readiness say how the server is") {
    mcp::HttpConfig config;
    std::string reason;
    bool fails = false;
    config.ready = [&]() -> mcp::Task<std::string> {
        if (fails) {
            throw std::runtime_error("a secret");
        }
        co_return reason;
    };
    Bench bench(config);
    auto client = bench.connect();
    CHECK(client.ask(get("/healthz")).status == 200);
    CHECK(client.ask(get("/readyz")).status == 200);
    reason = "the store cannot be reached";
    const Answer answer = client.ask(get("/readyz"));
    CHECK(answer.status == 503);
    CHECK(answer.body == "the store cannot be reached\n");
    fails = true;
    const Answer failed = client.ask(get("/readyz"));
    CHECK(failed.status == 503);
    CHECK(failed.body.find("secret") == std::string::npos);
    CHECK(client.ask(get("/healthz")).status == 200);
}

TEST_CASE("HEAD is answered like GET, without the body") {
    Bench bench;
    auto client = bench.connect();
    client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const Answer head = client.read_head();
    CHECK(head.status == 200);
    CHECK(head.field("content-length") == "3");
    CHECK(client.ask(post(kPing)).status == 200);
}

TEST_CASE("metrics count calls, answers and connections, and carry the program's own") {
    mcp::HttpConfig config;
    config.metrics = [] { return std::string("own_metric 5\n"); };
    Bench bench(config);
    auto client = bench.connect();
    CHECK(client.ask(modern_post(1, "echo", R"({"text":"x"})")).status == 200);
    CHECK(client.ask(get("/nothing")).status == 404);
    auto other = bench.connect();
    other.send(modern_post(2, "wait"));
    bench.until([&] { return bench.waiting == 1; });
    const Answer answer = client.ask(get("/metrics"));
    CHECK(answer.field("content-type").starts_with("text/plain; version=0.0.4"));
    for (const char* line :
         {"mcp_http_connections 2\n",
          "mcp_http_in_flight 1\n",
          "mcp_http_responses_total{status=\"200\"} 1\n",
          "mcp_http_responses_total{status=\"404\"} 1\n",
          "own_metric 5\n",
          "tool=\"echo\""}) {
        CAPTURE(line);
        CHECK(answer.body.find(line) != std::string::npos);
    }
    bench.open_gate();
    CHECK(other.read_answer().status == 200);
}

TEST_CASE("with authorization only this machine reads metrics without a token") {
    mcp::HttpConfig config;
    config.authorizer = std::make_shared<OneToken>();
    Bench bench(config);
    auto client = bench.connect();
    CHECK(client.ask(get("/metrics")).status == 200);
    CHECK(client.ask(get("/healthz")).status == 200);
    CHECK(client.ask(post(kPing)).status == 401);
    CHECK(client.ask(post(kPing, "Authorization: Bearer token\r\n")).status == 200);
}

TEST_CASE("stopping answers what runs, refuses what comes, and ends") {
    Bench bench;
    auto idle = bench.connect();
    auto busy = bench.connect();
    CHECK(idle.ask(get("/readyz")).status == 200);
    busy.send(post(legacy_call(1, "wait")));
    bench.until([&] { return bench.waiting == 1; });
    bench.http->stop();
    bench.runner.poll();
    CHECK_FALSE(bench.over());
    CHECK_THROWS(bench.connect());
    bench.open_gate();
    const Answer answer = busy.read_answer();
    CHECK(answer.status == 200);
    CHECK(answer.field("connection") == "close");
    busy.expect_closed();
    idle.expect_closed();
    bench.until([&] { return bench.over(); });
}

TEST_CASE("a client that asks again while the server stops is answered a last time") {
    Bench bench;
    auto client = bench.connect();
    CHECK(client.ask(post(kPing)).status == 200);
    bench.http->stop();
    bench.runner.poll();
    const Answer last = client.ask(post(kPing));
    CHECK(last.status == 200);
    CHECK(last.field("connection") == "close");
    bench.until([&] { return bench.over(); });
}

TEST_CASE("calls that do not end in time are answered as failed, and the server ends") {
    mcp::HttpConfig config;
    config.limits.drain_timeout = 50ms;
    Bench bench(config);
    auto busy = bench.connect();
    busy.send(post(legacy_call(1, "wait")));
    bench.until([&] { return bench.waiting == 1; });
    bench.http->stop();
    const Answer answer = busy.read_answer();
    CHECK(answer.status == 200);
    CHECK(answer.body.find("the server is stopping") != std::string::npos);
    bench.until([&] { return bench.over(); });
    CHECK(bench.cancelled == 1);
}

TEST_CASE("a second stop does not wait") {
    Bench bench;
    auto busy = bench.connect();
    busy.send(post(legacy_call(1, "wait")));
    bench.until([&] { return bench.waiting == 1; });
    const auto before = std::chrono::steady_clock::now();
    bench.http->stop();
    bench.http->stop();
    bench.until([&] { return bench.over(); });
    CHECK(std::chrono::steady_clock::now() - before < 5s);
    bench.until([&] { return bench.cancelled == 1; });
}

TEST_CASE("a server that is destroyed without its end closes its connections") {
    mcp::HttpConfig config;
    Bench bench(config);
    {
        mcp::HttpServer second(bench.runner.executor(), *bench.server, config);
        CHECK(second.port() != bench.port);
    }
    auto client = bench.connect();
    CHECK(client.ask(post(kPing)).status == 200);
}
