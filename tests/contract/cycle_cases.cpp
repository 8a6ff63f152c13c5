// Promises about cycles: refused per type at any depth, allowed on request, shortcuts welcome.
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

/// Memories 1 to `length`, each linked to the next; edges 1 to length - 1.
void put_chain(const Handle& store, int length, RelationshipType type) {
    store.put_plain(1, length);
    WriteBatch batch;
    for (int number = 1; number < length; ++number) {
        batch.operations.emplace_back(link(number, number, number + 1, type));
    }
    store.apply_batch(std::move(batch));
}

}  // namespace

TEST_CASE("the second half of a pair is refused as a cycle and changes nothing") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 2, RelationshipType::depends_on);
    CHECK(refusal([&] {
              store.apply(link(9, 2, 1, RelationshipType::depends_on));
          }) == Errc::cycle);
    CHECK(store.statistics().relationships == 1);
}

TEST_CASE("a cycle of three is refused") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 3, RelationshipType::causes);
    CHECK(refusal([&] { store.apply(link(9, 3, 1, RelationshipType::causes)); }) == Errc::cycle);
    CHECK(store.statistics().relationships == 2);
}

TEST_CASE("a cycle of one hundred and fifty is refused") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 150, RelationshipType::follows);
    CHECK(refusal([&] {
              store.apply(link(900, 150, 1, RelationshipType::follows));
          }) == Errc::cycle);
    CHECK(refusal([&] {
              store.apply(link(900, 120, 7, RelationshipType::follows));
          }) == Errc::cycle);
    CHECK(store.statistics().relationships == 149);
}

TEST_CASE("every directed type is checked for cycles") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    int edge = 0;
    for (const RelationshipTypeInfo& type : all_relationship_types()) {
        if (type.bidirectional) {
            continue;
        }
        INFO(type.name);
        store.apply(link(++edge, 1, 2, type.type));
        CHECK(refusal([&] { store.apply(link(900, 2, 1, type.type)); }) == Errc::cycle);
    }
    CHECK(store.statistics().relationships == edge);
}

TEST_CASE("a shortcut along a chain is no cycle") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 4, RelationshipType::depends_on);
    CHECK(
        store.apply_one(link(11, 1, 3, RelationshipType::depends_on)).outcome ==
        WriteOutcome::created
    );
    CHECK(
        store.apply_one(link(12, 1, 4, RelationshipType::depends_on)).outcome ==
        WriteOutcome::created
    );
    CHECK(store.statistics().relationships == 5);
}

TEST_CASE("two ways to the same memory are no cycle") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 4);
    store.apply(
        link(1, 1, 2, RelationshipType::follows),
        link(2, 1, 3, RelationshipType::follows),
        link(3, 2, 4, RelationshipType::follows),
        link(4, 3, 4, RelationshipType::follows)
    );
    CHECK(store.statistics().relationships == 4);
    CHECK(refusal([&] { store.apply(link(5, 4, 1, RelationshipType::follows)); }) == Errc::cycle);
}

TEST_CASE("a way back by another type is no cycle") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 3, RelationshipType::depends_on);
    CHECK(
        store.apply_one(link(9, 3, 1, RelationshipType::causes)).outcome == WriteOutcome::created
    );
}

TEST_CASE("bidirectional types make cycles freely") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 3, RelationshipType::related_to);
    CHECK(
        store.apply_one(link(9, 3, 1, RelationshipType::related_to)).outcome ==
        WriteOutcome::created
    );
    CHECK(store.statistics().relationships == 3);
}

TEST_CASE("a cycle is stored where the policy allows it") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 3, RelationshipType::follows);
    CHECK(
        store.apply_one(cycles_allowed(link(9, 3, 1, RelationshipType::follows))).outcome ==
        WriteOutcome::created
    );
    CHECK(store.statistics().relationships == 3);
    CHECK(numbers(store.related(1, 5)) == Numbers{2, 3});
}

TEST_CASE("an edge that is there already is no cycle, even inside an allowed one") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 2, RelationshipType::follows);
    store.apply(cycles_allowed(link(8, 2, 1, RelationshipType::follows)));
    const WriteResult result = store.apply_one(link(9, 2, 1, RelationshipType::follows));
    CHECK(result.outcome == WriteOutcome::existing);
    CHECK(result.relationship == relationship_id(8));
}

TEST_CASE("an allowed cycle elsewhere does not keep the search for one from ending") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 3, RelationshipType::follows);
    store.apply(put(4), cycles_allowed(link(8, 3, 1, RelationshipType::follows)));
    CHECK(
        store.apply_one(link(9, 4, 1, RelationshipType::follows)).outcome == WriteOutcome::created
    );
    CHECK(refusal([&] { store.apply(link(10, 2, 4, RelationshipType::follows)); }) == Errc::cycle);
}

TEST_CASE("a cycle inside one batch is refused, and nothing of the batch is kept") {
    Bench bench;
    const Handle store = bench.store();
    CHECK(refusal([&] {
              store.apply(
                  put(1),
                  put(2),
                  put(3),
                  link(1, 1, 2, RelationshipType::follows),
                  link(2, 2, 3, RelationshipType::follows),
                  link(3, 3, 1, RelationshipType::follows)
              );
          }) == Errc::cycle);
    CHECK(store.statistics().memories == 0);
    CHECK(store.statistics().relationships == 0);
}

TEST_CASE("a cycle is refused when the ends are named by key") {
    Bench bench;
    const Handle store = bench.store();
    Memory first = plain_memory(1);
    Memory second = plain_memory(2);
    first.key = "a";
    second.key = "b";
    store.apply(put(first), put(second), link(1, 1, 2, RelationshipType::follows));
    CHECK(refusal([&] {
              store.apply(link(2, std::string("b"), std::string("a"), RelationshipType::follows));
          }) == Errc::cycle);
}

TEST_CASE("an edge with a missing end is left out before cycles are looked for, others are not") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 2, RelationshipType::follows);
    CHECK(refusal([&] {
              store.apply(skipping(link(8, 2, 1, RelationshipType::follows)));
          }) == Errc::cycle);
    CHECK(
        store.apply_one(skipping(link(9, 2, 7, RelationshipType::follows))).outcome ==
        WriteOutcome::skipped
    );
}

TEST_CASE("when a memory between is removed, the way back is no cycle any more") {
    Bench bench;
    const Handle store = bench.store();
    put_chain(store, 3, RelationshipType::follows);
    store.apply(remove(2));
    CHECK(
        store.apply_one(link(9, 3, 1, RelationshipType::follows)).outcome == WriteOutcome::created
    );
}

TEST_CASE("of edges that close a cycle together, stored at once over two handles, one is refused") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 4);
    store.apply(link(1, 1, 2, RelationshipType::follows), link(2, 3, 4, RelationshipType::follows));
    // 2 -> 3 and 4 -> 1 share no memory, but together with the two above they are a ring.
    std::vector<WriteBatch> batches;
    batches.push_back(batch_of(link(3, 2, 3, RelationshipType::follows)));
    batches.push_back(batch_of(link(4, 4, 1, RelationshipType::follows)));
    int refused = 0;
    for (Attempt& outcome : bench.apply_at_once({store, bench.second()}, std::move(batches))) {
        if (outcome.failed()) {
            ++refused;
            CHECK(refusal([&] { outcome.take(); }) == Errc::cycle);
        }
    }
    CHECK(refused == 1);
    CHECK(store.statistics().relationships == 3);
}
