// The queue and the threads below the SQLite store, with jobs of the test's own.
// A gate inside a job holds a thread, so that nothing depends on timing.
#include "sqlite/worker.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "unit/memory/gate.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
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

    [[nodiscard]] bool has_log() const {
        return std::filesystem::exists(folder_ / "memory.db-wal");
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

TEST_CASE("a queue that is full refuses a job at once, and takes one again when there is room") {
    Bed bed;
    Worker worker(1, 2, 1, bed.opener(), run_each);
    Gate gate;
    auto first = bed.held(gate);
    worker.submit(first);
    REQUIRE(gate.wait_until_reached());
    // The running job is not in the queue any more.
    auto second = bed.number(2);
    auto third = bed.number(3);
    worker.submit(second);
    worker.submit(third);
    CHECK(code_of([&] { worker.submit(bed.number(4)); }) == Errc::overloaded);
    gate.open();
    CHECK(bed.result(second) == 2);
    CHECK(bed.result(third) == 3);
    auto fifth = bed.number(5);
    worker.submit(fifth);
    CHECK(bed.result(fifth) == 5);
}

TEST_CASE("one thread does its jobs in the order of their coming") {
    Bed bed;
    Worker worker(1, 1000, 1, bed.opener(), run_each);
    std::vector<int> order;
    std::vector<int> expected;
    std::shared_ptr<NumberJob> last;
    for (int i = 0; i < 200; ++i) {
        last = bed.job([&order, i](Db& /*db*/) {
            order.push_back(i);
            return i;
        });
        worker.submit(last);
        expected.push_back(i);
    }
    CHECK(bed.result(last) == 199);
    CHECK(order == expected);
}

TEST_CASE("what waits is taken together, in its order and up to the limit") {
    Bed bed;
    std::vector<std::size_t> sizes;
    auto run = [&sizes](Db& db, std::vector<std::shared_ptr<Job>>& group) {
        sizes.push_back(group.size());
        run_each(db, group);
    };
    Worker worker(1, 10, 3, bed.opener(), run);
    Gate gate;
    worker.submit(bed.held(gate));
    REQUIRE(gate.wait_until_reached());
    std::vector<int> order;
    std::shared_ptr<NumberJob> last;
    for (int i = 0; i < 5; ++i) {
        last = bed.job([&order, i](Db& /*db*/) {
            order.push_back(i);
            return i;
        });
        worker.submit(last);
    }
    gate.open();
    CHECK(bed.result(last) == 4);
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
    CHECK(sizes == std::vector<std::size_t>{1, 3, 2});
}

TEST_CASE("a second thread takes a job while the first is at work, and a third is not started") {
    Bed bed;
    std::atomic<int> connections{0};
    auto open = [&connections, opener = bed.opener()] {
        ++connections;
        return opener();
    };
    Worker worker(2, 10, 1, open, run_each);
    Gate gate;
    Gate other_gate;
    auto held = bed.held(gate);
    worker.submit(held);
    REQUIRE(gate.wait_until_reached());
    auto other = bed.held(other_gate);
    worker.submit(other);
    REQUIRE(other_gate.wait_until_reached());
    auto waiting = bed.number(1);
    worker.submit(waiting);
    other_gate.open();
    CHECK(bed.result(waiting) == 1);
    gate.open();
    CHECK(bed.result(held) == 0);
    CHECK(connections == 2);
}

TEST_CASE("a job's failure reaches the one who waits for it, and nobody else") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    auto failing = bed.job([](Db& /*db*/) -> int { throw Error(Errc::conflict, "no"); });
    auto next = bed.number(7);
    worker.submit(failing);
    worker.submit(next);
    CHECK(code_of([&] { bed.result(failing); }) == Errc::conflict);
    CHECK(bed.result(next) == 7);
}

TEST_CASE("a file that cannot be opened fails the jobs at hand, and is tried again by later ones") {
    Bed bed;
    int attempts = 0;
    auto open = [&attempts, opener = bed.opener()] {
        if (++attempts == 1) {
            throw Error(Errc::unavailable, "not now");
        }
        return opener();
    };
    Worker worker(1, 10, 1, open, run_each);
    auto first = bed.number(1);
    worker.submit(first);
    CHECK(code_of([&] { bed.result(first); }) == Errc::unavailable);
    auto second = bed.number(2);
    worker.submit(second);
    CHECK(bed.result(second) == 2);
    CHECK(attempts == 2);
}

