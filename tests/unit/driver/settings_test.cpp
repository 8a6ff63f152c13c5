// Settings that cannot be met are refused when the driver or the session is made, before any I/O.
// What the defaults are is in docs/bolt.md; that they work is tested in ../../component.

#include "support/catch.hpp"

#include <bolt/driver.hpp>
#include <bolt/error.hpp>

#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>

namespace {

/// What the driver says to these settings; empty when it takes them.
std::string refusal_of(const std::function<void(bolt::DriverConfig&, bolt::SessionConfig&)>& change
) {
    boost::asio::io_context loop;
    bolt::DriverConfig config;
    bolt::SessionConfig session_config;
    change(config, session_config);
    try {
        const bolt::Driver driver(
            loop.get_executor(), "bolt://localhost", bolt::AuthToken::none(), config
        );
        const bolt::Session session = driver.session(session_config);
    } catch (const bolt::Error& error) {
        CHECK(error.kind() == bolt::ErrorKind::usage);
        return error.what();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the defaults and the edges of the ranges are taken") {
    CHECK(refusal_of([](auto&, auto&) {}).empty());
    const auto edges = [](bolt::DriverConfig& driver, bolt::SessionConfig& session) {
        driver.pool.max_size = 1;
        driver.pool.min_size = 1;
        driver.fetch_size = -1;
        driver.max_message_size = 1'024;
        session.fetch_size = -1;
    };
    CHECK(refusal_of(edges).empty());
}

TEST_CASE("a driver refuses impossible settings, and names them") {
    const auto no_pool = [](bolt::DriverConfig& c, auto&) { c.pool.max_size = 0; };
    CHECK(contains(refusal_of(no_pool), "PoolConfig::max_size"));
    const auto too_many = [](bolt::DriverConfig& c, auto&) { c.pool.min_size = 101; };
    CHECK(contains(refusal_of(too_many), "PoolConfig::min_size"));
    const auto nothing = [](bolt::DriverConfig& c, auto&) { c.fetch_size = 0; };
    CHECK(contains(refusal_of(nothing), "DriverConfig::fetch_size"));
    const auto negative = [](bolt::DriverConfig& c, auto&) { c.fetch_size = -2; };
    CHECK(contains(refusal_of(negative), "DriverConfig::fetch_size"));
    const auto tiny = [](bolt::DriverConfig& c, auto&) { c.max_message_size = 1'023; };
    CHECK(contains(refusal_of(tiny), "DriverConfig::max_message_size"));
}

TEST_CASE("a session refuses a fetch size that means nothing") {
    const auto negative = [](auto&, bolt::SessionConfig& c) { c.fetch_size = -2; };
    CHECK(contains(refusal_of(negative), "SessionConfig::fetch_size"));
}
