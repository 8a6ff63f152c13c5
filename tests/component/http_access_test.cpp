// Who may ask, and for what: Host and Origin, methods and media types, authorization, rates, and
// what a server refuses to be configured as.

#include "component/http_fixture.hpp"
#include "support/catch.hpp"

#include <mcp/authorization.hpp>
#include <mcp/error.hpp>

#include <functional>
#include <stdexcept>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

using namespace http_test;
using Json = nlohmann::json;
using mcp::Authorization;
using namespace std::chrono_literals;

namespace {

/// Knows three tokens, is out of order for a fourth, and never answers for a fifth.
class Tokens final : public mcp::Authorizer {
  public:
    mcp::Task<Authorization> check(std::string_view header) override {
        ++checks;
        const std::string credentials(header);
        if (credentials.empty()) {
            co_return Authorization::refused(Authorization::Status::missing, "");
        }
        if (!credentials.starts_with("Bearer ")) {
            co_return Authorization::refused(Authorization::Status::malformed, "no bearer");
        }
        if (credentials == "Bearer broken") {
            co_return Authorization::refused(Authorization::Status::unavailable, "no keys");
        }
        if (credentials == "Bearer throws") {
            throw std::runtime_error("a secret");
        }
        if (credentials == "Bearer hangs") {
            boost::asio::steady_timer never(co_await boost::asio::this_coro::executor);
            never.expires_at(boost::asio::steady_timer::time_point::max());
            co_await never.async_wait(boost::asio::use_awaitable);
        }
        auto principal = std::make_shared<mcp::Principal>();
        principal->id = credentials.substr(7);
        if (credentials == "Bearer alice" || credentials == "Bearer bob") {
            principal->scopes = {"read"};
        } else if (credentials != "Bearer nobody") {
            co_return Authorization::refused(Authorization::Status::invalid, "unknown token");
        }
        co_return Authorization::granted(std::move(principal));
    }

    int checks = 0;
};

/// What the library's error says that making a server throws.
std::string problem_of(const mcp::HttpConfig& config) {
    try {
        const Bench bench(config);
    } catch (const mcp::Error& error) {
        return error.what();
    }
    return {};
}

mcp::HttpConfig protected_config(std::shared_ptr<mcp::Authorizer> authorizer) {
    mcp::HttpConfig config;
    config.authorizer = std::move(authorizer);
    config.protected_resource.resource = "https://memory.example/mcp";
    config.protected_resource.authorization_servers = {"https://login.example"};
    config.protected_resource.scopes_supported = {"read", "write"};
    config.protected_resource.default_scope = "read";
    return config;
}

std::string with_host(const std::string& host, const std::string& more = {}) {
    std::string request = post(kPing, more);
    request.replace(request.find("localhost"), 9, host);
    return request;
}

std::string bearer(const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
}

}  // namespace

TEST_CASE("only requests that are addressed to this server are served") {
    mcp::HttpConfig config;
    config.allowed_hosts = {"memory.example"};
    Bench bench(config);
    auto client = bench.connect();
    const auto [host, status] = GENERATE(table<std::string, int>({
        {"localhost", 200},
        {"LOCALHOST:8080", 200},
        {"localhost.", 200},
        {"127.0.0.1", 200},
        {"127.0.0.1:1", 200},
        {"[::1]", 200},
        {"[::1]:8080", 200},
        {"[0:0:0:0:0:0:0:1]", 200},
        {"memory.example:443", 200},
        {"evil.example", 403},
        {"evil.example:8080", 403},
        {"localhost.evil.example", 403},
        {"memory.example.evil", 403},
        {"user@localhost", 403},
        {"localhost:80@evil.example", 403},
        {"localhost/evil", 403},
        {"localhost:", 403},
        {"localhost:0", 403},
        {"localhost:65536", 403},
        {"localhost:80:80", 403},
        {"127.1", 403},
        {"0x7f000001", 403},
        {"2130706433", 403},
        {"127.0.0.1.", 200},
        {"0.0.0.0", 403},
        {"[::ffff:127.0.0.1]", 403},
        {"[::1", 403},
        {"::1", 403},
        {"[::1]evil", 403},
        {"localhost, evil.example", 403},
        {"", 403},
    }));
    CAPTURE(host);
    const Answer answer = client.ask(with_host(host));
    CHECK(answer.status == status);
    if (status == 403) {
        const Json body = Json::parse(answer.body);
        CHECK(body.at("jsonrpc") == "2.0");
        CHECK_FALSE(body.contains("id"));
        CHECK(answer.body.find("evil") == std::string::npos);
    }
}

