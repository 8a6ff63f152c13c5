// Tests of access tokens whose keys come from a URL: fetching, rotation, failures, certificates.
// The issuer is a server inside the test; the clocks of keys and tokens are the test's own.

#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/jwt_signer.hpp"
#include "support/key_server.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <mcp/jwt.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ssl/context.hpp>

using Status = mcp::Authorization::Status;
using support::KeyAnswer;
using support::SigningKey;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;

/// Signs tokens under its own key id.
struct Signer {
    explicit Signer(std::string name) : id(std::move(name)), key(SigningKey::ec("P-256")) {}

    [[nodiscard]] std::string header() const {
        const std::string payload =
            R"({"iss":"https://issuer.example","sub":"ada","aud":"us","exp":)" +
            std::to_string(kNow + 300) + "}";
        const std::string head = R"({"alg":"ES256","kid":")" + id + "\"}";
        return "Bearer " + key.token(head, payload, "ES256");
    }

    [[nodiscard]] std::string jwk() const { return key.jwk(id); }

    std::string id;
    SigningKey key;
};

class Bench {
  public:
    explicit Bench(std::shared_ptr<boost::asio::ssl::context> tls = nullptr)
        : server(std::make_unique<support::KeyServer>(
              tasks.executor(),
              [this](const std::string& request) {
                  last_request = request;
                  return answer();
              },
              std::move(tls)
          )),
          url(server->url()) {}

    mcp::JwtConfig config() {
        mcp::JwtConfig out;
        out.issuer = "https://issuer.example";
        out.audiences = {"us"};
        out.keys = url;
        out.fetch_timeout = std::chrono::seconds(20);
        out.wall_clock = [] {
            return std::chrono::system_clock::time_point(std::chrono::seconds(kNow));
        };
        out.now = [this] { return now; };
        out.log = [this](std::string_view line) { log.emplace_back(line); };
        return out;
    }

    void start() { start(config()); }

    void start(mcp::JwtConfig with) {
        authorizer = std::make_unique<mcp::JwtAuthorizer>(tasks.executor(), std::move(with));
    }

    Status check(const Signer& signer) {
        return tasks.run(authorizer->check(signer.header())).status();
    }

    void publish(const std::string& keys) {
        answer = [keys] { return KeyAnswer::document(support::key_set(keys)); };
    }

    /// A check whose keys are renewed in the background: until the renewal is over.
    void settle(std::size_t connections, std::size_t log_lines) {
        tasks.drive([&] { return server->connections() >= connections && log.size() >= log_lines; }
        );
        for (int i = 0; i < 100; ++i) {
            tasks.poll();
        }
    }

    void advance(int seconds) { now += std::chrono::seconds(seconds); }

    support::TaskRunner tasks;
    Signer first{"first"};
    Signer second{"second"};
    std::function<KeyAnswer()> answer = [this] {
        return KeyAnswer::document(support::key_set(first.jwk()));
    };
    std::string last_request;
    std::unique_ptr<support::KeyServer> server;
    std::string url;
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    std::vector<std::string> log;
    std::unique_ptr<mcp::JwtAuthorizer> authorizer;
};

