// Promises about batches: all or nothing, in order, each operation seeing the ones before it.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

/// What a refused batch must leave untouched: two linked memories, one with a history.
void put_before(const Handle& store) {
    store.apply(
        put(full_memory(1)),
        put(plain_memory(2)),
        retitle(2, "Second version"),
        link(1, 1, 2, RelationshipType::solves)
    );
}

void check_as_before(const Handle& store) {
    check_same(store.existing(1), full_memory(1));
    CHECK(store.existing(2).title == "Second version");
    CHECK(store.history(1).empty());
    CHECK(store.history(2).size() == 1);
    CHECK(numbers(store.related(1)) == Numbers{2});
    CHECK(store.statistics().memories == 2);
    CHECK(store.statistics().relationships == 1);
    CHECK(store.statistics().projects == 1);
    CHECK(store.statistics().sessions == 1);
}

/// Changes of every kind, and a last operation that fails.
template <class Last>
Errc refused_with(const Handle& store, Last last) {
    Memory another = plain_memory(3);
    another.project = "another project";
    another.session = "another session";
    return refusal([&] {
        store.apply(
            put(another),
            retitle(1, "Changed"),
            link(2, 3, 1, RelationshipType::causes),
            remove(2),
            last
        );
    });
}

}  // namespace

TEST_CASE("a batch answers one result per operation, in their order") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<WriteResult> results = store.apply(
        put(1),
        put(2),
        link(1, 1, 2, RelationshipType::solves),
        retitle(1, "Second"),
        link(2, 1, 2, RelationshipType::solves),
        remove(2),
        remove(3)
    );
    REQUIRE(results.size() == 7);
    CHECK(results[0].outcome == WriteOutcome::created);
    CHECK(results[0].memory == memory_id(1));
    CHECK(results[0].version == 1);
    CHECK(results[1].outcome == WriteOutcome::created);
    CHECK(results[1].memory == memory_id(2));
    CHECK(results[2].outcome == WriteOutcome::created);
    CHECK(results[2].relationship == relationship_id(1));
    CHECK(results[3].outcome == WriteOutcome::updated);
    CHECK(results[3].memory == memory_id(1));
    CHECK(results[3].version == 2);
    CHECK(results[4].outcome == WriteOutcome::existing);
    CHECK(results[4].relationship == relationship_id(1));
    CHECK(results[5].outcome == WriteOutcome::removed);
    CHECK(results[6].outcome == WriteOutcome::not_found);
}

TEST_CASE("a batch whose last update is not found changes nothing") {
    Bench bench;
    const Handle store = bench.store();
    put_before(store);
    CHECK(refused_with(store, retitle(99, "T")) == Errc::not_found);
    check_as_before(store);
}

TEST_CASE("a batch whose last update conflicts changes nothing") {
    Bench bench;
    const Handle store = bench.store();
    put_before(store);
    ReviseMemory last = retitle(1, "Again");
    last.expected_version = 1;  // the batch itself has made it version 2 by then
    CHECK(refused_with(store, last) == Errc::conflict);
    check_as_before(store);
}

TEST_CASE("a batch whose last edge has a missing end changes nothing") {
    Bench bench;
    const Handle store = bench.store();
    put_before(store);
    // memory 2 is removed by the batch itself
    CHECK(refused_with(store, link(3, 1, 2, RelationshipType::causes)) == Errc::not_found);
    check_as_before(store);
}

TEST_CASE("a batch whose last edge closes a cycle changes nothing") {
    Bench bench;
    const Handle store = bench.store();
    put_before(store);
    CHECK(refused_with(store, link(3, 1, 3, RelationshipType::causes)) == Errc::cycle);
    check_as_before(store);
}

TEST_CASE("a batch whose last edge links a memory to itself changes nothing") {
    Bench bench;
    const Handle store = bench.store();
    put_before(store);
    CHECK(refused_with(store, link(3, 1, 1, RelationshipType::causes)) == Errc::invalid_argument);
    check_as_before(store);
}

TEST_CASE("a batch whose first operation fails changes nothing") {
    Bench bench;
    const Handle store = bench.store();
    put_before(store);
    CHECK(refusal([&] { store.apply(retitle(99, "T"), put(3), remove(1)); }) == Errc::not_found);
    check_as_before(store);
}

TEST_CASE("the store works on after a refused batch") {
    Bench bench;
    const Handle store = bench.store();
    put_before(store);
    CHECK(refused_with(store, retitle(99, "T")) == Errc::not_found);
    CHECK(store.apply_one(put(3)).outcome == WriteOutcome::created);
    CHECK(store.apply_one(retitle(1, "Now")).version == 2);
}

TEST_CASE("an edge may link memories of its own batch") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1), put(2), link(1, 1, 2, RelationshipType::follows));
    CHECK(numbers(store.related(1)) == Numbers{2});
}

