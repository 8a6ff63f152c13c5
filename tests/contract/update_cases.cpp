// Promises about updates: versions, expected versions, history, and what an update leaves alone.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

ReviseMemory expecting(ReviseMemory revision, std::int64_t version) {
    revision.expected_version = version;
    return revision;
}

std::vector<Attempt> at_once(Bench& bench, const std::vector<ReviseMemory>& revisions) {
    std::vector<WriteBatch> batches;
    for (const ReviseMemory& revision : revisions) {
        batches.push_back(batch_of(revision));
    }
    return bench.apply_at_once({bench.store()}, std::move(batches));
}

}  // namespace

TEST_CASE("an update replaces the fields it changes, keeps the others, and answers the version") {
    Bench bench;
    const Handle store = bench.store();
    const Memory before = full_memory(1);
    store.apply(put(before));
    const WriteResult result = store.apply_one(retitle(1, "New title", 500));
    CHECK(result.outcome == WriteOutcome::updated);
    CHECK(result.memory == memory_id(1));
    CHECK(result.version == 2);
    Memory expected = before;
    expected.title = "New title";
    expected.version = 2;
    expected.recorded_at = at_minute(500);
    check_same(store.existing(1), expected);
}

TEST_CASE("an update sees the current version with every field") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1)));
    store.apply(retitle(1, "Second", 100));
    const auto seen = std::make_shared<Memory>();
    ReviseMemory revision;
    revision.id = memory_id(1);
    revision.revise = [seen](const Memory& current) {
        *seen = current;
        Memory next = current;
        next.version = current.version + 1;
        return put(next);
    };
    store.apply(revision);
    Memory expected = full_memory(1);
    expected.title = "Second";
    expected.version = 2;
    expected.recorded_at = at_minute(100);
    check_same(*seen, expected);
}

TEST_CASE("an update may change every text, the tags, the numbers and the times") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    Memory next = full_memory(1);
    next.key.clear();
    next.created_at = plain_memory(1).created_at;
    next.version = 2;
    ReviseMemory revision;
    revision.id = memory_id(1);
    revision.revise = [next](const Memory&) { return put(next); };
    store.apply(revision);
    check_same(store.existing(1), next);
}

TEST_CASE("an update may empty a list, a text and a time that were set") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1)));
    ReviseMemory revision;
    revision.id = memory_id(1);
    revision.revise = [](const Memory& current) {
        Memory next = current;
        next.summary.clear();
        next.tags.clear();
        next.context = MemoryContext();
        next.valid_until.reset();
        next.version = current.version + 1;
        return put(next);
    };
    store.apply(revision);
    const Memory found = store.existing(1);
    CHECK(found.summary.empty());
    CHECK(found.tags.empty());
    CHECK(found.context.empty());
    CHECK_FALSE(found.valid_until.has_value());
}

TEST_CASE("an update of a memory that is not there is refused as not found") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    CHECK(refusal([&] { store.apply(retitle(2, "Title")); }) == Errc::not_found);
    CHECK_FALSE(store.get(2).has_value());
    CHECK(store.statistics().memories == 1);
}

TEST_CASE("an update with the expected version is applied") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    CHECK(store.apply_one(expecting(retitle(1, "Second"), 1)).version == 2);
    CHECK(store.apply_one(expecting(retitle(1, "Third"), 2)).version == 3);
    CHECK(store.existing(1).title == "Third");
}

TEST_CASE("an update with another expected version changes nothing and says conflict") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1), words(bench.word("old"))));
    for (const std::int64_t version : {0, 2, 7}) {
        CHECK(refusal([&] {
                  store.apply(expecting(retitle(1, "New", 9, words(bench.word("new"))), version));
              }) == Errc::conflict);
    }
    check_same(store.existing(1), full_memory(1));
    CHECK(store.history(1).empty());
    CHECK(numbers(store.retrieve(any_of({bench.word("old")}))) == Numbers{1});
    CHECK(store.retrieve(any_of({bench.word("new")})).items.empty());
}

TEST_CASE("a missing memory is not found even when a version is expected") {
    Bench bench;
    const Handle store = bench.store();
    CHECK(refusal([&] { store.apply(expecting(retitle(1, "T"), 1)); }) == Errc::not_found);
}

TEST_CASE("the history holds every superseded version as it was, newest first") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1)));
    store.apply(retitle(1, "Second", 100));
    store.apply(retitle(1, "Third", 200));
    store.apply(retitle(1, "Fourth", 300));
    const std::vector<Memory> history = store.history(1);
    REQUIRE(history.size() == 3);
    Memory expected = full_memory(1);
    check_same(history[2], expected);
    expected.title = "Second";
    expected.version = 2;
    expected.recorded_at = at_minute(100);
    check_same(history[1], expected);
    expected.title = "Third";
    expected.version = 3;
    expected.recorded_at = at_minute(200);
    check_same(history[0], expected);
    CHECK(store.existing(1).version == 4);
}

