// Mutual TLS: the client's certificate is asked for with each new connection, so that it can be
// rotated; connections that are open keep theirs.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

using namespace component;
using bolt::ClientCertificate;
using support::Authority;

namespace {

/// Answers what the test puts in, and counts.
class Provider final : public bolt::ClientCertificateProvider {
  public:
    bolt::Task<std::optional<ClientCertificate>> get_certificate() override {
        ++asked;
        co_return next;
    }

    std::optional<ClientCertificate> next;
    int asked = 0;
};

/// A server that wants certificates of `members`, and what its clients need for it.
struct MutualTls {
    MutualTls() : fixture(test_config(), options()) {
        std::ofstream(folder.path() / "ca.pem") << authority.certificate();
    }

    support::BoltServerOptions options() const {
        support::BoltServerOptions options;
        options.tls = support::make_server_context(authority.issue("DNS:localhost,IP:127.0.0.1"));
        support::require_client_certificate(*options.tls, members.certificate());
        return options;
    }

    /// Written to files of that name, over what is there.
    ClientCertificate write(const support::Certificate& certificate, const std::string& name) {
        const std::filesystem::path file = folder.path() / (name + ".pem");
        const std::filesystem::path key = folder.path() / (name + ".key");
        std::ofstream(file) << certificate.certificate;
        std::ofstream(key) << certificate.key;
        return {file.string(), key.string()};
    }

    bolt::Driver driver(std::shared_ptr<bolt::ClientCertificateProvider> certificates) {
        bolt::DriverConfig config = test_config();
        config.tls.ca_files.assign(1, (folder.path() / "ca.pem").string());
        config.tls.client_certificates = std::move(certificates);
        return {fixture.runner.executor(), fixture.server.uri("bolt+s"), test_auth(), config};
    }

    support::TemporaryFolder folder;
    Authority authority;
    Authority members;
    Authority strangers;
    EchoFixture fixture;
};

bolt::Task<bool> query(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Result result = co_await session.run("ECHO");
    (void)co_await result.consume();
    co_return true;
}

bolt::Task<std::shared_ptr<bolt::Transaction>> hold(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    co_return std::make_shared<bolt::Transaction>(co_await session.begin());
}

}  // namespace

TEST_CASE("without a certificate, or with a stranger's, such a server is out of reach") {
    MutualTls tls;
    auto provider = std::make_shared<Provider>();
    provider->next = tls.write(tls.strangers.issue("DNS:me"), "stranger");
    for (const bool any : {false, true}) {
        INFO((any ? "a stranger's" : "none"));
        bolt::Driver driver = tls.driver(any ? provider : nullptr);
        const auto error = failure_of(tls.fixture.runner, query(driver));
        REQUIRE(error);
        CHECK((
            error->kind() == bolt::ErrorKind::tls || error->kind() == bolt::ErrorKind::connectivity
        ));
        CHECK_FALSE(error->commit_outcome_unknown());
        CHECK(driver.metrics().pool.in_use == 0);
    }
}

TEST_CASE("the certificate is asked for with each connection, and no answer keeps the last") {
    MutualTls tls;
    auto provider = std::make_shared<Provider>();
    provider->next = tls.write(tls.members.issue("DNS:me"), "mine");
    bolt::Driver driver = tls.driver(provider);
    CHECK(provider->asked == 0);
    const auto first = tls.fixture.runner.run(hold(driver));
    CHECK(provider->asked == 1);
    provider->next.reset();
    const auto second = tls.fixture.runner.run(hold(driver));
    CHECK(provider->asked == 2);
    tls.fixture.runner.run(first->rollback());
    CHECK(tls.fixture.runner.run(query(driver)));
    CHECK(provider->asked == 2);
}

TEST_CASE("a rotated certificate is for new connections; open ones go on") {
    MutualTls tls;
    auto provider = std::make_shared<Provider>();
    const ClientCertificate mine = tls.write(tls.members.issue("DNS:me"), "mine");
    provider->next = mine;
    bolt::Driver driver = tls.driver(provider);
    const auto first = tls.fixture.runner.run(hold(driver));
    provider->next = tls.write(tls.strangers.issue("DNS:me"), "stranger");
    CHECK(failure_of(tls.fixture.runner, query(driver)));
    // What was refused is not remembered in place of what comes next.
    provider->next = tls.write(tls.members.issue("DNS:me"), "renewed");
    CHECK(tls.fixture.runner.run(query(driver)));
    tls.fixture.runner.run(first->rollback());
    CHECK(provider->asked == 3);
}

TEST_CASE("a certificate that cannot be read is named, and the next answer may do") {
    MutualTls tls;
    auto provider = std::make_shared<Provider>();
    provider->next = ClientCertificate("no/such/certificate.pem", "no/such/key.pem");
    bolt::Driver driver = tls.driver(provider);
    const auto error = failure_of(tls.fixture.runner, query(driver));
    REQUIRE(error);
    CHECK(error->kind() == bolt::ErrorKind::tls);
    CHECK_THAT(std::string(error->what()), support::contains("no/such/certificate.pem"));
    CHECK(driver.metrics().pool.in_use == 0);
    CHECK(tls.fixture.server.accepted() == 0);
    provider->next = tls.write(tls.members.issue("DNS:me"), "mine");
    CHECK(tls.fixture.runner.run(query(driver)));
}

TEST_CASE("fixed files are read again when they have changed") {
    MutualTls tls;
    const ClientCertificate files = tls.write(tls.strangers.issue("DNS:me"), "mine");
    const auto written = std::filesystem::last_write_time(files.certificate_file);
    bolt::Driver driver = tls.driver(bolt::static_client_certificate(files));
    CHECK(failure_of(tls.fixture.runner, query(driver)));
    tls.write(tls.members.issue("DNS:me"), "mine");
    // Whatever the file system's clock is good for.
    std::filesystem::last_write_time(files.certificate_file, written + std::chrono::seconds(2));
    CHECK(tls.fixture.runner.run(query(driver)));
}
