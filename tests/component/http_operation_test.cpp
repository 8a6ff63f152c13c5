// What operators rely on: health, readiness, metrics, TLS with certificates that change, and an end
// in good order.

#include "component/http_fixture.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"

#include <mcp/authorization.hpp>
#include <mcp/error.hpp>

#include <fstream>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

namespace asio = boost::asio;
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

/// One request over TLS, trusting that authority alone.
Answer ask_tls(Bench& bench, const std::string& authority, const std::string& request) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.add_certificate_authority(asio::buffer(authority));
    context.set_verify_mode(asio::ssl::verify_peer);
    asio::ip::tcp::socket socket(bench.runner.executor());
    socket.connect({asio::ip::make_address("127.0.0.1"), bench.port});
    asio::ssl::stream<asio::ip::tcp::socket&> stream(socket, context);
    const auto talk = [&]() -> asio::awaitable<std::string> {
        co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
        co_await asio::async_write(stream, asio::buffer(request), asio::use_awaitable);
        std::string all;
        std::array<char, 4096> space{};
        while (all.find("\r\n\r\n") == std::string::npos) {
            const std::size_t count =
                co_await stream.async_read_some(asio::buffer(space), asio::use_awaitable);
            all.append(space.data(), count);
        }
        co_return all;
    };
    Answer out;
    out.status = std::stoi(bench.runner.run(talk()).substr(9, 3));
    return out;
}

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

TEST_CASE("TLS serves, and takes a new certificate for new connections") {
    const support::Authority old_authority;
    const support::Authority new_authority;
    const support::TemporaryFolder folder;
    const auto write = [&](const support::Certificate& certificate) {
        std::ofstream(folder / "cert.pem") << certificate.certificate;
        std::ofstream(folder / "key.pem") << certificate.key;
    };
    write(old_authority.issue("DNS:localhost,IP:127.0.0.1"));
    mcp::HttpConfig config;
    config.tls_certificate = folder / "cert.pem";
    config.tls_key = folder / "key.pem";
    Bench bench(config);
    CHECK(ask_tls(bench, old_authority.certificate(), post(kPing)).status == 200);
    CHECK_THROWS(ask_tls(bench, new_authority.certificate(), post(kPing)));

    std::ofstream(folder / "cert.pem") << "nonsense";
    CHECK_THROWS_AS(bench.http->reload_certificates(), mcp::Error);
    CHECK(ask_tls(bench, old_authority.certificate(), post(kPing)).status == 200);

    write(new_authority.issue("DNS:localhost,IP:127.0.0.1"));
    bench.http->reload_certificates();
    CHECK(ask_tls(bench, new_authority.certificate(), post(kPing)).status == 200);
}

TEST_CASE("clients that speak no TLS to a TLS port are closed, and so are silent ones") {
    const support::Authority authority;
    const support::TemporaryFolder folder;
    const auto certificate = authority.issue("IP:127.0.0.1");
    std::ofstream(folder / "cert.pem") << certificate.certificate;
    std::ofstream(folder / "key.pem") << certificate.key;
    mcp::HttpConfig config;
    config.tls_certificate = folder / "cert.pem";
    config.tls_key = folder / "key.pem";
    config.limits.handshake_timeout = 400ms;
    Bench bench(config);
    auto plain = bench.connect();
    plain.send(post(kPing));
    CHECK(plain.read_rest().find("HTTP/1.1") == std::string::npos);
    auto silent = bench.connect();
    silent.expect_closed();
    CHECK(ask_tls(bench, authority.certificate(), post(kPing)).status == 200);
}

TEST_CASE("certificates that cannot be used are an error that names the file") {
    const support::TemporaryFolder folder;
    const support::Authority authority;
    const auto one = authority.issue("IP:127.0.0.1");
    const auto two = authority.issue("IP:127.0.0.1");
    std::ofstream(folder / "cert.pem") << one.certificate;
    std::ofstream(folder / "key.pem") << two.key;
    mcp::HttpConfig config;
    config.tls_certificate = folder / "cert.pem";
    config.tls_key = folder / "key.pem";
    CHECK_THROWS_WITH(Bench(config), support::contains("key.pem"));
    config.tls_key = folder / "missing.pem";
    CHECK_THROWS_WITH(Bench(config), support::contains("missing.pem"));
}
