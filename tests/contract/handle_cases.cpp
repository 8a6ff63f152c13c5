// Promises about handles: what a close keeps, what another handle sees, what a cancel leaves.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"
#include "support/run_task.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

/// A cancelled wait ends with the answer or with Errc::cancelled, and with nothing else.
template <class T>
void check_answer_or_cancelled(support::Outcome<T> outcome) {
    if (outcome.failed()) {
        CHECK(refusal([&] { outcome.take(); }) == Errc::cancelled);
    }
}

}  // namespace

TEST_CASE("what was stored is there after closing and opening again") {
    Bench bench;
    bench.store().apply(
        put(full_memory(1), words(bench.word("red"), bench.word("tag"))),
        put(2),
        retitle(2, "Second"),
        link(1, 1, 2, RelationshipType::solves)
    );
    bench.reopen();
    const Handle store = bench.store();
    check_same(store.existing(1), full_memory(1));
    CHECK(store.history(2).size() == 1);
    CHECK(numbers(store.related(1)) == Numbers{2});
    CHECK(numbers(store.retrieve(all_of({bench.word("red"), bench.word("tag")}))) == Numbers{1});
    CHECK(store.statistics().memories == 2);
    CHECK(store.apply_one(put(full_memory(3))).outcome == WriteOutcome::created);
}

TEST_CASE("a key is known after closing and opening again") {
    Bench bench;
    bench.store().apply(put(full_memory(1)));
    bench.reopen();
    Memory again = full_memory(2);
    again.key = full_memory(1).key;
    const WriteResult result = bench.store().apply_one(put(again));
    CHECK(result.outcome == WriteOutcome::existing);
    CHECK(result.memory == memory_id(1));
}

TEST_CASE("a closed store refuses every verb as unavailable") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    store.close();
    CHECK(refusal([&] { store.apply(put(2)); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.get(1); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.history(1); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.list(); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.related(1); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.counts(1); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.activity(); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.statistics(); }) == Errc::unavailable);
    CHECK(refusal([&] { (void)store.retrieve(any_of({bench.word("red")})); }) == Errc::unavailable);
    CHECK(bench.second().get(1).has_value());
}

TEST_CASE("a store that was never used closes, and stays closed") {
    Bench bench;
    const Handle store = bench.store();
    store.close();
    CHECK(refusal([&] { store.apply(put(1)); }) == Errc::unavailable);
    CHECK(refusal([&] { store.open(); }) == Errc::unavailable);
    CHECK(bench.second().statistics().memories == 0);
}

TEST_CASE("closing twice is no error") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    store.close();
    store.close();
    CHECK(bench.second().get(1).has_value());
}

TEST_CASE("a close waits for the writes accepted before it") {
    Bench bench;
    const Handle store = bench.store();
    store.open();
    std::vector<Attempt> outcomes(20);
    for (int number = 1; number <= 20; ++number) {
        bench.runner().start(
            store.store().apply(batch_of(put(number)), store.scope()),
            outcomes[static_cast<std::size_t>(number) - 1]
        );
    }
    bench.runner().poll();
    store.close();
    bench.runner().drive([&outcomes] {
        for (const auto& outcome : outcomes) {
            if (!outcome.done()) {
                return false;
            }
        }
        return true;
    });
    for (auto& outcome : outcomes) {
        CHECK(outcome.take().at(0).outcome == WriteOutcome::created);
    }
    CHECK(bench.second().statistics().memories == 20);
}

TEST_CASE("a write over one handle is seen over another at once") {
    Bench bench;
    const Handle first = bench.store();
    const Handle second = bench.second();
    first.open();
    second.open();
    first.apply(put(1, words(bench.word("red"))));
    check_same(second.existing(1), plain_memory(1));
    second.apply(retitle(1, "Second", 10, words(bench.word("blue"))));
    CHECK(first.existing(1).title == "Second");
    CHECK(first.history(1).size() == 1);
    CHECK(numbers(first.retrieve(any_of({bench.word("blue")}))) == Numbers{1});
    CHECK(first.retrieve(any_of({bench.word("red")})).items.empty());
    first.apply(remove(1));
    CHECK_FALSE(second.get(1).has_value());
    CHECK(second.list().total == 0);
}

TEST_CASE("a reader over another handle sees a batch whole or not at all") {
    Bench bench;
    const Handle store = bench.store();
    const Handle reader = bench.second();
    store.open();
    reader.open();
    WriteBatch batch;
    for (int number = 1; number <= 200; ++number) {
        batch.operations.emplace_back(put(number));
    }
    Attempt written;
    bench.runner().start(store.store().apply(std::move(batch), store.scope()), written);
    std::vector<std::int64_t> seen;
    while (!written.done()) {
        seen.push_back(reader.statistics().memories);
    }
    written.take();
    CHECK(reader.statistics().memories == 200);
    for (const std::int64_t count : seen) {
        CHECK((count == 0 || count == 200));
    }
}

