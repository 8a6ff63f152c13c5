// The store between the loop and its threads: closing and cancelling while they are at work.
// A gate inside an operation's own callback holds a thread, so that nothing depends on timing.
#include "sqlite/store.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "unit/memory/gate.hpp"

#include <memory/database.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <sqlite3.h>

using memory::Errc;
using memory::Error;
using memory::MemoryDatabase;
using memory::MemoryId;
using memory::Scope;
using memory::WriteResult;
using memory::test::Gate;
using support::Outcome;
using Results = std::vector<WriteResult>;

namespace {

/// A database over a file of its own with one memory in it, and the store below it.
class Bed {
  public:
    explicit Bed(int readers = 1) {
        memory::SqliteConfig config;
        config.path = folder_ / "memory.db";
        config.readers = readers;
        std::unique_ptr<memory::Store> store = memory::sqlite::make_store(std::move(config));
        store_ = store.get();
        database_.emplace(std::move(store));
        id_ = put("first");
    }

    memory::Store& store() { return *store_; }

    MemoryDatabase& database() { return *database_; }

    support::TaskRunner& runner() { return runner_; }

    [[nodiscard]] MemoryId id() const { return id_; }

    MemoryId put(const std::string& title) {
        memory::NewMemory memory;
        memory.title = title;
        memory.content = "word";
        return runner_.run(database_->store(std::move(memory))).id;
    }

    [[nodiscard]] std::string title() {
        return runner_.run(database_->get(id_)).value_or(memory::Memory()).title;
    }

    memory::Task<bool> store_one(std::string title) {
        memory::NewMemory memory;
        memory.title = std::move(title);
        memory.content = "word";
        const memory::StoreReceipt receipt = co_await database_->store(std::move(memory));
        co_return receipt.created;
    }

    /// The title that another program finds in the closed file.
    [[nodiscard]] std::string title_in_file() {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open((folder_ / "memory.db").c_str(), &db) == SQLITE_OK);
        std::string title;
        auto keep = [](void* into, int /*columns*/, char** values, char** /*names*/) {
            *static_cast<std::string*>(into) = values[0];
            return 0;
        };
        REQUIRE(sqlite3_exec(db, "SELECT title FROM memory", keep, &title, nullptr) == SQLITE_OK);
        sqlite3_close(db);
        return title;
    }

    /// A write that renames the memory and stands at the gate meanwhile.
    memory::Task<Results> rename(Gate& gate, const std::string& title) {
        memory::ReviseMemory operation;
        operation.id = id_;
        operation.revise = [&gate, title](const memory::Memory& current) {
            gate.pass();
            memory::PutMemory revised;
            revised.memory = current;
            revised.memory.title = title;
            return revised;
        };
        memory::WriteBatch batch;
        batch.operations.emplace_back(std::move(operation));
        return store_->apply(std::move(batch), Scope());
    }

    /// A read that finds the memory and stands at the gate before it loads it.
    memory::Task<memory::Retrieved> find(Gate& gate) {
        memory::CandidateQuery query;
        query.terms.emplace_back("word");
        auto rank = [&gate](const memory::CandidateSet& set) {
            gate.pass();
            memory::RankedPage page;
            page.total = static_cast<std::int64_t>(set.candidates.size());
            page.page.resize(set.candidates.size());
            for (std::size_t i = 0; i < page.page.size(); ++i) {
                page.page[i].candidate = i;
            }
            return page;
        };
        return store_->retrieve(std::move(query), rank, Scope());
    }

    /// Lets the loop go on until a thread stands at the gate.
    [[nodiscard]] bool reach(Gate& gate) {
        runner_.poll();
        return gate.wait_until_reached();
    }

  private:
    support::TemporaryFolder folder_;
    support::TaskRunner runner_;
    memory::Store* store_ = nullptr;
    std::optional<MemoryDatabase> database_;
    MemoryId id_;
};

memory::Task<bool> close(memory::Store& store) {
    co_await store.close();
    co_return true;
}

