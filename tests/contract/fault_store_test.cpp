// Tests of the fault-injecting store, and of what MemoryDatabase does with a store that fails.
// The store below is the plain one in memory, so each test decides everything that happens.
#include "support/fault_store.hpp"

#include "contract/builders.hpp"
#include "support/in_memory_store.hpp"
#include "support/run_task.hpp"

#include <memory/database.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;
using support::Fault;
using support::FaultStore;
using support::Verb;

namespace {

/// A FaultStore over an empty plain store, and the loop to run it on.
class Bed {
  public:
    Bed()
        : data_(std::make_shared<support::InMemoryData>()),
          store_(std::make_unique<FaultStore>(
              runner_.executor(), std::make_unique<support::InMemoryStore>(data_)
          )) {}

    [[nodiscard]] FaultStore& store() { return *store_; }

    [[nodiscard]] support::TaskRunner& runner() { return runner_; }

    std::vector<WriteResult> put_plain(int number) {
        return runner_.run(store_->apply(one(number), Scope()));
    }

    [[nodiscard]] bool has(int number) {
        const auto tenant = data_->tenants.find(Scope().tenant);
        return tenant != data_->tenants.end() &&
               tenant->second.memories.contains(memory_id(number));
    }

    static WriteBatch one(int number) {
        WriteBatch batch;
        batch.operations.emplace_back(put(number));
        return batch;
    }

    /// Hands the store to a database; store() stays usable while the database lives.
    MemoryDatabase database() {
        auto owned = std::make_unique<Borrowed>(*store_);
        return MemoryDatabase(std::move(owned));
    }

  private:
    /// Passes everything on, so that the test keeps the FaultStore in its hands.
    class Borrowed final : public Store {
      public:
        explicit Borrowed(FaultStore& below) : below_(&below) {}

        Task<> open() override { return below_->open(); }

        Task<StoreInfo> info() override { return below_->info(); }

        Task<> close() override { return below_->close(); }

        Task<std::vector<WriteResult>> apply(WriteBatch batch, Scope scope) override {
            return below_->apply(std::move(batch), std::move(scope));
        }

        Task<std::vector<std::optional<Memory>>> get(std::vector<MemoryId> ids, Scope scope)
            override {
            return below_->get(std::move(ids), std::move(scope));
        }

        Task<std::optional<MemoryDetails>> details(MemoryId id, Scope scope) override {
            return below_->details(id, std::move(scope));
        }

        Task<std::vector<Memory>> history(MemoryId id, Scope scope) override {
            return below_->history(id, std::move(scope));
        }

        Task<Retrieved> retrieve(CandidateQuery query, RankFunction rank, Scope scope) override {
            return below_->retrieve(std::move(query), std::move(rank), std::move(scope));
        }

        Task<Page<Memory>> list(ListQuery query, Scope scope) override {
            return below_->list(std::move(query), std::move(scope));
        }

        Task<Page<MemoryId>> list_ids(ListQuery query, Scope scope) override {
            return below_->list_ids(std::move(query), std::move(scope));
        }

        Task<std::vector<std::optional<MemoryState>>> states(std::vector<MemoryId> ids, Scope scope)
            override {
            return below_->states(std::move(ids), std::move(scope));
        }

        Task<std::vector<std::string>> values(ValueQuery query, Scope scope) override {
            return below_->values(std::move(query), std::move(scope));
        }

        Task<std::string> change_marker(Scope scope) override {
            return below_->change_marker(std::move(scope));
        }

        [[nodiscard]] StoreMetrics metrics() const override { return below_->metrics(); }

        Task<std::vector<Related>> related(RelatedQuery query, Scope scope) override {
            return below_->related(std::move(query), std::move(scope));
        }

        Task<std::vector<RelationshipCounts>> relationship_counts(
            std::vector<MemoryId> ids, Scope scope
        ) override {
            return below_->relationship_counts(std::move(ids), std::move(scope));
        }

        Task<RecentActivity> recent_activity(ActivityQuery query, Scope scope) override {
            return below_->recent_activity(std::move(query), std::move(scope));
        }

        Task<Statistics> statistics(Scope scope) override {
            return below_->statistics(std::move(scope));
        }

      private:
        FaultStore* below_;
    };

    support::TaskRunner runner_;
    std::shared_ptr<support::InMemoryData> data_;
    std::unique_ptr<FaultStore> store_;
};

NewMemory keyed_memory() {
    NewMemory memory;
    memory.title = "title";
    memory.content = "content";
    memory.key = "key";
    return memory;
}

}  // namespace

TEST_CASE("without faults every call is passed on and counted") {
    Bed bed;
    CHECK(bed.put_plain(1).at(0).outcome == WriteOutcome::created);
    CHECK(bed.runner().run(bed.store().statistics(Scope())).memories == 1);
    CHECK(bed.runner().run(bed.store().info()).backend == "in-memory");
    CHECK(bed.store().calls(Verb::apply) == 1);
    CHECK(bed.store().calls(Verb::statistics) == 1);
    CHECK(bed.store().calls(Verb::list) == 0);
    CHECK(bed.store().calls(Verb::any) == 3);
}

