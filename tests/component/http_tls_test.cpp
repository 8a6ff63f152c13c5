// The endpoint over TLS: certificates and their exchange, records of any size cut anywhere, and
// clients that are slow, silent or gone.

#include "component/http_fixture.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"

#include <mcp/error.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

namespace asio = boost::asio;
using namespace http_test;
using namespace std::chrono_literals;

namespace {

/// One connection, trusting that authority alone. Every step runs the loop until it is done.
class TlsClient {
  public:
    TlsClient(Bench& bench, const std::string& authority)
        : bench_(bench), socket_(bench.runner.executor()), stream_(socket_, trusting(authority)) {
        socket_.open(asio::ip::tcp::v4());
        // Small, so that the server has to wait for who does not read: its own side of the
        // connection takes up to 4 MiB.
        socket_.set_option(asio::socket_base::receive_buffer_size(16 * 1024));
        socket_.connect({asio::ip::make_address("127.0.0.1"), bench.port});
        bench_.runner.run(
            stream_.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable)
        );
    }

    /// In one record, if it fits.
    void send(std::string_view bytes) {
        bench_.runner.run(asio::async_write(stream_, asio::buffer(bytes), asio::use_awaitable));
    }

    /// The next answer's body, which must have a length.
    std::string read_body() {
        constexpr std::string_view kLength = "Content-Length: ";
        while (have_.find("\r\n\r\n") == std::string::npos) {
            read_some();
        }
        const std::size_t head = have_.find("\r\n\r\n") + 4;
        const std::size_t length = std::stoul(have_.substr(have_.find(kLength) + kLength.size()));
        while (have_.size() < head + length) {
            read_some();
        }
        std::string body = have_.substr(head, length);
        have_.erase(0, head + length);
        return body;
    }

    void close() { socket_.close(); }

    /// Waits for the server's end; true when it said so, as TLS wants it.
    bool ends_with_farewell() {
        boost::system::error_code error;
        std::array<char, 16> space{};
        const auto read = [&]() -> asio::awaitable<bool> {
            co_await stream_.async_read_some(
                asio::buffer(space), asio::redirect_error(asio::use_awaitable, error)
            );
            co_return true;
        };
        bench_.runner.run(read());
        return error == asio::error::eof;
    }

  private:
    asio::ssl::context& trusting(const std::string& authority) {
        context_.add_certificate_authority(asio::buffer(authority));
        context_.set_verify_mode(asio::ssl::verify_peer);
        return context_;
    }

    void read_some() {
        std::array<char, 4096> space{};
        const std::size_t count =
            bench_.runner.run(stream_.async_read_some(asio::buffer(space), asio::use_awaitable));
        have_.append(space.data(), count);
    }

    Bench& bench_;
    asio::ssl::context context_{asio::ssl::context::tls_client};
    asio::ip::tcp::socket socket_;
    asio::ssl::stream<asio::ip::tcp::socket&> stream_;
    std::string have_;
};

void write_files(
    const support::TemporaryFolder& folder, const std::string& certificate, const std::string& key
) {
    std::ofstream(folder / "cert.pem") << certificate;
    std::ofstream(folder / "key.pem") << key;
}

mcp::HttpConfig with_files_of(const support::TemporaryFolder& folder) {
    mcp::HttpConfig config;
    config.tls_certificate = folder / "cert.pem";
    config.tls_key = folder / "key.pem";
    return config;
}

/// A server with a certificate of an authority of its own.
class TlsBench {
  public:
    explicit TlsBench(mcp::HttpLimits limits = {}) : bench(with_certificate(limits)) {}

    TlsClient connect() { return {bench, authority_.certificate()}; }

    [[nodiscard]] std::string certificate() const { return authority_.certificate(); }

  private:
    mcp::HttpConfig with_certificate(const mcp::HttpLimits& limits) {
        const auto certificate = authority_.issue("DNS:localhost,IP:127.0.0.1");
        write_files(folder_, certificate.certificate, certificate.key);
        mcp::HttpConfig config = with_files_of(folder_);
        config.limits = limits;
        return config;
    }

    const support::Authority authority_;
    const support::TemporaryFolder folder_;

  public:
    Bench bench;
};

bool answers_over_tls(Bench& bench, const std::string& authority) {
    TlsClient client(bench, authority);
    client.send(post(kPing));
    return client.read_body().find("result") != std::string::npos;
}