template <class T>
std::optional<Errc> code_of(Outcome<T>& outcome) {
    try {
        static_cast<void>(outcome.take());
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

/// Closes while `running` stands at the gate, which only the loop opens.
template <class T>
void close_during(Bed& bed, Gate& gate, Outcome<T>& running) {
    REQUIRE(bed.reach(gate));
    Outcome<bool> closed;
    bed.runner().start(close(bed.store()), closed);
    boost::asio::post(bed.runner().context(), [&] {
        CHECK_FALSE(closed.done());
        gate.open();
    });
    bed.runner().drive([&] { return closed.done() && running.done(); });
    CHECK_FALSE(gate.timed_out());
    CHECK_FALSE(closed.failed());
}

}  // namespace

TEST_CASE("closing lets the loop go on while a write is at work, and waits for it") {
    Bed bed;
    Gate gate;
    Outcome<Results> renamed;
    bed.runner().start(bed.rename(gate, "second"), renamed);
    close_during(bed, gate, renamed);
    CHECK(renamed.take().size() == 1);
}

TEST_CASE("closing lets the loop go on while a read is at work, and waits for it") {
    Bed bed;
    Gate gate;
    Outcome<memory::Retrieved> found;
    bed.runner().start(bed.find(gate), found);
    close_during(bed, gate, found);
    CHECK(found.take().items.size() == 1);
}

TEST_CASE("a store may be closed before it was used, twice, and by two at once") {
    const support::TemporaryFolder folder;
    memory::SqliteConfig config;
    config.path = folder / "memory.db";
    support::TaskRunner runner;
    const std::unique_ptr<memory::Store> store = memory::sqlite::make_store(std::move(config));
    runner.run(store->close());
    std::vector<memory::Task<bool>> both;
    both.push_back(close(*store));
    both.push_back(close(*store));
    for (Outcome<bool>& outcome : runner.run_all(std::move(both))) {
        CHECK(outcome.take());
    }
}

TEST_CASE("a write that is cancelled before it starts does not run") {
    Bed bed;
    Gate gate;
    Gate never;
    never.open();
    Outcome<Results> first;
    bed.runner().start(bed.rename(gate, "second"), first);
    REQUIRE(bed.reach(gate));
    // The only writer's thread stands at the gate, so this one waits in the queue.
    Outcome<Results> cancelled = bed.runner().run_cancelled(bed.rename(never, "third"));
    CHECK(code_of(cancelled) == Errc::cancelled);
    gate.open();
    bed.runner().drive([&] { return first.done(); });
    CHECK(first.take().size() == 1);
    // Writes are done in their order: after this one, the cancelled one had its turn.
    static_cast<void>(bed.put("later"));
    CHECK(bed.title() == "second");
    CHECK_FALSE(never.reached());
}

TEST_CASE("a cancelled write in the middle of a group leaves the others as they are") {
    Bed bed;
    Gate gate;
    Gate never;
    never.open();
    Outcome<Results> first;
    bed.runner().start(bed.rename(gate, "second"), first);
    REQUIRE(bed.reach(gate));
    // These two and the cancelled one between them are taken from the queue together.
    std::vector<Outcome<bool>> stored(2);
    bed.runner().start(bed.store_one("before"), stored[0]);
    Outcome<Results> cancelled = bed.runner().run_cancelled(bed.rename(never, "third"));
    CHECK(code_of(cancelled) == Errc::cancelled);
    bed.runner().start(bed.store_one("after"), stored[1]);
    bed.runner().poll();
    gate.open();
    bed.runner().drive([&] { return first.done() && stored[0].done() && stored[1].done(); });
    CHECK(stored[0].take());
    CHECK(stored[1].take());
    CHECK(bed.title() == "second");
    CHECK(bed.runner().run(bed.database().statistics()).memories == 3);
    CHECK_FALSE(never.reached());
}

TEST_CASE("a write that is cancelled after it started completes, and lasts") {
    Bed bed;
    Gate gate;
    boost::asio::cancellation_signal signal;
    Outcome<Results> renamed;
    bed.runner().start(bed.rename(gate, "second"), renamed, signal.slot());
    REQUIRE(bed.reach(gate));
    bed.runner().cancel(signal);
    bed.runner().drive([&] { return renamed.done(); });
    CHECK(code_of(renamed) == Errc::cancelled);
    gate.open();
    bed.runner().run(bed.store().close());
    CHECK(bed.title_in_file() == "second");
}

TEST_CASE("a cancelled read leaves the only reader to the next one") {
    Bed bed;
    for (int round = 0; round < 20; ++round) {
        Gate gate;
        boost::asio::cancellation_signal signal;
        Outcome<memory::Retrieved> found;
        bed.runner().start(bed.find(gate), found, signal.slot());
        REQUIRE(bed.reach(gate));
        bed.runner().cancel(signal);
        bed.runner().drive([&] { return found.done(); });
        CHECK(code_of(found) == Errc::cancelled);
        gate.open();
        CHECK(bed.title() == "first");
    }
}