TEST_CASE("the history is in the order of versions, not of text: the tenth comes before the ninth"
) {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    for (int version = 2; version <= 13; ++version) {
        store.apply(retitle(1, "Title " + std::to_string(version)));
    }
    std::vector<std::int64_t> versions;
    for (const Memory& memory : store.history(1)) {
        versions.push_back(memory.version);
    }
    CHECK(versions == std::vector<std::int64_t>{12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
}

TEST_CASE("a memory that was never updated has no history, and neither has an unknown one") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    CHECK(store.history(1).empty());
    CHECK(store.history(2).empty());
}

TEST_CASE("an update keeps the edges of the memory") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    store.apply(
        link(1, 1, 2, RelationshipType::solves), link(2, 3, 1, RelationshipType::depends_on)
    );
    store.apply(retitle(1, "New"));
    CHECK(numbers(store.related(1)) == Numbers{2, 3});
    CHECK(store.counts(1).size() == 2);
    CHECK(store.related(2).at(0).memory.title == "New");
}

TEST_CASE("after an update the new words find the memory and the old ones do not") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.words_of("old both"), bench.word("oldextra"))));
    store.apply(retitle(1, "New", 10, words(bench.words_of("new both"), bench.word("newextra"))));
    CHECK(store.retrieve(any_of({bench.word("old"), bench.word("oldextra")})).items.empty());
    CHECK(numbers(store.retrieve(any_of({bench.word("new")}))) == Numbers{1});
    CHECK(numbers(store.retrieve(any_of({bench.word("newextra")}))) == Numbers{1});
    CHECK(numbers(store.retrieve(any_of({bench.word("both")}))) == Numbers{1});
}

TEST_CASE("superseded versions are not listed, counted or found") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.word("both"))));
    store.apply(retitle(1, "New", 10, words(bench.word("both"))));
    CHECK(store.list().total == 1);
    CHECK(store.statistics().memories == 1);
    CHECK(store.activity().total == 1);
    const CandidateSet set = store.candidates(any_of({bench.word("both")}));
    CHECK(set.candidates.size() == 1);
    CHECK(set.document_frequencies == std::vector<std::int64_t>{1});
}

TEST_CASE("of eight updates at once that expect the same version one is applied") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    std::vector<ReviseMemory> revisions;
    for (int i = 0; i < 8; ++i) {
        revisions.push_back(expecting(retitle(1, "Title " + std::to_string(i)), 1));
    }
    int applied = 0;
    for (Attempt& outcome : at_once(bench, revisions)) {
        if (!outcome.failed()) {
            ++applied;
            CHECK(outcome.take().at(0).version == 2);
        } else {
            CHECK(refusal([&] { outcome.take(); }) == Errc::conflict);
        }
    }
    CHECK(applied == 1);
    CHECK(store.existing(1).version == 2);
    CHECK(store.history(1).size() == 1);
}

TEST_CASE("eight updates at once without an expected version are all applied, one after the other"
) {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    std::vector<ReviseMemory> revisions;
    for (int i = 0; i < 8; ++i) {
        ReviseMemory revision;
        revision.id = memory_id(1);
        revision.revise = [i](const Memory& current) {
            Memory next = current;
            next.content += " +" + std::to_string(i);
            next.version = current.version + 1;
            return put(next);
        };
        revisions.push_back(revision);
    }
    std::vector<std::int64_t> versions;
    for (Attempt& outcome : at_once(bench, revisions)) {
        versions.push_back(outcome.take().at(0).version);
    }
    std::sort(versions.begin(), versions.end());
    CHECK(versions == std::vector<std::int64_t>{2, 3, 4, 5, 6, 7, 8, 9});
    const Memory found = store.existing(1);
    for (int i = 0; i < 8; ++i) {
        CHECK(found.content.find(" +" + std::to_string(i)) != std::string::npos);
    }
    CHECK(store.history(1).size() == 8);
}

TEST_CASE("a revision that throws changes nothing, and its error reaches the caller") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1)));
    ReviseMemory revision;
    revision.id = memory_id(1);
    revision.revise = [](const Memory&) -> PutMemory {
        throw Error(Errc::invalid_argument, "the new text is too long");
    };
    CHECK(refusal([&] { store.apply(put(2), revision); }) == Errc::invalid_argument);
    check_same(store.existing(1), full_memory(1));
    CHECK_FALSE(store.get(2).has_value());
    store.apply(retitle(1, "Still works"));
    CHECK(store.existing(1).title == "Still works");
}

TEST_CASE("a move to another project or session shows in filters and in the statistics") {
    Bench bench;
    const Handle store = bench.store();
    Memory memory = plain_memory(1);
    memory.project = "old";
    memory.session = "s1";
    store.apply(put(memory));
    ReviseMemory revision;
    revision.id = memory_id(1);
    revision.revise = [](const Memory& current) {
        Memory next = current;
        next.project = "new";
        next.session = "s2";
        next.version = current.version + 1;
        return put(next);
    };
    store.apply(revision);
    Filter filter;
    filter.project = "old";
    CHECK(store.list(filter).total == 0);
    filter.project = "new";
    CHECK(numbers(store.list(filter)) == Numbers{1});
    filter.session = "s2";
    CHECK(numbers(store.list(filter)) == Numbers{1});
    CHECK(store.statistics().projects == 1);
    CHECK(store.statistics().sessions == 1);
}