TEST_CASE("an expected version is checked against what another handle wrote") {
    Bench bench;
    bench.store().apply(put(1));
    bench.second().apply(retitle(1, "By the other"));
    ReviseMemory revision = retitle(1, "Mine");
    revision.expected_version = 1;
    CHECK(refusal([&] { bench.store().apply(revision); }) == Errc::conflict);
    CHECK(bench.store().existing(1).title == "By the other");
}

TEST_CASE("an edge and a removal of its end over two handles at once leave no edge without an end"
) {
    Bench bench;
    const Handle store = bench.store();
    const Handle second = bench.second();
    store.open();
    second.open();
    for (int round = 0; round < 10; ++round) {
        const int a = round * 2 + 1;
        const int b = round * 2 + 2;
        store.put_plain(a, b);
        std::vector<WriteBatch> batches;
        batches.push_back(batch_of(link(a, a, b, RelationshipType::causes)));
        batches.push_back(batch_of(remove(b)));
        std::vector<Attempt> outcomes = bench.apply_at_once({store, second}, std::move(batches));
        if (outcomes[0].failed()) {
            CHECK(refusal([&] { outcomes[0].take(); }) == Errc::not_found);
        }
        CHECK(outcomes[1].take().at(0).outcome == WriteOutcome::removed);
        CHECK(store.related(a).empty());
        CHECK(store.counts(a).empty());
    }
    CHECK(store.statistics().relationships == 0);
}

TEST_CASE("eight first operations at once over two handles open one store") {
    Bench bench;
    const std::vector<Handle> handles = {bench.store(), bench.second()};
    std::vector<WriteBatch> batches;
    for (int number = 1; number <= 8; ++number) {
        batches.push_back(batch_of(put(number)));
    }
    for (Attempt& attempt : bench.apply_at_once(handles, std::move(batches))) {
        CHECK(attempt.take().at(0).outcome == WriteOutcome::created);
    }
    CHECK(handles[0].statistics().memories == 8);
    CHECK(handles[1].statistics().memories == 8);
}

TEST_CASE("opening is idempotent, and may be asked for many times at once") {
    Bench bench;
    const Handle store = bench.store();
    std::vector<Task<StoreInfo>> tasks;
    for (int i = 0; i < 8; ++i) {
        tasks.push_back(store.store().info());
    }
    for (auto& outcome : bench.runner().run_all(std::move(tasks))) {
        CHECK(outcome.take().schema_version >= 1);
    }
    store.open();
    store.open();
    CHECK(store.statistics().memories == 0);
}

TEST_CASE("a store says what and where it is, and no secret") {
    Bench bench;
    const StoreInfo info = bench.store().info();
    CHECK(info.backend == bench.place().backend());
    CHECK(info.location == bench.place().location());
    CHECK_FALSE(info.engine_version.empty());
    CHECK(info.schema_version >= 1);
}

TEST_CASE("a cancelled read ends, with its answer or as cancelled, and the store works on") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 50);
    for (int round = 0; round < 10; ++round) {
        check_answer_or_cancelled(
            bench.runner().run_cancelled(store.store().list(ListQuery(), store.scope()))
        );
        check_answer_or_cancelled(
            bench.runner().run_cancelled(store.store().statistics(store.scope()))
        );
    }
    CHECK(store.list().total == 50);
}

TEST_CASE("a cancelled write is there whole or not at all, and the store works on") {
    Bench bench;
    for (int round = 0; round < 5; ++round) {
        const int first = round * 2 + 1;
        const Handle handle = bench.store();
        handle.open();
        auto outcome = bench.runner().run_cancelled(
            handle.store().apply(batch_of(put(first), put(first + 1)), handle.scope())
        );
        const bool acknowledged = !outcome.failed();
        check_answer_or_cancelled(std::move(outcome));
        // Closing waits for what was accepted: now the write is there, or it never will be.
        bench.reopen();
        const bool there = bench.store().get(first).has_value();
        CHECK(bench.store().get(first + 1).has_value() == there);
        CHECK((there || !acknowledged));
    }
    CHECK(bench.store().apply_one(put(99)).outcome == WriteOutcome::created);
}

TEST_CASE("a cancelled caller among many does not end the others") {
    Bench bench;
    const Handle store = bench.store();
    store.open();
    std::vector<Attempt> outcomes(10);
    for (int number = 1; number <= 10; ++number) {
        bench.runner().start(
            store.store().apply(batch_of(put(number)), store.scope()),
            outcomes[static_cast<std::size_t>(number) - 1]
        );
    }
    check_answer_or_cancelled(
        bench.runner().run_cancelled(store.store().apply(batch_of(put(50)), store.scope()))
    );
    bench.runner().drive([&outcomes] {
        for (const auto& outcome : outcomes) {
            if (!outcome.done()) {
                return false;
            }
        }
        return true;
    });
    for (auto& outcome : outcomes) {
        CHECK(outcome.take().at(0).outcome == WriteOutcome::created);
    }
}