TEST_CASE("an edge before its memories in the batch has a missing end") {
    Bench bench;
    const Handle store = bench.store();
    CHECK(refusal([&] {
              store.apply(link(1, 1, 2, RelationshipType::follows), put(1), put(2));
          }) == Errc::not_found);
    CHECK(store.statistics().memories == 0);
    const std::vector<WriteResult> results =
        store.apply(skipping(link(1, 1, 2, RelationshipType::follows)), put(1), put(2));
    CHECK(results.at(0).outcome == WriteOutcome::skipped);
    CHECK(store.statistics().relationships == 0);
}

TEST_CASE("an edge by key finds a memory that the batch stored, or found, just before") {
    Bench bench;
    const Handle store = bench.store();
    const auto keyed = [](int number, std::string key) {
        Memory memory = plain_memory(number);
        memory.key = std::move(key);
        return put(memory);
    };
    store.apply(keyed(1, "a"));
    store.apply(
        keyed(2, "a"),  // is memory 1
        keyed(3, "b"),
        link(1, std::string("a"), std::string("b"), RelationshipType::follows)
    );
    CHECK(numbers(store.related(1)) == Numbers{3});
}

TEST_CASE("an update sees what the batch stored and updated before it") {
    Bench bench;
    const Handle store = bench.store();
    ReviseMemory expecting = retitle(1, "Third");
    expecting.expected_version = 2;
    const std::vector<WriteResult> results = store.apply(put(1), retitle(1, "Second"), expecting);
    CHECK(results.at(2).version == 3);
    CHECK(store.existing(1).title == "Third");
    const std::vector<Memory> history = store.history(1);
    REQUIRE(history.size() == 2);
    CHECK(history[0].title == "Second");
    CHECK(history[1].title == "Memory 1");
}

TEST_CASE("a memory stored and removed in one batch is not there") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.word("red"))), put(2), remove(1));
    CHECK_FALSE(store.get(1).has_value());
    CHECK(store.retrieve(any_of({bench.word("red")})).items.empty());
    CHECK(store.statistics().memories == 1);
}

TEST_CASE("a memory removed and stored again in one batch is the new one") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1), words(bench.word("old"))), put(2));
    store.apply(link(1, 1, 2, RelationshipType::solves));
    const std::vector<WriteResult> results =
        store.apply(remove(1), put(1, words(bench.word("new"))));
    CHECK(results.at(0).outcome == WriteOutcome::removed);
    CHECK(results.at(1).outcome == WriteOutcome::created);
    check_same(store.existing(1), plain_memory(1));
    CHECK(store.related(2).empty());
    CHECK(store.retrieve(any_of({bench.word("old")})).items.empty());
    CHECK(numbers(store.retrieve(any_of({bench.word("new")}))) == Numbers{1});
}

TEST_CASE("a batch of a thousand memories and their edges is applied whole") {
    Bench bench;
    const Handle store = bench.store();
    WriteBatch batch;
    for (int number = 1; number <= 1'000; ++number) {
        batch.operations.emplace_back(put(number));
        if (number > 1) {
            batch.operations.emplace_back(
                link(number, number, number - 1, RelationshipType::follows)
            );
        }
    }
    const std::vector<WriteResult> results = store.apply_batch(std::move(batch));
    CHECK(results.size() == 1'999);
    CHECK(store.statistics().memories == 1'000);
    CHECK(store.statistics().relationships == 999);
}

TEST_CASE("batches of many callers at once are all applied") {
    Bench bench;
    const Handle store = bench.store();
    std::vector<WriteBatch> batches;
    for (int caller = 0; caller < 16; ++caller) {
        WriteBatch batch;
        for (int i = 1; i <= 10; ++i) {
            batch.operations.emplace_back(put(caller * 10 + i));
        }
        batch.operations.emplace_back(
            link(caller, caller * 10 + 1, caller * 10 + 2, RelationshipType::follows)
        );
        batches.push_back(std::move(batch));
    }
    for (Attempt& attempt : bench.apply_at_once({store, bench.second()}, std::move(batches))) {
        CHECK(attempt.take().size() == 11);
    }
    CHECK(store.statistics().memories == 160);
    CHECK(store.statistics().relationships == 16);
}

TEST_CASE("a refused batch among many callers leaves the others' alone") {
    Bench bench;
    const Handle store = bench.store();
    store.open();
    std::vector<WriteBatch> batches;
    for (int caller = 1; caller <= 9; ++caller) {
        batches.push_back(batch_of(put(caller)));
        if (caller % 3 == 0) {
            batches.back().operations.emplace_back(retitle(999, "not there"));
        }
    }
    std::vector<bool> refused;
    for (Attempt& outcome : bench.apply_at_once({store}, std::move(batches))) {
        refused.push_back(outcome.failed());
        if (outcome.failed()) {
            CHECK(refusal([&] { outcome.take(); }) == Errc::not_found);
        }
    }
    CHECK(refused == std::vector<bool>{false, false, true, false, false, true, false, false, true});
    Numbers kept = numbers(store.list(Filter()));
    CHECK(kept == Numbers{8, 7, 5, 4, 2, 1});
}
