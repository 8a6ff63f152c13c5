// TLS: bolt+s checks the certificate and the host name, bolt+ssc takes any; old versions are
// refused. Certificates are made by the test.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/fake_environment.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

using namespace component;
using bolt::ErrorKind;
using support::Authority;
using support::Certificate;

namespace {

/// A file that is gone with the test.
class TempFile {
  public:
    explicit TempFile(const std::string& text) {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "boltmem-ca-XXXXXX").string();
        const int descriptor = ::mkstemp(pattern.data());
        REQUIRE(descriptor >= 0);
        ::close(descriptor);
        path_ = pattern;
        std::ofstream(path_) << text;
    }

    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;

    ~TempFile() { std::filesystem::remove(path_); }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

  private:
    std::string path_;
};

struct TlsServer {
    explicit TlsServer(const Certificate& certificate, support::OldTls old = support::OldTls::no)
        : fixture(test_config(), options_of(certificate, old)) {}

    static support::BoltServerOptions options_of(
        const Certificate& certificate, support::OldTls old
    ) {
        support::BoltServerOptions options;
        options.tls = support::make_server_context(certificate, old);
        return options;
    }

    /// A query through a driver of its own.
    bolt::Task<std::int64_t> query(const std::string& uri, const std::string& ca_file) {
        bolt::DriverConfig config = test_config();
        config.tls.ca_files.assign(1, ca_file);
        config.max_transaction_retry_time = std::chrono::milliseconds(0);
        bolt::Driver driver(fixture.runner.executor(), uri, test_auth(), config);
        auto params = bolt::params();
        params.set("n", 3);
        const bolt::EagerResult result = co_await driver.execute_query("ECHO", params);
        co_await driver.close();
        co_return result.records.at(0).at<std::int64_t>("n");
    }

    [[nodiscard]] std::string uri(const std::string& scheme, const std::string& host) const {
        return scheme + "://" + host + ":" + std::to_string(fixture.server.port());
    }

    EchoFixture fixture;
};

}  // namespace

TEST_CASE("bolt+s accepts a certificate of a trusted authority for this host") {
    const Authority authority;
    const TempFile ca(authority.certificate());
    TlsServer server(authority.issue("DNS:localhost,IP:127.0.0.1"));
    for (const char* host : {"localhost", "127.0.0.1"}) {
        INFO(host);
        CHECK(server.fixture.runner.run(server.query(server.uri("bolt+s", host), ca.path())) == 3);
    }
}

TEST_CASE("bolt+s refuses a certificate for another host") {
    const Authority authority;
    const TempFile ca(authority.certificate());
    TlsServer server(authority.issue("DNS:elsewhere.example,IP:192.0.2.1"));
    for (const char* host : {"localhost", "127.0.0.1"}) {
        const auto error =
            failure_of(server.fixture.runner, server.query(server.uri("bolt+s", host), ca.path()));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::tls);
        CHECK_FALSE(error->retryable());
    }
}

TEST_CASE("bolt+s refuses an authority that it does not trust, and says so") {
    const Authority authority;
    const Authority other;
    const TempFile ca(other.certificate());
    TlsServer server(authority.issue("DNS:localhost,IP:127.0.0.1"));
    for (const std::string& file : {ca.path(), std::string()}) {
        const auto error = failure_of(
            server.fixture.runner, server.query(server.uri("bolt+s", "localhost"), file)
        );
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::tls);
        CHECK(std::string(error->what()).find("certificate") != std::string::npos);
    }
}

TEST_CASE("bolt+s refuses a certificate that has expired") {
    const Authority authority;
    const TempFile ca(authority.certificate());
    TlsServer server(authority.issue("DNS:localhost,IP:127.0.0.1", -1));
    const auto error = failure_of(
        server.fixture.runner, server.query(server.uri("bolt+s", "localhost"), ca.path())
    );
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::tls);
    CHECK(std::string(error->what()).find("expired") != std::string::npos);
}

TEST_CASE("bolt+ssc takes any certificate, but no plain connection") {
    const Authority authority;
    {
        TlsServer server(authority.issue("DNS:elsewhere.example", -1));
        CHECK(
            server.fixture.runner.run(server.query(server.uri("bolt+ssc", "localhost"), "")) == 3
        );
    }
    EchoFixture plain;
    bolt::DriverConfig config = test_config();
    config.connection_timeout = std::chrono::milliseconds(200);
    bolt::Driver driver(plain.runner.executor(), plain.server.uri("bolt+ssc"), test_auth(), config);
    CHECK(failure_of(plain.runner, driver.verify_connectivity()));
}

TEST_CASE("TLS 1.1 and older are refused") {
    const Authority authority;
    TlsServer server(authority.issue("DNS:localhost,IP:127.0.0.1"), support::OldTls::yes);
    const auto error =
        failure_of(server.fixture.runner, server.query(server.uri("bolt+ssc", "localhost"), ""));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::tls);
}

TEST_CASE("a file of authorities that cannot be read is named, and nothing is connected") {
    const Authority authority;
    TlsServer server(authority.issue("DNS:localhost,IP:127.0.0.1"));
    const auto error = failure_of(
        server.fixture.runner, server.query(server.uri("bolt+s", "localhost"), "no/such/file.pem")
    );
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::tls);
    CHECK(std::string(error->what()).find("no/such/file.pem") != std::string::npos);
    CHECK(server.fixture.server.accepted() == 0);
}

TEST_CASE("an idle TLS connection that the server has closed is not used again") {
    const Authority authority;
    const TempFile ca(authority.certificate());
    TlsServer server(authority.issue("DNS:localhost,IP:127.0.0.1"));
    bolt::DriverConfig config = test_config();
    config.tls.ca_files.assign(1, ca.path());
    const auto environment = std::make_shared<support::FakeEnvironment>();
    config.environment = environment;
    bolt::Driver driver(
        server.fixture.runner.executor(), server.uri("bolt+s", "localhost"), test_auth(), config
    );
    auto query = [&]() -> bolt::Task<bool> {
        bolt::Session session = driver.session();
        bolt::Result result = co_await session.run("ECHO");
        (void)co_await result.consume();
        co_return true;
    };
    CHECK(server.fixture.runner.run(query()));
    CHECK(server.fixture.runner.run(query()));
    CHECK(server.fixture.server.accepted() == 1);
    server.fixture.server.drop_connections();
    server.fixture.runner.drive([&] { return server.fixture.server.open() == 0; });
    environment->advance(std::chrono::milliseconds(1));  // not looked at before
    CHECK(server.fixture.runner.run(query()));
    CHECK(server.fixture.server.accepted() == 2);
}
