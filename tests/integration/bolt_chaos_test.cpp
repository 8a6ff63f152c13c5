// Writes to a real Neo4j through a network that breaks, stalls and delays, to a server that is
// killed and stopped. What was acknowledged is there, nothing is there twice, and every wait ends
// in time.
//
// BOLTMEM_CHAOS_ROUNDS says how many rounds; default 24, within a minute. The acceptance run has
// 200, among them 6 with SIGKILL and 8 with SIGSTOP:
//   BOLTMEM_CHAOS_ROUNDS=200 tests/support/with_neo4j.sh bin/bolt_chaos_test
// BOLTMEM_CHAOS_SEED chooses other faults, so that the run can be cut into several.

#include "integration/release_line.hpp"
#include "support/catch.hpp"
#include "support/chaos_proxy.hpp"
#include "support/own_neo4j.hpp"
#include "support/run_task.hpp"

#include <bolt/bolt.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

using support::ChaosPlan;
using support::Fault;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

constexpr int kWriters = 6;
constexpr int kWritesEach = 4;
constexpr int kKillEvery = 33;
constexpr int kStopEvery = 25;
constexpr int kStopAt = 12;

constexpr std::chrono::milliseconds kReceive{1'500};
constexpr std::chrono::milliseconds kAcquisition{3'000};
constexpr std::chrono::milliseconds kRetry{3'000};
/// Of one attempt: a connection, then BEGIN, RUN, the rest of the result, COMMIT and a RESET.
constexpr std::chrono::milliseconds kAttempt = kAcquisition + 5 * kReceive;
constexpr std::chrono::milliseconds kBusyMachine{3'000};

int setting(const char* name, int missing) {
    const char* text = std::getenv(name);
    return text == nullptr ? missing : std::max(1, std::atoi(text));
}

/// Real time, but with short pauses between attempts.
class Hurried final : public bolt::Environment {
  public:
    [[nodiscard]] Clock::time_point now() const override { return Clock::now(); }

    bolt::Task<> sleep(Clock::duration /*duration*/) override {
        const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer timer(executor, 20ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }

    [[nodiscard]] double random() override { return 0.5; }
};

bolt::DriverConfig impatient() {
    bolt::DriverConfig config;
    config.receive_timeout = kReceive;
    config.connection_timeout = 2s;
    config.pool.acquisition_timeout = kAcquisition;
    config.pool.max_size = 4;
    config.pool.max_uses = 6;  // so that each round meets new faults
    config.max_transaction_retry_time = kRetry;
    config.environment = std::make_shared<Hurried>();
    return config;
}

/// What the writers were told about each id.
struct Account {
    std::set<std::int64_t> acknowledged;
    std::set<std::int64_t> unknown;
    std::set<std::int64_t> failed;
    std::map<std::string, int> kinds;  ///< of errors
    Clock::duration longest{0};
    std::vector<std::string> late;  ///< calls that took longer than their deadlines
    std::uint64_t attempts = 0;
};

enum class Way : std::uint8_t { managed, explicit_transaction, auto_commit };

constexpr const char* kCreate = "CREATE (:Chaos {id: $id})";

bolt::Task<> write_once(bolt::Driver& driver, Way way, std::int64_t id, Account& account) {
    bolt::Session session = driver.session();
    switch (way) {
        case Way::managed: {
            auto work = [&account, id](bolt::ManagedTransaction& tx) -> bolt::Task<> {
                ++account.attempts;
                bolt::Result result = co_await tx.run(kCreate, bolt::params().set("id", id));
                (void)co_await result.consume();
            };
            co_await session.execute_write(work);
            break;
        }
        case Way::explicit_transaction: {
            ++account.attempts;
            bolt::Transaction transaction = co_await session.begin();
            bolt::Result result = co_await transaction.run(kCreate, bolt::params().set("id", id));
            (void)co_await result.consume();
            co_await transaction.commit();
            break;
        }
        case Way::auto_commit: {
            ++account.attempts;
            bolt::Result result = co_await session.run(kCreate, bolt::params().set("id", id));
            (void)co_await result.consume();
            break;
        }
    }
}

bolt::Task<bool> write(bolt::Driver& driver, Way way, std::int64_t first, Account& account) {
    for (std::int64_t id = first; id < first + kWritesEach; ++id) {
        const Clock::time_point begin = Clock::now();
        try {
            co_await write_once(driver, way, id, account);
            account.acknowledged.insert(id);
        } catch (const bolt::Error& error) {
            (error.commit_outcome_unknown() ? account.unknown : account.failed).insert(id);
            ++account.kinds[std::string(bolt::to_string(error.kind()))];
        }
        const Clock::duration took = Clock::now() - begin;
        account.longest = std::max(account.longest, took);
        const auto limit = kAttempt + (way == Way::managed ? kRetry : 0ms) + kBusyMachine;
        if (took > limit) {
            account.late.push_back("write " + std::to_string(id));
        }
    }
    co_return true;
}

/// How often each id is stored.
bolt::Task<std::map<std::int64_t, std::int64_t>> stored(bolt::Driver& driver) {
    std::map<std::int64_t, std::int64_t> counts;
    bolt::EagerResult result =
        co_await driver.execute_query("MATCH (n:Chaos) RETURN n.id AS id, count(*) AS times");
    for (const bolt::Record& record : result.records) {
        counts[record.at<std::int64_t>("id")] = record.at<std::int64_t>("times");
    }
    co_return counts;
}

/// A server, the proxy before it, and drivers with and without the proxy.
class Chaos {
  public:
    Chaos()
        : server_(BOLTMEM_NEO4J_SCRIPT, integration::release_line(), "bolt-chaos"),
          proxy_(
              runner_.executor(),
              port_of(server_.uri()),
              [this](std::size_t) { return calm_ ? ChaosPlan() : any_plan(); }
          ),
          driver_(runner_.executor(), proxy_.uri(), auth(), impatient()),
          direct_(runner_.executor(), server_.uri(), auth()) {}

    void run_round(int round) {
        const bool kills = round % kKillEvery == kKillEvery - 1;
        const bool stops = round % kStopEvery == kStopAt;
        calm_ = kills || stops;
        std::future<std::string> restarted;
        if (kills) {
            restarted =
                std::async(std::launch::async, [this] { return server_.crash_and_restart(); });
            ++killed;
        }
        if (stops) {
            server_.pause();
            ++stopped;
        }
        write_all(round);
        if (stops) {
            server_.resume();
        }
        if (kills) {
            const std::string problem = restarted.get();
            if (!problem.empty()) {
                throw std::runtime_error("the server did not come back: " + problem);
            }
        }
        if (kills || stops) {
            goes_on(round);
        }
    }

    [[nodiscard]] std::map<std::int64_t, std::int64_t> found() {
        return runner_.run(stored(direct_));
    }

    void close() {
        runner_.run(driver_.close());
        runner_.run(direct_.close());
    }

    [[nodiscard]] bolt::PoolMetrics pool() const { return driver_.metrics().pool; }

    [[nodiscard]] std::size_t connections() const { return proxy_.accepted(); }

    Account account;
    int faults = 0;
    int killed = 0;
    int stopped = 0;

  private:
    static std::uint16_t port_of(const std::string& uri) {
        return static_cast<std::uint16_t>(std::stoi(uri.substr(uri.rfind(':') + 1)));
    }

    [[nodiscard]] bolt::AuthToken auth() const {
        return bolt::AuthToken::basic(server_.user(), server_.password());
    }

    /// On a machine that is busy a server may need longer to start than scripts/neo4j waits.
    [[nodiscard]] std::string crash_patiently() const {
        const std::string problem = server_.crash_and_restart();
        return problem.empty() ? problem : server_.crash_and_restart();
    }

    /// What happens to a new connection; one in five is left alone.
    ChaosPlan any_plan() {
        ChaosPlan plan;
        const auto kind = random_() % 10;
        if (kind < 2) {
            return plan;
        }
        if (kind == 2) {
            plan.delay = std::chrono::milliseconds(random_() % 60);
            return plan;
        }
        plan.fault = kind < 5   ? Fault::close
                     : kind < 7 ? Fault::reset
                     : kind < 9 ? Fault::half_close
                                : Fault::stall;
        // A log-on has about 400 bytes from the server, a write about 300 more.
        (random_() % 2 == 0 ? plan.after_to_client : plan.after_to_server) = random_() % 1'500;
        plan.on_fault = [this] { ++faults; };
        return plan;
    }

    void write_all(int round) {
        std::vector<bolt::Task<bool>> tasks;
        for (int writer = 0; writer < kWriters; ++writer) {
            const std::int64_t first = std::int64_t{round} * 1'000 + writer * 100;
            tasks.push_back(write(driver_, static_cast<Way>(writer % 3), first, account));
        }
        for (support::Outcome<bool>& outcome : runner_.run_all(std::move(tasks))) {
            CHECK(outcome.take());
        }
    }

    /// A server that is back is used again, by the same driver; at first it may be slow.
    void goes_on(int round) {
        constexpr int kTries = 10;
        bool all = false;
        for (int i = 0; i < kTries && !all; ++i) {
            const std::size_t before = account.acknowledged.size();
            const std::int64_t first = std::int64_t{round} * 1'000 + 900 + i * kWritesEach;
            CHECK(runner_.run(write(driver_, Way::managed, first, account)));
            all = account.acknowledged.size() == before + kWritesEach;
        }
        CHECK(all);
    }

    support::TaskRunner runner_;
    support::OwnNeo4j server_;
    std::mt19937 random_{
        static_cast<std::mt19937::result_type>(setting("BOLTMEM_CHAOS_SEED", 20'261'121))
    };
    bool calm_ = false;
    support::ChaosProxy proxy_;
    bolt::Driver driver_;
    bolt::Driver direct_;
};

/// The ids of which `wanted` says something wrong about how often they are stored.
template <class Wrong>
std::size_t count_wrong(
    const std::set<std::int64_t>& ids,
    const std::map<std::int64_t, std::int64_t>& found,
    Wrong wrong
) {
    return static_cast<std::size_t>(std::count_if(ids.begin(), ids.end(), [&](std::int64_t id) {
        const auto entry = found.find(id);
        return wrong(entry == found.end() ? 0 : entry->second);
    }));
}

}  // namespace

TEST_CASE("writes through faults of all kinds are kept once, refused, or said to be in doubt") {
    Chaos chaos;
    const int rounds = setting("BOLTMEM_CHAOS_ROUNDS", 24);
    for (int round = 0; round < rounds; ++round) {
        INFO("round " << round);
        chaos.run_round(round);
    }
    const auto found = chaos.found();
    const Account& account = chaos.account;
    const auto missing = [](std::int64_t times) { return times == 0; };
    const auto there = [](std::int64_t times) { return times > 0; };
    const std::size_t lost = count_wrong(account.acknowledged, found, missing);
    const std::size_t kept_though_failed = count_wrong(account.failed, found, there);
    const auto doubled = std::count_if(found.begin(), found.end(), [](const auto& entry) {
        return entry.second > 1;
    });
    std::cout << rounds << " rounds (" << chaos.killed << " SIGKILL, " << chaos.stopped
              << " SIGSTOP, " << chaos.faults << " faults on " << chaos.connections()
              << " connections): " << account.acknowledged.size() << " acknowledged, "
              << account.unknown.size() << " in doubt ("
              << count_wrong(account.unknown, found, there) << " of them stored), "
              << account.failed.size() << " failed, " << account.attempts << " attempts; " << lost
              << " lost, " << doubled << " doubled, " << kept_though_failed
              << " stored though failed; the longest call "
              << std::chrono::duration<double>(account.longest).count() << " s\n";
    for (const auto& [kind, times] : account.kinds) {
        std::cout << "  " << times << " errors of kind " << kind << '\n';
    }
    CHECK(lost == 0);
    CHECK(doubled == 0);
    CHECK(kept_though_failed == 0);
    CHECK(account.late.empty());
    CHECK(chaos.faults >= rounds);
    CHECK(chaos.stopped == (rounds + kStopEvery - kStopAt - 1) / kStopEvery);
    CHECK(account.acknowledged.size() > found.size() / 2);
    CHECK(chaos.pool().in_use == 0);
    CHECK(chaos.pool().waiters == 0);
    chaos.close();
}
