// The smallest whole program: one query with a parameter, its answer, and what went wrong.
// Usage: first_query URI USER, with the password in NEO4J_PASSWORD.
#include <bolt/driver.hpp>
#include <bolt/run.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
    const char* password = std::getenv("NEO4J_PASSWORD");  // NOLINT(concurrency-mt-unsafe)
    if (argc != 3 || password == nullptr) {
        std::cerr << "usage: NEO4J_PASSWORD=... first_query URI USER\n";
        return 2;
    }
    const auto work = [&](boost::asio::any_io_executor ex) -> bolt::Task<> {
        bolt::Driver driver(ex, argv[1], bolt::AuthToken::basic(argv[2], password));
        const bolt::EagerResult result = co_await driver.execute_query(
            "UNWIND range(1, $count) AS n RETURN n, n * n AS square", bolt::params().set("count", 3)
        );
        for (const bolt::Record& record : result.records) {
            std::cout << record.at<std::int64_t>("n") << " squared is "
                      << record.at<std::int64_t>("square") << '\n';
        }
        co_await driver.close();
    };
    try {
        bolt::run(work);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