TEST_CASE("a failing call does nothing below, and only once") {
    Bed bed;
    bed.store().add(Fault::fail(Errc::unavailable));
    CHECK(refusal([&] { bed.put_plain(1); }) == Errc::unavailable);
    CHECK_FALSE(bed.has(1));
    bed.put_plain(1);
    CHECK(bed.has(1));
}

TEST_CASE("a fault hits the nth call of its verb and no other") {
    Bed bed;
    bed.store().add(Fault::fail(Errc::timeout, Verb::apply, 3));
    bed.put_plain(1);
    CHECK(bed.runner().run(bed.store().statistics(Scope())).memories == 1);
    bed.put_plain(2);
    CHECK(refusal([&] { bed.put_plain(3); }) == Errc::timeout);
    bed.put_plain(4);
    CHECK_FALSE(bed.has(3));
    CHECK(bed.has(4));
}

TEST_CASE("two faults hit two calls in the order they were added") {
    Bed bed;
    bed.store().add(Fault::fail(Errc::timeout));
    bed.store().add(Fault::fail(Errc::overloaded));
    CHECK(refusal([&] { bed.put_plain(1); }) == Errc::timeout);
    CHECK(refusal([&] { bed.put_plain(1); }) == Errc::overloaded);
    bed.put_plain(1);
    CHECK(bed.has(1));
}

TEST_CASE("a lost answer fails, but the write below is there") {
    Bed bed;
    bed.store().add(Fault::lose_answer(Errc::outcome_unknown, Verb::apply));
    CHECK(refusal([&] { bed.put_plain(1); }) == Errc::outcome_unknown);
    CHECK(bed.has(1));
}

TEST_CASE("a held call goes on when it is released") {
    Bed bed;
    bed.store().add(Fault::hold(Verb::apply));
    support::Outcome<std::vector<WriteResult>> outcome;
    bed.runner().start(bed.store().apply(Bed::one(1), Scope()), outcome);
    bed.runner().poll();
    CHECK_FALSE(outcome.done());
    CHECK(bed.store().held() == 1);
    CHECK_FALSE(bed.has(1));
    bed.store().release();
    bed.runner().drive([&outcome] { return outcome.done(); });
    CHECK(outcome.take().at(0).outcome == WriteOutcome::created);
    CHECK(bed.store().held() == 0);
}

TEST_CASE("a held call that is cancelled ends as cancelled and does nothing below") {
    Bed bed;
    bed.store().add(Fault::hold(Verb::apply));
    auto outcome = bed.runner().run_cancelled(bed.store().apply(Bed::one(1), Scope()));
    REQUIRE(outcome.failed());
    CHECK(refusal([&] { outcome.take(); }) == Errc::cancelled);
    CHECK_FALSE(bed.has(1));
    bed.put_plain(2);
    CHECK(bed.has(2));
}

TEST_CASE("a database hands on what kind of failure the store had") {
    for (const Errc code :
         {Errc::unavailable,
          Errc::timeout,
          Errc::cancelled,
          Errc::outcome_unknown,
          Errc::overloaded,
          Errc::corrupt}) {
        Bed bed;
        MemoryDatabase database = bed.database();
        bed.store().add(Fault::fail(code, Verb::apply));
        CHECK(refusal([&] { bed.runner().run(database.store(keyed_memory())); }) == code);
        bed.store().add(Fault::fail(code, Verb::retrieve));
        RecallQuery query;
        query.text = "content";
        CHECK(refusal([&] { bed.runner().run(database.recall(query)); }) == code);
        bed.store().add(Fault::fail(code, Verb::statistics));
        CHECK(refusal([&] { bed.runner().run(database.statistics()); }) == code);
    }
}

TEST_CASE("a keyed store repeated after a lost answer stores once and answers the first id") {
    Bed bed;
    MemoryDatabase database = bed.database();
    bed.store().add(Fault::lose_answer(Errc::outcome_unknown, Verb::apply));
    CHECK(refusal([&] {
              bed.runner().run(database.store(keyed_memory()));
          }) == Errc::outcome_unknown);
    const StoreReceipt receipt = bed.runner().run(database.store(keyed_memory()));
    CHECK_FALSE(receipt.created);
    CHECK(bed.runner().run(database.get(receipt.id)).has_value());
    CHECK(bed.runner().run(database.statistics()).memories == 1);
}

TEST_CASE("bad input never reaches the store") {
    Bed bed;
    MemoryDatabase database = bed.database();
    NewMemory untitled = keyed_memory();
    untitled.title.clear();
    CHECK(refusal([&] { bed.runner().run(database.store(untitled)); }) == Errc::invalid_argument);
    SearchQuery query;
    query.limit = 0;
    CHECK(refusal([&] { bed.runner().run(database.search(query)); }) == Errc::invalid_argument);
    CHECK(refusal([&] {
              bed.runner().run(database.recall(RecallQuery()));
          }) == Errc::invalid_argument);
    CHECK(bed.store().calls(Verb::any) == 0);
}

TEST_CASE("making a database asks nothing of its store") {
    Bed bed;
    MemoryDatabase database = bed.database();
    CHECK(bed.store().calls(Verb::any) == 0);
    bed.runner().run(database.info());
    CHECK(bed.store().calls(Verb::apply) == 0);
    CHECK(bed.store().calls(Verb::info) == 1);
}
