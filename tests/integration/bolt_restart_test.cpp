// A real Neo4j is killed and started again in the middle of load. Managed transactions come through
// by retry, nothing is doubled, and what nobody can know is reported as such.

#include "integration/release_line.hpp"
#include "support/catch.hpp"
#include "support/own_neo4j.hpp"
#include "support/run_task.hpp"

#include <bolt/bolt.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <future>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr int kSessions = 24;
constexpr int kWritesEach = 60;

/// What the writers were told about each id.
struct Account {
    std::vector<std::int64_t> acknowledged;
    std::vector<std::int64_t> unknown;
    std::vector<std::string> errors;  ///< anything else
    std::size_t attempts = 0;
};

bolt::Task<bool> write(bolt::Driver& driver, int number, Account& account) {
    bolt::Session session = driver.session();
    for (int i = 0; i < kWritesEach; ++i) {
        const std::int64_t id = number * 1'000 + i;
        auto work = [&account, id](bolt::ManagedTransaction& tx) -> bolt::Task<> {
            ++account.attempts;
            bolt::Result result =
                co_await tx.run("CREATE (:Restart {id: $id})", bolt::params().set("id", id));
            (void)co_await result.consume();
        };
        try {
            co_await session.execute_write(work);
            account.acknowledged.push_back(id);
        } catch (const bolt::Error& error) {
            if (error.commit_outcome_unknown()) {
                account.unknown.push_back(id);
            } else {
                account.errors.emplace_back(error.what());
            }
        }
    }
    co_return true;
}

/// How often each id is stored.
bolt::Task<std::map<std::int64_t, std::int64_t>> stored(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    auto work = [](bolt::ManagedTransaction& tx
                ) -> bolt::Task<std::map<std::int64_t, std::int64_t>> {
        std::map<std::int64_t, std::int64_t> counts;
        bolt::Result result =
            co_await tx.run("MATCH (n:Restart) RETURN n.id AS id, count(*) AS times");
        while (auto record = co_await result.next()) {
            counts[record->at<std::int64_t>("id")] = record->at<std::int64_t>("times");
        }
        co_return counts;
    };
    co_return co_await session.execute_read(work);
}

}  // namespace

TEST_CASE("managed transactions come through a killed server, none doubled, none lost in silence") {
    const support::OwnNeo4j server(
        BOLTMEM_NEO4J_SCRIPT, integration::release_line(), "bolt-restart"
    );
    support::TaskRunner runner;
    bolt::DriverConfig config;
    config.pool.max_size = 10;
    // A restart takes its time, the more so on a busy machine.
    config.max_transaction_retry_time = std::chrono::seconds(150);
    config.pool.acquisition_timeout = std::chrono::seconds(150);
    bolt::Driver driver(
        runner.executor(),
        server.uri(),
        bolt::AuthToken::basic(server.user(), server.password()),
        config
    );

    Account account;
    std::vector<support::Outcome<bool>> outcomes(kSessions);
    for (int i = 0; i < kSessions; ++i) {
        runner.start(write(driver, i, account), outcomes[static_cast<std::size_t>(i)]);
    }
    constexpr std::size_t kBeforeTheCrash = std::size_t{kSessions} * kWritesEach / 4;
    runner.drive([&] { return account.acknowledged.size() >= kBeforeTheCrash; });
    auto restarted = std::async(std::launch::async, [&] { return server.crash_and_restart(); });
    const auto all_done = [&outcomes] {
        return std::all_of(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
            return outcome.done();
        });
    };
    for (int minutes = 0; minutes < 4 && !all_done(); ++minutes) {
        try {
            runner.drive(all_done);
        } catch (const std::runtime_error&) {
            // The runner's limit is a minute; a restart may need more.
            continue;
        }
    }
    REQUIRE(restarted.get() == "");
    REQUIRE(all_done());

    const std::map<std::int64_t, std::int64_t> found = runner.run(stored(driver));
    std::size_t doubled = 0;
    for (const auto& [id, times] : found) {
        doubled += times > 1 ? 1U : 0U;
    }
    std::size_t lost = 0;
    for (const std::int64_t id : account.acknowledged) {
        lost += found.contains(id) ? 0U : 1U;
    }
    std::size_t unknown_but_stored = 0;
    for (const std::int64_t id : account.unknown) {
        unknown_but_stored += found.contains(id) ? 1U : 0U;
    }
    std::cout << kSessions * kWritesEach
              << " managed writes over a crash: " << account.acknowledged.size()
              << " acknowledged, " << account.unknown.size() << " of unknown outcome ("
              << unknown_but_stored << " of them stored), " << account.errors.size() << " failed, "
              << account.attempts << " attempts, " << lost << " lost, " << doubled << " doubled\n";
    for (const std::string& error : account.errors) {
        std::cout << "  " << error << '\n';
    }
    CHECK(lost == 0);
    CHECK(doubled == 0);
    CHECK(account.errors.empty());
    CHECK(
        account.acknowledged.size() + account.unknown.size() == std::size_t{kSessions} * kWritesEach
    );
    CHECK(found.size() == account.acknowledged.size() + unknown_but_stored);
    // The crash hit transactions in their middle: some were tried again, or are in doubt.
    CHECK(account.attempts > account.acknowledged.size());
    runner.run(driver.close());
}
