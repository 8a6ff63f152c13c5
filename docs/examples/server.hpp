#pragma once
// What the larger examples share: which server to use, from NEO4J_URI, NEO4J_USER and
// NEO4J_PASSWORD, and how a failure is told. first_query.cpp and people.cpp do without.

#include <bolt/driver.hpp>
#include <bolt/error.hpp>
#include <bolt/run.hpp>

#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <utility>

namespace example {

inline std::string variable(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? otherwise : value;
}

/// Says at once when there is no server; the work alone would be retried for half a minute.
inline bolt::Task<> run_if_connected(
    const std::function<bolt::Task<>(bolt::Driver)>& work, bolt::Driver driver
) {
    co_await driver.verify_connectivity();
    co_await work(driver);
    co_await driver.close();
}

/// Runs `work` with a driver for that server; answers the exit code: 0, or 1 after a failure.
inline int run(
    const std::function<bolt::Task<>(bolt::Driver)>& work, bolt::DriverConfig config = {}
) {
    const auto start = [&](boost::asio::any_io_executor ex) {
        const auto auth =
            bolt::AuthToken::basic(variable("NEO4J_USER", "neo4j"), variable("NEO4J_PASSWORD", ""));
        bolt::Driver driver(ex, variable("NEO4J_URI", "bolt://localhost"), auth, std::move(config));
        return run_if_connected(work, std::move(driver));
    };
    try {
        bolt::run(start);
        return 0;
    } catch (const bolt::Error& error) {
        std::cerr << to_string(error.kind()) << ": " << error.what() << '\n';
        if (error.commit_outcome_unknown()) {
            std::cerr << "it may have been committed all the same\n";
        }
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
    return 1;
}

}  // namespace example