TEST_CASE("pages of foreign origins are refused") {
    mcp::HttpConfig config;
    config.allowed_origins = {"https://app.example", "vscode-webview://panel"};
    Bench bench(config);
    auto client = bench.connect();
    const auto [origin, status] = GENERATE(table<std::string, int>({
        {"http://localhost", 200},
        {"http://localhost:6274", 200},
        {"http://127.0.0.1:1234", 200},
        {"http://[::1]:1234", 200},
        {"https://app.example", 200},
        {"https://app.example:443", 200},
        {"vscode-webview://panel", 200},
        {"http://app.example", 403},
        {"https://app.example:444", 403},
        {"https://app.example.evil", 403},
        {"https://evil.example", 403},
        {"null", 403},
        {"", 403},
        {"localhost", 403},
        {"https://app.example/", 403},
        {"https://user@app.example", 403},
        {"file://", 403},
        {"chrome-extension://localhost", 403},
        {"http://localhost http://evil.example", 403},
    }));
    CAPTURE(origin);
    CHECK(client.ask(post(kPing, "Origin: " + origin + "\r\n")).status == status);
}

TEST_CASE("several origins are refused, and so is a foreign host in the target") {
    Bench bench;
    auto client = bench.connect();
    CHECK(
        client.ask(post(kPing, "Origin: http://localhost\r\nOrigin: http://localhost\r\n"))
            .status == 403
    );
    std::string request = post(kPing);
    request.replace(request.find("/mcp"), 4, "http://evil.example/mcp");
    CHECK(client.ask(request).status == 403);
    request = post(kPing);
    request.replace(request.find("/mcp"), 4, "http://localhost:99/mcp");
    CHECK(client.ask(request).status == 200);
}

TEST_CASE("every path is guarded") {
    Bench bench;
    auto client = bench.connect();
    for (const char* path : {"/mcp", "/healthz", "/readyz", "/metrics", "/nothing"}) {
        std::string request = get(path);
        request.replace(request.find("localhost"), 9, "evil.test");
        CHECK(client.ask(request).status == 403);
        CHECK(client.ask(get(path, "Origin: http://evil.test\r\n")).status == 403);
    }
}

TEST_CASE("paths and methods that are not served are refused") {
    Bench bench;
    auto client = bench.connect();
    const auto [method, path, status, allow] =
        GENERATE(table<std::string, std::string, int, std::string>({
            {"GET", "/", 404, ""},
            {"GET", "/mcp/", 404, ""},
            {"GET", "/MCP", 404, ""},
            {"GET", "/sse", 404, ""},
            {"GET", "/.well-known/oauth-protected-resource", 404, ""},
            {"GET", "/mcp", 405, "POST, OPTIONS"},
            {"DELETE", "/mcp", 405, "POST, OPTIONS"},
            {"PUT", "/mcp", 405, "POST, OPTIONS"},
            {"HEAD", "/mcp", 405, "POST, OPTIONS"},
            {"post", "/mcp", 405, "POST, OPTIONS"},
            {"DELETE", "/healthz", 405, "GET, HEAD"},
            {"GET", "/mcp?x=y", 405, "POST, OPTIONS"},
            {"GET", "*", 400, ""},
            {"CONNECT", "localhost:80", 400, ""},
        }));
    CAPTURE(method, path);
    client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const Answer answer = method == "HEAD" ? client.read_head() : client.read_answer();
    CHECK(answer.status == status);
    CHECK(answer.field("allow") == allow);
}

TEST_CASE("media types that do not fit are refused") {
    Bench bench;
    auto client = bench.connect();
    const auto head = [](const std::string& type, const std::string& accept) {
        const std::string ping(kPing);
        return "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + type + accept +
               "Content-Length: " + std::to_string(ping.size()) + "\r\n\r\n" + ping;
    };
    const std::string json = "Content-Type: application/json\r\n";
    const std::string both = "Accept: text/event-stream, application/json\r\n";
    CHECK(client.ask(head("", both)).status == 415);
    CHECK(client.ask(head("Content-Type: text/plain\r\n", both)).status == 415);
    CHECK(client.ask(head(json + json, both)).status == 415);
    CHECK(client.ask(head(json, "")).status == 406);
    CHECK(client.ask(head(json, "Accept: application/json\r\n")).status == 406);
    CHECK(client.ask(head(json, "Accept: text/event-stream\r\n")).status == 406);
    CHECK(
        client.ask(head("Content-Type: Application/JSON; charset=UTF-8\r\n", both)).status == 200
    );
    CHECK(client.ask(head(json, "Accept: */*\r\n")).status == 200);
    CHECK(
        client.ask(head(json, "Accept: application/json\r\nAccept: text/event-stream\r\n"))
            .status == 200
    );
}

