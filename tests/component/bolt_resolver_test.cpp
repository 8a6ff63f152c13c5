// The hooks that say where servers are: addresses in place of the URI's, tried in turn with
// bolt://, and names in place of host names.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace component;
using bolt::Address;
using bolt::ErrorKind;

namespace {

/// Nobody listens there.
const Address kNobody{"127.0.0.1", std::uint16_t{1}};

/// A server with scripts, and a driver whose URI names another host.
struct Resolved {
    explicit Resolved(bolt::DriverConfig config, std::size_t connections = 1)
        : f(connections),
          here("127.0.0.1", f.server().port()),
          driver(
              f.runner.executor(),
              "bolt://db.example:" + std::to_string(f.server().port()),
              test_auth(),
              std::move(config)
          ) {}

    bolt::Task<std::string> query() {
        bolt::Session session = driver.session();
        bolt::Result result = co_await session.run("Q");
        const bolt::Summary summary = co_await result.consume();
        co_return summary.server.address;
    }

    ScriptFixture f;
    Address here;
    bolt::Driver driver;
};

}  // namespace

TEST_CASE("a resolver's addresses are tried in turn, for each new connection") {
    std::vector<std::string> asked;
    std::vector<Address> answers;
    bolt::DriverConfig config = test_config();
    config.pool.max_uses = 1;
    config.resolver = [&](Address address) -> bolt::Task<std::vector<Address>> {
        asked.push_back(address.to_string());
        co_return answers;
    };
    Resolved r(config, 2);
    one_row(r.f.script(0).log_on(), "RUN 'Q' {} {}");
    one_row(r.f.script(1).log_on(), "RUN 'Q' {} {}");
    answers.push_back(kNobody);
    answers.push_back(kNobody);
    answers.push_back(r.here);
    CHECK(r.f.runner.run(r.query()) == r.here.to_string());
    answers.assign(1, r.here);
    CHECK(r.f.runner.run(r.query()) == r.here.to_string());
    const std::string uri = "db.example:" + std::to_string(r.here.port);
    CHECK(asked == std::vector<std::string>{uri, uri});
    CHECK(r.f.verdict().empty());
    CHECK(r.driver.metrics().pool.opened == 2);
    CHECK(r.driver.metrics().pool.failed_to_open == 0);
}

TEST_CASE("a resolver without a usable address fails the work, which says why") {
    std::vector<Address> answers;
    bolt::DriverConfig config = test_config();
    config.resolver = [&](Address) -> bolt::Task<std::vector<Address>> { co_return answers; };
    Resolved r(config);
    auto error = failure_of(r.f.runner, r.query());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::connectivity);
    CHECK_THAT(std::string(error->what()), support::contains("db.example"));
    answers.assign(2, kNobody);
    error = failure_of(r.f.runner, r.query());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::connectivity);
    CHECK_THAT(std::string(error->what()), support::contains("127.0.0.1:1"));
    CHECK(r.driver.metrics().pool.in_use == 0);
    CHECK(r.driver.metrics().pool.failed_to_open == 2);
}

TEST_CASE("what a resolver throws reaches the caller, and nothing is kept of it") {
    bool broken = true;
    bolt::DriverConfig config = test_config();
    Address here;
    config.resolver = [&](Address) -> bolt::Task<std::vector<Address>> {
        if (broken) {
            throw bolt::Error(bolt::ErrorKind::usage, "the directory is closed");
        }
        co_return std::vector<Address>(1, here);
    };
    Resolved r(config);
    here = r.here;
    const auto error = failure_of(r.f.runner, r.query());
    REQUIRE(error);
    CHECK_THAT(std::string(error->what()), support::contains("the directory is closed"));
    CHECK(r.driver.metrics().pool.in_use == 0);
    broken = false;
    one_row(r.f.script().log_on(), "RUN 'Q' {} {}");
    CHECK(r.f.runner.run(r.query()) == here.to_string());
    CHECK(r.f.verdict().empty());
}

TEST_CASE("a name's stand-ins are asked for with each connection, and tried in turn") {
    std::vector<std::string> asked;
    bolt::DriverConfig config = test_config();
    config.pool.max_uses = 1;
    config.domain_name_resolver = [&](std::string host) -> bolt::Task<std::vector<std::string>> {
        asked.push_back(host);
        std::vector<std::string> names;
        names.emplace_back("no-such-host.invalid");
        names.emplace_back("127.0.0.1");
        co_return names;
    };
    Resolved r(config, 2);
    one_row(r.f.script(0).log_on(), "RUN 'Q' {} {}");
    one_row(r.f.script(1).log_on(), "RUN 'Q' {} {}");
    // The server keeps the name that the caller knows.
    const std::string uri = "db.example:" + std::to_string(r.here.port);
    CHECK(r.f.runner.run(r.query()) == uri);
    CHECK(r.f.runner.run(r.query()) == uri);
    CHECK(asked == std::vector<std::string>{"db.example", "db.example"});
    CHECK(r.f.verdict().empty());
}

TEST_CASE("a name that the hook does not know is a connectivity error") {
    bolt::DriverConfig config = test_config();
    config.domain_name_resolver = [](std::string) -> bolt::Task<std::vector<std::string>> {
        co_return std::vector<std::string>();
    };
    Resolved r(config);
    const auto error = failure_of(r.f.runner, r.query());
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::connectivity);
    CHECK_THAT(std::string(error->what()), support::contains("db.example"));
    CHECK(r.driver.metrics().pool.in_use == 0);
}

TEST_CASE("addresses of a resolver go through the name hook as well") {
    std::vector<std::string> asked;
    Address stand_in;
    bolt::DriverConfig config = test_config();
    config.resolver = [&](Address) -> bolt::Task<std::vector<Address>> {
        co_return std::vector<Address>(1, stand_in);
    };
    config.domain_name_resolver = [&](std::string host) -> bolt::Task<std::vector<std::string>> {
        asked.push_back(host);
        co_return std::vector<std::string>(1, "127.0.0.1");
    };
    Resolved r(config);
    stand_in = Address("other.example", r.here.port);
    one_row(r.f.script().log_on(), "RUN 'Q' {} {}");
    CHECK(r.f.runner.run(r.query()) == stand_in.to_string());
    CHECK(asked == std::vector<std::string>{"other.example"});
    CHECK(r.f.verdict().empty());
}