bool logged(const Bench& bench, const std::string& part) {
    for (const std::string& line : bench.log) {
        if (line.find(part) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("keys are fetched with the first token, and once for all who wait") {
    Bench bench;
    bench.start();
    CHECK(bench.server->connections() == 0);
    std::vector<boost::asio::awaitable<mcp::Authorization>> checks;
    for (int i = 0; i < 20; ++i) {
        checks.push_back(bench.authorizer->check(bench.first.header()));
    }
    for (auto& outcome : bench.tasks.run_all(std::move(checks))) {
        CHECK(outcome.take().status() == Status::granted);
    }
    CHECK(bench.server->connections() == 1);
    CHECK(bench.last_request.starts_with("GET /keys HTTP/1.1\r\n"));
    CHECK(bench.last_request.find("Host: 127.0.0.1:") != std::string::npos);
    CHECK(bench.last_request.find("Authorization") == std::string::npos);
    CHECK(bench.check(bench.first) == Status::granted);
    CHECK(bench.server->connections() == 1);
    CHECK(bench.log.empty());
}

TEST_CASE("a key that is new at the issuer is found by a token that names it") {
    Bench bench;
    bench.start();
    CHECK(bench.check(bench.first) == Status::granted);
    bench.publish(bench.first.jwk() + "," + bench.second.jwk());
    CHECK(bench.check(bench.second) == Status::invalid);  // fetched less than 30 s ago
    CHECK(bench.server->connections() == 1);
    bench.advance(30);
    CHECK(bench.check(bench.second) == Status::granted);
    CHECK(bench.check(bench.first) == Status::granted);
    CHECK(bench.server->connections() == 2);
}

TEST_CASE("tokens with made-up keys do not make us a nuisance to the issuer") {
    Bench bench;
    bench.start();
    CHECK(bench.check(bench.first) == Status::granted);
    bench.advance(30);
    for (int i = 0; i < 50; ++i) {
        CHECK(bench.check(Signer("made-up-" + std::to_string(i))) == Status::invalid);
    }
    CHECK(bench.server->connections() == 2);
    CHECK(bench.check(bench.first) == Status::granted);
}

TEST_CASE("a key that the issuer took away is good no more, once the keys are old") {
    Bench bench;
    bench.start();
    CHECK(bench.check(bench.first) == Status::granted);
    bench.publish(bench.second.jwk());
    bench.advance(300);
    CHECK(bench.check(bench.first) == Status::granted);  // renewed in the background meanwhile
    bench.tasks.drive([&] { return bench.check(bench.first) == Status::invalid; });
    CHECK(bench.server->connections() == 2);
    CHECK(bench.check(bench.second) == Status::granted);
}

TEST_CASE("while the issuer is down the keys of before are used, for a while") {
    Bench bench;
    bench.start();
    CHECK(bench.check(bench.first) == Status::granted);
    bench.answer = [] { return KeyAnswer("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"); };
    bench.advance(300);
    CHECK(bench.check(bench.first) == Status::granted);
    bench.settle(2, 1);
    CHECK(logged(bench, "status is 503; the keys fetched before are used meanwhile"));
    bench.advance(3'299);
    CHECK(bench.check(bench.first) == Status::granted);
    bench.advance(1);
    CHECK(bench.check(bench.first) == Status::unavailable);

    bench.publish(bench.first.jwk());
    bench.advance(5);
    CHECK(bench.check(bench.first) == Status::granted);
    CHECK(logged(bench, "can be fetched again"));
}

TEST_CASE("an issuer that cannot be reached at first is tried again") {
    Bench bench;
    bench.server.reset();  // its port is closed now
    bench.start();
    CHECK(bench.check(bench.first) == Status::unavailable);
    CHECK(bench.check(bench.first) == Status::unavailable);
    REQUIRE(bench.log.size() == 1);
    CHECK(logged(bench, "answered 503 meanwhile"));
    bench.advance(5);
    CHECK(bench.check(bench.first) == Status::unavailable);
    CHECK(bench.log.size() == 1);

    // What no keys could make good is refused all the same.
    CHECK(bench.tasks.run(bench.authorizer->check("Bearer no-jwt")).status() == Status::invalid);
    const std::string other = bench.second.key.token(R"({"alg":"ES384"})", "{}", "ES256");
    CHECK(bench.tasks.run(bench.authorizer->check("Bearer " + other)).status() == Status::invalid);
}

TEST_CASE("an answer that is no key set leaves us without keys, and says why") {
    const std::vector<std::pair<KeyAnswer, std::string>> cases = {
        {KeyAnswer("HTTP/1.1 302 Found\r\nLocation: https://x.example/\r\nContent-Length: 0\r\n\r\n"
         ),
         "redirects are not followed"},
        {KeyAnswer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "status is 404"},
        {KeyAnswer::document("<html>"), "not a key set"},
        {KeyAnswer::document(R"({"keys":[]})"), "no key that can check signatures"},
        {KeyAnswer::document(std::string(600'000, ' ')), "no good"},
        {KeyAnswer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), "no good"},
        {KeyAnswer("hello"), "no good"},
        {KeyAnswer(), "no good"},
    };
    for (const auto& [answer, expected] : cases) {
        INFO(expected);
        Bench bench;
        bench.answer = [text = answer] { return text; };
        bench.start();
        CHECK(bench.check(bench.first) == Status::unavailable);
        REQUIRE(bench.log.size() == 1);
        CHECK(logged(bench, expected));
    }
}

TEST_CASE("an issuer that does not answer is waited for no longer than allowed") {
    Bench bench;
    bench.answer = [] {
        KeyAnswer answer;
        answer.silent = true;
        return answer;
    };
    mcp::JwtConfig config = bench.config();
    config.fetch_timeout = std::chrono::milliseconds(50);
    bench.start(config);
    CHECK(bench.check(bench.first) == Status::unavailable);
    bench.settle(1, 1);
    CHECK(logged(bench, "no answer within 50 ms"));
}

TEST_CASE("an authorizer may go while its keys are being fetched") {
    Bench bench;
    bench.answer = [] {
        KeyAnswer answer;
        answer.silent = true;
        return answer;
    };
    bench.start();
    const auto outcome = bench.tasks.run_cancelled(bench.authorizer->check(bench.first.header()));
    bench.tasks.drive([&] { return !bench.last_request.empty(); });
    bench.authorizer.reset();
    for (int i = 0; i < 100; ++i) {
        bench.tasks.poll();
    }
    CHECK(bench.log.empty());
    CHECK(outcome.done());
}

TEST_CASE("over https the server must be the one that the URL names") {
    const support::Authority authority;
    const support::Authority stranger;
    const support::TemporaryFolder folder;
    const auto trusted = folder.file("authority.pem", authority.certificate(), 0644);
    const auto check = [&](const support::Certificate& certificate, const std::string& host) {
        Bench bench(support::make_server_context(certificate));
        bench.url = "https://" + host + ":" + std::to_string(bench.server->port()) + "/keys";
        mcp::JwtConfig config = bench.config();
        config.authorities = trusted;
        bench.start(config);
        const Status status = bench.check(bench.first);
        return std::pair(status, bench.log.empty() ? std::string() : bench.log[0]);
    };
    CHECK(check(authority.issue("DNS:localhost"), "localhost").first == Status::granted);
    CHECK(check(authority.issue("IP:127.0.0.1"), "127.0.0.1").first == Status::granted);

    const std::vector<std::pair<std::pair<Status, std::string>, std::string>> refused = {
        {check(authority.issue("DNS:other.example"), "localhost"), "is for another host"},
        {check(authority.issue("DNS:localhost"), "127.0.0.1"), "is for another host"},
        {check(stranger.issue("DNS:localhost"), "localhost"), "certificate is refused: "},
        {check(authority.issue("DNS:localhost", -1), "localhost"), "certificate has expired"},
    };
    for (const auto& [outcome, expected] : refused) {
        CHECK(outcome.first == Status::unavailable);
        CHECK_THAT(outcome.second, support::contains(expected));
    }
}

TEST_CASE("old TLS, and plain text where TLS should be, are refused") {
    const support::Authority authority;
    const support::TemporaryFolder folder;
    const auto trusted = folder.file("authority.pem", authority.certificate(), 0644);
    std::shared_ptr<boost::asio::ssl::context> tls;
    SECTION("TLS 1.1") {
        tls = support::make_server_context(authority.issue("DNS:localhost"), support::OldTls::yes);
    }
    SECTION("plain text") {}
    Bench bench(tls);
    bench.url = "https://localhost:" + std::to_string(bench.server->port()) + "/keys";
    mcp::JwtConfig config = bench.config();
    config.authorities = trusted;
    config.fetch_timeout = std::chrono::milliseconds(200);  // a plain server waits for more
    bench.start(config);
    CHECK(bench.check(bench.first) == Status::unavailable);
    bench.settle(1, 1);
    CHECK(bench.log.size() == 1);
}

TEST_CASE("authorities that cannot be read are told of") {
    Bench bench;
    bench.url = "https://localhost:" + std::to_string(bench.server->port()) + "/keys";
    mcp::JwtConfig config = bench.config();
    config.authorities = "/nowhere/authority.pem";
    bench.start(config);
    CHECK(bench.check(bench.first) == Status::unavailable);
    CHECK(logged(bench, "cannot load the trusted certificates"));
}
