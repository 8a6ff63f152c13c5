// Uses boltmem::bolt as a program would: asks a server for one number, and handles its absence.
// With NEO4J_URI (and NEO4J_USER, NEO4J_PASSWORD) it asks that server; else one that refuses
// connections, which must come back as a failure to connect.
#include <bolt/driver.hpp>
#include <bolt/error.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace {

std::string variable(const char* name, std::string otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

bolt::Task<> ask(bolt::Driver driver) {
    const bolt::EagerResult result = co_await driver.execute_query(
        "RETURN $number + 1 AS next", bolt::params().set("number", 41)
    );
    std::cout << "the server answered " << result.records.at(0).at<std::int64_t>("next") << '\n';
    co_await driver.close();
}

}  // namespace

int main() {
    boost::asio::io_context loop;
    // Bound, but not listening: whoever connects is refused.
    boost::asio::ip::tcp::socket closed(
        loop, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)
    );
    const std::string nowhere =
        "bolt://127.0.0.1:" + std::to_string(closed.local_endpoint().port());
    const bool have_server = std::getenv("NEO4J_URI") != nullptr;

    bolt::DriverConfig config;
    config.max_transaction_retry_time = bolt::milliseconds(0);
    const bolt::Driver driver(
        loop.get_executor(),
        variable("NEO4J_URI", nowhere),
        bolt::AuthToken::basic(variable("NEO4J_USER", "neo4j"), variable("NEO4J_PASSWORD", "")),
        config
    );
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, ask(driver), [&](std::exception_ptr error) { failure = error; });
    loop.run();
    try {
        if (failure) {
            std::rethrow_exception(failure);
        }
    } catch (const bolt::Error& error) {
        std::cout << error.what() << '\n';
        return !have_server && error.kind() == bolt::ErrorKind::connectivity ? 0 : 1;
    }
    return have_server ? 0 : 1;
}
