// Promises about removing memories: with history and edges, and nothing else.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

TEST_CASE("a removed memory is gone from get, list, statistics and activity") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    const WriteResult result = store.apply_one(remove(1));
    CHECK(result.outcome == WriteOutcome::removed);
    CHECK(result.memory == memory_id(1));
    CHECK_FALSE(store.get(1).has_value());
    CHECK(numbers(store.list()) == Numbers{2});
    CHECK(store.statistics().memories == 1);
    CHECK(store.activity().total == 1);
}

TEST_CASE("removing a memory that is not there is reported and is no error") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    CHECK(store.apply_one(remove(2)).outcome == WriteOutcome::not_found);
    CHECK(store.apply_one(remove(1)).outcome == WriteOutcome::removed);
    CHECK(store.apply_one(remove(1)).outcome == WriteOutcome::not_found);
}

TEST_CASE("a removed memory takes its history with it") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1), retitle(1, "Second"), retitle(1, "Third"));
    store.apply(remove(1));
    CHECK(store.history(1).empty());
    store.apply(put(1));
    CHECK(store.history(1).empty());
    CHECK(store.existing(1).version == 1);
}

TEST_CASE("a removed memory takes its edges with it, in both directions") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 4);
    store.apply(
        link(1, 1, 2, RelationshipType::causes),
        link(2, 2, 3, RelationshipType::causes),
        link(3, 3, 4, RelationshipType::causes),
        link(4, 2, 4, RelationshipType::related_to)
    );
    store.apply(remove(2));
    CHECK(store.related(1, 5).empty());
    CHECK(numbers(store.related(3, 5)) == Numbers{4});
    CHECK(store.counts(1).empty());
    CHECK(store.counts(4).at(RelationshipType::causes) == 1);
    CHECK(store.statistics().relationships == 1);
}

TEST_CASE("a removed memory takes its words out of the index") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.word("shared"), bench.word("extra"))),
        put(2, words(bench.word("shared")))
    );
    store.apply(remove(1));
    const CandidateSet set = store.candidates(any_of({bench.word("shared"), bench.word("extra")}));
    REQUIRE(set.candidates.size() == 1);
    CHECK(set.candidates[0].id == memory_id(2));
    CHECK(set.document_frequencies == std::vector<std::int64_t>{1, 0});
}

TEST_CASE("a memory can be stored again under the id of a removed one, without its edges") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    store.apply(link(1, 1, 2, RelationshipType::solves));
    store.apply(remove(1));
    CHECK(store.apply_one(put(full_memory(1))).outcome == WriteOutcome::created);
    check_same(store.existing(1), full_memory(1));
    CHECK(store.related(1).empty());
    CHECK(store.related(2).empty());
}

TEST_CASE("an edge can be stored again after its end was removed and stored again") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    store.apply(link(1, 1, 2, RelationshipType::solves));
    store.apply(remove(2));
    store.apply(put(2));
    const WriteResult result = store.apply_one(link(2, 1, 2, RelationshipType::solves));
    CHECK(result.outcome == WriteOutcome::created);
    CHECK(result.relationship == relationship_id(2));
}

TEST_CASE("an update of a removed memory is refused as not found") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    store.apply(remove(1));
    CHECK(refusal([&] { store.apply(retitle(1, "T")); }) == Errc::not_found);
}

TEST_CASE("a problem whose solution is removed is unresolved again") {
    Bench bench;
    const Handle store = bench.store();
    Memory problem = plain_memory(1);
    problem.type = MemoryType::problem;
    store.apply(put(problem), put(2), link(1, 2, 1, RelationshipType::solves));
    Filter filter;
    filter.unresolved_only = true;
    CHECK(store.list(filter).total == 0);
    store.apply(remove(2));
    CHECK(numbers(store.list(filter)) == Numbers{1});
}
