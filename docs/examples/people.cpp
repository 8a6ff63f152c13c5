// The driver in one small program: write in a transaction that is retried, read records one by one,
// ask a single query. Usage: people URI USER, with the password in NEO4J_PASSWORD.
#include <bolt/driver.hpp>
#include <bolt/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace {

/// All of it in one write transaction. It runs again when the server asks for that, so it only
/// touches the database.
bolt::Task<> store(bolt::Session& session, const std::string& group) {
    auto work = [&group](bolt::ManagedTransaction& tx) -> bolt::Task<> {
        bolt::List names;
        names.emplace_back("Ada");
        names.emplace_back("Grace");
        bolt::Result result = co_await tx.run(
            "UNWIND $names AS name MERGE (:ExamplePerson {name: name, group: $group})",
            bolt::params().set("names", std::move(names)).set("group", group)
        );
        const bolt::Summary summary = co_await result.consume();
        std::cout << "nodes created: " << summary.counters.nodes_created << '\n';
    };
    co_await session.execute_write(work);
}

/// Records arrive in portions of fetch_size; a huge result needs no more memory than a small one.
bolt::Task<> print_names(bolt::Session& session, const std::string& group) {
    auto work = [&group](bolt::ManagedTransaction& tx) -> bolt::Task<> {
        bolt::Result result = co_await tx.run(
            "MATCH (p:ExamplePerson {group: $group}) RETURN p.name AS name ORDER BY name",
            bolt::params().set("group", group)
        );
        while (auto record = co_await result.next()) {
            std::cout << record->at<std::string>("name") << '\n';
        }
    };
    co_await session.execute_read(work);
}

bolt::Task<> run(bolt::Driver& driver) {
    const bolt::ServerInfo server = co_await driver.verify_connectivity();
    std::cout << "connected to " << server.agent << ", Bolt " << server.protocol_version << '\n';
    const std::string group = "example";
    {
        bolt::Session session = driver.session();
        co_await store(session, group);
        co_await print_names(session, group);
        co_await session.close();
    }
    const bolt::EagerResult removed = co_await driver.execute_query(
        "MATCH (p:ExamplePerson {group: $group}) DELETE p RETURN count(*) AS n",
        bolt::params().set("group", group)
    );
    std::cout << "removed: " << removed.records.at(0).at<std::int64_t>("n") << '\n';
    co_await driver.close();
}

}  // namespace

int main(int argc, char** argv) {
    const char* password = std::getenv("NEO4J_PASSWORD");  // NOLINT(concurrency-mt-unsafe)
    if (argc != 3 || password == nullptr) {
        std::cerr << "usage: NEO4J_PASSWORD=... people URI USER\n";
        return 2;
    }
    int code = 0;
    try {
        boost::asio::io_context loop;
        bolt::Driver driver(
            loop.get_executor(), argv[1], bolt::AuthToken::basic(argv[2], password)
        );
        auto on_end = [&code](std::exception_ptr failure) {
            try {
                if (failure) {
                    std::rethrow_exception(failure);
                }
            } catch (const bolt::Error& error) {
                std::cerr << to_string(error.kind()) << ": " << error.what() << '\n';
                code = 1;
            }
        };
        boost::asio::co_spawn(loop, run(driver), on_end);
        loop.run();
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        code = 1;
    }
    return code;
}