TEST_CASE("a worker that is told to stop does what waits and takes no more") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    Gate gate;
    auto held = bed.held(gate);
    auto queued = bed.number(2);
    worker.submit(held);
    REQUIRE(gate.wait_until_reached());
    worker.submit(queued);
    worker.stop();
    CHECK(code_of([&] { worker.submit(bed.number(3)); }) == Errc::unavailable);
    gate.open();
    bed.runner().run(worker.ended());
    CHECK(bed.result(held) == 0);
    CHECK(bed.result(queued) == 2);
    worker.stop();
    bed.runner().run(worker.ended());
}

TEST_CASE("a worker that never had a job starts no thread and has ended at once") {
    Bed bed;
    bool opened = false;
    auto open = [&opened, opener = bed.opener()] {
        opened = true;
        return opener();
    };
    Worker worker(2, 10, 1, open, run_each);
    worker.stop();
    bed.runner().run(worker.ended());
    CHECK_FALSE(opened);
}

TEST_CASE("the end of a worker comes after its connections are closed") {
    Bed bed;
    Worker worker(2, 10, 1, bed.opener(), run_each);
    Gate gate;
    auto held = bed.held(gate);
    worker.submit(held);
    REQUIRE(gate.wait_until_reached());
    auto log = bed.job([](Db& db) {
        db.use_wal();
        db.execute("CREATE TABLE t (x INTEGER)");
        return 1;
    });
    worker.submit(log);
    CHECK(bed.result(log) == 1);
    CHECK(bed.has_log());
    worker.stop();
    gate.open();
    bed.runner().run(worker.ended());
    // The last connection that is closed takes the log with it.
    CHECK_FALSE(bed.has_log());
}

TEST_CASE("who waits for the end and is cancelled leaves the jobs to be done") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    Gate gate;
    auto held = bed.held(gate);
    worker.submit(held);
    REQUIRE(gate.wait_until_reached());
    worker.stop();
    auto wait = [&worker]() -> memory::Task<int> {
        co_await worker.ended();
        co_return 1;
    };
    Outcome<int> outcome = bed.runner().run_cancelled(wait());
    CHECK(code_of([&] { outcome.take(); }) == Errc::cancelled);
    gate.open();
    bed.runner().run(worker.ended());
    CHECK(bed.result(held) == 0);
}

TEST_CASE("a destroyed worker has done what was in its queue") {
    Bed bed;
    int done = 0;
    {
        Worker worker(1, 100, 1, bed.opener(), run_each);
        for (int i = 0; i < 50; ++i) {
            worker.submit(bed.job([&done](Db& /*db*/) { return ++done; }));
        }
    }
    CHECK(done == 50);
}

TEST_CASE("a job that was abandoned in the queue does not run") {
    Bed bed;
    Worker worker(1, 10, 1, bed.opener(), run_each);
    Gate gate;
    worker.submit(bed.held(gate));
    REQUIRE(gate.wait_until_reached());
    bool ran = false;
    auto unwanted = bed.job([&ran](Db& /*db*/) {
        ran = true;
        return 0;
    });
    worker.submit(unwanted);
    Outcome<int> outcome = bed.runner().run_cancelled(NumberJob::wait(unwanted));
    CHECK(code_of([&] { outcome.take(); }) == Errc::cancelled);
    gate.open();
    auto next = bed.number(1);
    worker.submit(next);
    CHECK(bed.result(next) == 1);
    CHECK_FALSE(ran);
}

TEST_CASE("jobs that come in one turn of an executor are all done, by as many threads as it takes"
) {
    Bed bed;
    Worker worker(3, 1000, 1, bed.opener(), run_each);
    for (int round = 0; round < 20; ++round) {
        std::array<Gate, 3> gates;
        std::vector<std::shared_ptr<NumberJob>> jobs;
        for (Gate& gate : gates) {
            jobs.push_back(bed.held(gate));
        }
        for (int i = 0; i < 40; ++i) {
            jobs.push_back(bed.number(i));
        }
        for (const std::shared_ptr<NumberJob>& job : jobs) {
            worker.submit(job);
        }
        for (Gate& gate : gates) {  // so all three stand in a thread of their own
            REQUIRE(gate.wait_until_reached());
        }
        for (Gate& gate : gates) {
            gate.open();
        }
        for (const std::shared_ptr<NumberJob>& job : jobs) {
            static_cast<void>(bed.result(job));
        }
    }
}
