// Units of work: a managed transaction that is retried, an explicit one that is rolled back, a
// second session that waits for what the first one wrote (bookmarks), and what an error tells.
// Server and credentials come from NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD.
#include "server.hpp"

#include <chrono>
#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

constexpr const char* kOpen =
    "UNWIND ['a', 'b'] AS id MERGE (x:ExampleAccount {id: id}) SET x.balance = 100";
constexpr const char* kTake =
    "MATCH (x:ExampleAccount {id: $id}) SET x.balance = x.balance - $sum RETURN x.balance AS left";
constexpr const char* kBalances =
    "MATCH (x:ExampleAccount) RETURN x.id AS id, x.balance AS balance ORDER BY id";

bolt::Task<std::int64_t> take(bolt::ManagedTransaction& tx, std::string id, std::int64_t sum) {
    bolt::Result result =
        co_await tx.run(kTake, bolt::params().set("id", std::move(id)).set("sum", sum));
    const bolt::Record row = co_await result.single();
    co_return row.at<std::int64_t>("left");
}

/// Both accounts change, or none. The driver runs `work` again when the server asks for that, so it
/// touches nothing but the database; what it throws of its own rolls back and comes out here.
bolt::Task<> transfer(bolt::Session& session, std::int64_t sum) {
    const auto work = [sum](bolt::ManagedTransaction& tx) -> bolt::Task<> {
        const std::int64_t left = co_await take(tx, "a", sum);
        if (left < 0) {
            throw std::runtime_error("not enough on account a");
        }
        co_await take(tx, "b", -sum);
    };
    co_await session.execute_write(work, bolt::TxConfig().timeout(std::chrono::seconds(10)));
}

/// `begin` leaves the end to the caller, and is never retried.
bolt::Task<> delete_and_think_better_of_it(bolt::Session& session) {
    bolt::Transaction tx = co_await session.begin();
    bolt::Result result = co_await tx.run("MATCH (x:ExampleAccount) DELETE x");
    const bolt::Summary summary = co_await result.consume();
    std::cout << "would delete " << summary.counters.nodes_deleted << '\n';
    co_await tx.rollback();
}

bolt::Task<> print_balances(bolt::Driver& driver, const bolt::Bookmarks& after) {
    bolt::SessionConfig config;
    config.access_mode = bolt::AccessMode::read;
    config.bookmarks = after;
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run(kBalances);
    while (const auto row = co_await result.next()) {
        std::cout << row->at<std::string>("id") << ": " << row->at<std::int64_t>("balance") << '\n';
    }
    co_await session.close();
}

bolt::Task<> work(bolt::Driver driver) {
    co_await driver.execute_query(kOpen);
    bolt::SessionConfig config;
    config.bookmark_manager = driver.execute_query_bookmark_manager();  // sees the accounts
    bolt::Session session = driver.session(config);
    co_await transfer(session, 30);
    bool refused = false;
    try {
        co_await transfer(session, 1'000);
    } catch (const std::runtime_error& error) {
        std::cout << "refused: " << error.what() << '\n';
        refused = true;
    }
    if (!refused) {
        throw std::logic_error("a transfer of more than there is went through");
    }
    co_await delete_and_think_better_of_it(session);
    co_await print_balances(driver, session.last_bookmarks());
    co_await session.close();
    co_await driver.execute_query("MATCH (x:ExampleAccount) DELETE x");
}

}  // namespace

int main() {
    return example::run(work);
}