TEST_CASE("browsers may read answers where the origin was named, and only there") {
    mcp::HttpConfig config;
    config.allowed_origins = {"https://app.example"};
    Bench bench(config);
    auto client = bench.connect();
    const Answer named = client.ask(post(kPing, "Origin: https://app.example\r\n"));
    CHECK(named.field("access-control-allow-origin") == "https://app.example");
    CHECK(named.field("vary") == "Origin");
    const Answer own = client.ask(post(kPing, "Origin: http://localhost:1\r\n"));
    CHECK(own.field("access-control-allow-origin").empty());
    const Answer preflight = client.ask(
        "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\n"
        "Access-Control-Request-Method: POST\r\n\r\n"
    );
    CHECK(preflight.status == 204);
    CHECK(preflight.field("access-control-allow-methods").find("POST") != std::string::npos);
    CHECK(preflight.field("access-control-allow-headers").find("Mcp-Name") != std::string::npos);
}

TEST_CASE("without a valid token there is a challenge and no service") {
    const auto tokens = std::make_shared<Tokens>();
    Bench bench(protected_config(tokens));
    auto client = bench.connect();
    const std::string place =
        R"(resource_metadata="https://memory.example/.well-known/oauth-protected-resource/mcp")";
    SECTION("no token") {
        const Answer answer = client.ask(post(kPing));
        CHECK(answer.status == 401);
        CHECK(
            answer.field("www-authenticate") ==
            "Bearer " + place + R"(, scope="read", error="invalid_token")"
        );
    }
    SECTION("a wrong token") {
        const Answer answer = client.ask(post(kPing, bearer("mallory")));
        CHECK(answer.status == 401);
        CHECK(answer.body.find("mallory") == std::string::npos);
        REQUIRE(bench.log.size() == 1);
        CHECK(bench.log.front().find("mallory") == std::string::npos);
    }
    SECTION("a token in the query counts for nothing") {
        std::string request = post(kPing);
        request.replace(request.find("/mcp"), 4, "/mcp?access_token=alice");
        CHECK(client.ask(request).status == 401);
    }
    SECTION("malformed: another scheme, or two headers") {
        const Answer answer = client.ask(post(kPing, "Authorization: Basic YTpi\r\n"));
        CHECK(answer.status == 400);
        CHECK(answer.field("www-authenticate").find("invalid_request") != std::string::npos);
        CHECK(client.ask(post(kPing, bearer("alice") + bearer("alice"))).status == 400);
    }
    SECTION("tokens that cannot be checked now") {
        const Answer answer = client.ask(post(kPing, bearer("broken")));
        CHECK(answer.status == 503);
        CHECK_FALSE(answer.field("retry-after").empty());
    }
    SECTION("an authorizer that throws") {
        const Answer answer = client.ask(post(kPing, bearer("throws")));
        CHECK(answer.status == 500);
        CHECK(answer.body.find("secret") == std::string::npos);
    }
    SECTION("the body is not looked at before") {
        CHECK(client.ask(post("{", bearer("mallory"))).status == 401);
        CHECK(client.ask(post("{", bearer("alice"))).status == 400);
    }
    SECTION("a foreign host is refused before the token is looked at") {
        CHECK(client.ask(with_host("evil.example", bearer("alice"))).status == 403);
        CHECK(tokens->checks == 0);
    }
    SECTION("every request needs it") {
        CHECK(client.ask(post(kPing, bearer("alice"))).status == 200);
        CHECK(client.ask(post(kPing)).status == 401);
        CHECK(client.ask(post(kPing, bearer("alice"))).status == 200);
    }
    SECTION("a large body is not waited for") {
        client.send(
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Accept: */*\r\nContent-Length: 3000000\r\n\r\n"
        );
        CHECK(client.read_answer().status == 401);
        client.expect_closed();
    }
}

TEST_CASE("an authorizer that hangs is waited for so long") {
    mcp::HttpConfig config = protected_config(std::make_shared<Tokens>());
    config.limits.body_timeout = 40ms;
    Bench bench(config);
    auto client = bench.connect();
    CHECK(client.ask(post(kPing, bearer("hangs"))).status == 503);
}

TEST_CASE("the protected resource's metadata is open to everybody, at both places") {
    Bench bench(protected_config(std::make_shared<Tokens>()));
    auto client = bench.connect();
    const std::string path = GENERATE(
        as<std::string>(),
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/mcp"
    );
    const Answer answer = client.ask(get(path));
    CHECK(answer.status == 200);
    CHECK(answer.field("access-control-allow-origin") == "*");
    const Json document = Json::parse(answer.body);
    CHECK(document.at("resource") == "https://memory.example/mcp");
    CHECK(document.at("authorization_servers") == Json::array({"https://login.example"}));
    CHECK(document.at("scopes_supported") == Json::array({"read", "write"}));
    CHECK(document.at("bearer_methods_supported") == Json::array({"header"}));
    const Answer preflight = client.ask("OPTIONS " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(preflight.status == 204);
    CHECK(preflight.field("access-control-allow-origin") == "*");
    CHECK(client.ask(get(path + "/other")).status == 404);
}

TEST_CASE("a principal that asks too often is told to wait; others are not") {
    mcp::HttpConfig config = protected_config(std::make_shared<Tokens>());
    config.limits.rate_per_second = 1;
    config.limits.rate_burst = 3;
    Bench bench(config);
    auto client = bench.connect();
    for (int count = 0; count < 3; ++count) {
        CHECK(client.ask(post(kPing, bearer("alice"))).status == 200);
    }
    const Answer answer = client.ask(post(kPing, bearer("alice")));
    CHECK(answer.status == 429);
    CHECK(std::stoi(answer.field("retry-after")) >= 1);
    CHECK(client.ask(post(kPing, bearer("bob"))).status == 200);
    CHECK(client.ask(get("/healthz")).status == 200);
}

TEST_CASE("configurations that cannot work or would not be safe are refused") {
    const auto problem = [](const std::function<void(mcp::HttpConfig&)>& change) {
        mcp::HttpConfig config;
        change(config);
        return problem_of(config);
    };
    CHECK(problem([](auto& c) {
              c.address = "0.0.0.0";
          }).find("authorization") != std::string::npos);
    CHECK(problem([](auto& c) { c.address = "::"; }).find("authorization") != std::string::npos);
    CHECK(problem([](auto& c) { c.address = "localhost"; }).find("address") != std::string::npos);
    CHECK(problem([](auto& c) { c.path = "mcp"; }).find("path") != std::string::npos);
    CHECK(problem([](auto& c) { c.path = "/metrics"; }).find("path") != std::string::npos);
    CHECK(problem([](auto& c) { c.path = "/mcp?x"; }).find("path") != std::string::npos);
    CHECK(problem([](auto& c) { c.tls_key = "key.pem"; }).find("both") != std::string::npos);
    CHECK(problem([](auto& c) { c.allowed_hosts = {"a:80"}; }).find("a:80") != std::string::npos);
    CHECK(problem([](auto& c) { c.allowed_origins = {"app"}; }).find("app") != std::string::npos);
    CHECK(problem([](auto& c) { c.limits.max_body = 0; }).find("positive") != std::string::npos);
    CHECK(problem([](auto& c) {
              c.protected_resource.authorization_servers = {"https://login.example"};
              c.protected_resource.resource = "https://host/mcp/";
          }).find("slash") != std::string::npos);
}

TEST_CASE("a public address is served when that is wanted") {
    mcp::HttpConfig config;
    config.address = "0.0.0.0";
    config.allow_public_without_authorization = true;
    Bench bench(config);
    auto client = bench.connect();
    CHECK(client.ask(post(kPing)).status == 200);
}

TEST_CASE("a port that is taken is an error that names it, unless it is shared") {
    mcp::HttpConfig config;
    config.reuse_port = true;
    Bench bench(config);
    config.port = bench.port;
    SECTION("shared") {
        Bench second(config);
        CHECK(second.port == bench.port);
    }
    SECTION("not shared") {
        config.reuse_port = false;
        CHECK(problem_of(config).find(std::to_string(bench.port)) != std::string::npos);
    }
}
