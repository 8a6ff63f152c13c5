// The queue and the threads below the SQLite store, with jobs of the test's own.
// A gate inside a job holds a thread, so that nothing depends on timing.
#include "sqlite/worker.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "unit/memory/gate.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <sqlite3.h>

using memory::Errc;
using memory::Error;
using memory::sqlite::Db;
using memory::sqlite::DbTransaction;
using memory::sqlite::Job;
using memory::sqlite::OpenMode;
using memory::sqlite::ResultJob;
using memory::sqlite::Worker;
using memory::test::Gate;
using support::Outcome;
using NumberJob = ResultJob<int>;

namespace {

/// Runs a group's jobs one by one, as the store's readers do.
void run_each(Db& db, std::vector<std::shared_ptr<Job>>& group) {
    for (const std::shared_ptr<Job>& job : group) {
        if (job->start(db)) {
            job->run(db);
        }
        job->finish();
    }
}

/// A loop, a file, and jobs that answer a number.
class Bed {
  public:
    Worker::OpenDb opener() {
        return [path = folder_ / "memory.db"] {
            return std::make_unique<Db>(path, OpenMode::create, std::chrono::milliseconds(1000));
        };
    }

    std::shared_ptr<NumberJob> job(
        NumberJob::Work work, Job::OnAbandon on_abandon = Job::OnAbandon::finish
    ) {
        return std::make_shared<NumberJob>(runner_.executor(), std::move(work), on_abandon);
    }

    std::shared_ptr<NumberJob> number(int number) {
        return job([number](Db& /*db*/) { return number; });
    }

    std::shared_ptr<NumberJob> held(Gate& gate) {
        return job([&gate](Db& /*db*/) {
            gate.pass();
            return 0;
        });
    }

    int result(std::shared_ptr<NumberJob> job) {
        return runner_.run(NumberJob::wait(std::move(job)));
    }

    support::TaskRunner& runner() { return runner_; }

  private:
    support::TemporaryFolder folder_;
    support::TaskRunner runner_;
};

template <class Action>
std::optional<Errc> code_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

std::int64_t count_to(Db& db, std::int64_t most) {
    memory::sqlite::Statement statement = db.prepare(
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT ?) "
        "SELECT count(*) FROM n"
    );
    statement.bind(most).step();
    return statement.integer(0);
}

/// Cancels the wait for a job that has reached the gate, and opens the gate then.
void cancel_at(Bed& bed, std::shared_ptr<NumberJob> job, Gate& gate) {
    boost::asio::cancellation_signal signal;
    Outcome<int> outcome;
    bed.runner().start(NumberJob::wait(std::move(job)), outcome, signal.slot());
    bed.runner().poll();
    REQUIRE(gate.wait_until_reached());
    bed.runner().cancel(signal);
    bed.runner().drive([&] { return outcome.done(); });
    CHECK(code_of([&] { outcome.take(); }) == Errc::cancelled);
    gate.open();
}

/// Long enough for a cancellation to come into the middle of it; ten seconds or so.
constexpr std::int64_t kLong = 20'000'000;

}  // namespace

TEST_CASE("cancelling a running read interrupts its statement, and the connection is of use") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    std::atomic<bool> running{false};
    std::optional<Errc> ended_by;
    bool transaction_open = true;
    auto count = bed.job(
        [&](Db& db) {
            ended_by = code_of([&] {
                DbTransaction snapshot(db, DbTransaction::Kind::read);
                running = true;
                static_cast<void>(count_to(db, kLong));
            });
            transaction_open = sqlite3_get_autocommit(db.handle()) == 0;
            return 0;
        },
        Job::OnAbandon::interrupt
    );
    worker.submit(count);
    boost::asio::cancellation_signal signal;
    Outcome<int> outcome;
    bed.runner().start(NumberJob::wait(std::move(count)), outcome, signal.slot());
    while (!running) {
        bed.runner().poll();
    }
    bed.runner().cancel(signal);
    bed.runner().drive([&] { return outcome.done(); });
    CHECK(code_of([&] { outcome.take(); }) == Errc::cancelled);

    auto next = bed.job([](Db& db) { return static_cast<int>(count_to(db, 1000)); });
    worker.submit(next);
    CHECK(bed.result(next) == 1000);
    CHECK(ended_by == Errc::cancelled);
    CHECK_FALSE(transaction_open);
}

TEST_CASE("a read that is cancelled between two statements does not begin the next") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    Gate gate;
    std::optional<Errc> next_statement;
    auto read = bed.job(
        [&](Db& db) {
            gate.pass();
            next_statement = code_of([&] { static_cast<void>(count_to(db, 1)); });
            return 0;
        },
        Job::OnAbandon::interrupt
    );
    worker.submit(read);
    cancel_at(bed, std::move(read), gate);
    auto next = bed.job([](Db& db) { return static_cast<int>(count_to(db, 10)); });
    worker.submit(next);
    CHECK(bed.result(next) == 10);
    CHECK(next_statement == Errc::cancelled);
}

TEST_CASE("a statement that was prepared before the cancellation is interrupted too") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    Gate gate;
    std::optional<Errc> ended_by;
    auto read = bed.job(
        [&](Db& db) {
            memory::sqlite::Statement statement = db.prepare(
                "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT ?) "
                "SELECT count(*) FROM n"
            );
            statement.bind(kLong);
            gate.pass();
            ended_by = code_of([&] { statement.step(); });
            return 0;
        },
        Job::OnAbandon::interrupt
    );
    worker.submit(read);
    cancel_at(bed, std::move(read), gate);
    auto next = bed.number(1);
    worker.submit(next);
    CHECK(bed.result(next) == 1);
    CHECK(ended_by == Errc::cancelled);
}

TEST_CASE("cancelling a read that has ended leaves the next one alone") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    Gate gate;
    auto first = bed.job([](Db& /*db*/) { return 1; }, Job::OnAbandon::interrupt);
    auto second = bed.job(
        [&gate](Db& db) {
            gate.pass();
            return static_cast<int>(count_to(db, 10));
        },
        Job::OnAbandon::interrupt
    );
    worker.submit(first);
    worker.submit(second);
    REQUIRE(gate.wait_until_reached());
    first->abandon();
    gate.open();
    CHECK(bed.result(second) == 10);
}