std::string echo_of(std::string_view text, int id = 1) {
    return post(legacy_call(id, "echo", nlohmann::json{{"text", text}}.dump()));
}

}  // namespace

TEST_CASE("TLS serves, and takes a new certificate for new connections") {
    const support::Authority old_authority;
    const support::Authority new_authority;
    const support::TemporaryFolder folder;
    const auto write = [&](const support::Certificate& certificate) {
        write_files(folder, certificate.certificate, certificate.key);
    };
    write(old_authority.issue("DNS:localhost,IP:127.0.0.1"));
    Bench bench(with_files_of(folder));
    CHECK(answers_over_tls(bench, old_authority.certificate()));
    CHECK_THROWS(answers_over_tls(bench, new_authority.certificate()));

    std::ofstream(folder / "cert.pem") << "nonsense";
    CHECK_THROWS_AS(bench.http->reload_certificates(), mcp::Error);
    CHECK(answers_over_tls(bench, old_authority.certificate()));

    write(new_authority.issue("DNS:localhost,IP:127.0.0.1"));
    bench.http->reload_certificates();
    CHECK(answers_over_tls(bench, new_authority.certificate()));
}

TEST_CASE("clients that speak no TLS to a TLS port are closed, and so are silent ones") {
    mcp::HttpLimits limits;
    limits.handshake_timeout = 400ms;
    TlsBench tls(limits);
    auto plain = tls.bench.connect();
    plain.send(post(kPing));
    CHECK(plain.read_rest().find("HTTP/1.1") == std::string::npos);
    auto silent = tls.bench.connect();
    silent.expect_closed();
    CHECK(answers_over_tls(tls.bench, tls.certificate()));
}

TEST_CASE("records may be cut anywhere, and hold more than one request") {
    TlsBench tls;
    TlsClient client = tls.connect();
    for (const char byte : echo_of("byte by byte")) {
        client.send(std::string_view(&byte, 1));
    }
    CHECK(client.read_body().find("byte by byte") != std::string::npos);
    client.send(echo_of("first", 1) + echo_of("second", 2));
    CHECK(client.read_body().find("first") != std::string::npos);
    CHECK(client.read_body().find("second") != std::string::npos);
}

TEST_CASE("a text of many records comes whole and goes whole, to a client that reads late") {
    mcp::HttpLimits limits;
    limits.max_body = std::size_t{16} * 1024 * 1024;
    TlsBench tls(limits);
    TlsClient client = tls.connect();
    std::string text;
    for (int i = 0; text.size() < std::size_t{6} * 1024 * 1024; ++i) {
        text += std::to_string(i) + ' ';
    }
    client.send(echo_of(text));
    const auto answer = nlohmann::json::parse(client.read_body());
    CHECK((answer.at("result").at("content").at(0).at("text") == text));
    client.send(echo_of("and then"));
    CHECK(client.read_body().find("and then") != std::string::npos);
}

TEST_CASE("a TLS connection ends with a farewell, for a reason of the client's or the server's") {
    mcp::HttpLimits limits;
    limits.idle_timeout = 200ms;
    TlsBench tls(limits);
    TlsClient idle = tls.connect();
    idle.send(post(kPing));
    CHECK(idle.read_body().find("result") != std::string::npos);
    CHECK(idle.ends_with_farewell());
    TlsClient asked = tls.connect();
    asked.send(post(kPing, "Connection: close\r\n"));
    CHECK(asked.read_body().find("result") != std::string::npos);
    CHECK(asked.ends_with_farewell());
}

TEST_CASE("a modern TLS client that goes away cancels its call") {
    TlsBench tls;
    TlsClient client = tls.connect();
    client.send(modern_post(1, "wait"));
    tls.bench.until([&] { return tls.bench.waiting == 1; });
    client.close();
    tls.bench.until([&] { return tls.bench.cancelled == 1; });
}

TEST_CASE("certificates that cannot be used are an error that names the file") {
    const support::TemporaryFolder folder;
    const support::Authority authority;
    const auto one = authority.issue("IP:127.0.0.1");
    const auto two = authority.issue("IP:127.0.0.1");
    write_files(folder, one.certificate, two.key);
    mcp::HttpConfig config = with_files_of(folder);
    CHECK_THROWS_WITH(Bench(config), support::contains("key.pem"));
    config.tls_key = folder / "missing.pem";
    CHECK_THROWS_WITH(Bench(config), support::contains("missing.pem"));
}
