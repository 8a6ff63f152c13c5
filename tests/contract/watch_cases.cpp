// Promises to whoever watches: what a memory's state tells, and that the marker of changes moves.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

MemoryState existing_state(const Handle& store, int number) {
    const std::optional<MemoryState> state = store.state(number);
    if (!state) {
        throw std::runtime_error("memory " + std::to_string(number) + " has no state");
    }
    return *state;
}

PutRelationship recorded(PutRelationship edge, std::int64_t minute) {
    edge.relationship.recorded_at = at_minute(minute);
    return edge;
}

}  // namespace

TEST_CASE("a new memory's state is its first version, without edges") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    const MemoryState state = existing_state(store, 2);
    CHECK(state.version == 1);
    CHECK(state.recorded_at == at_minute(2));
    CHECK(state.relationships == 0);
    CHECK_FALSE(state.linked_at);
    CHECK(state == existing_state(store, 2));
}

TEST_CASE("a state changes with an update of its memory, and of no other") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    const MemoryState before = existing_state(store, 1);
    const MemoryState other = existing_state(store, 2);
    store.apply(retitle(1, "New", 100));
    const MemoryState after = existing_state(store, 1);
    CHECK(after != before);
    CHECK(after.version == 2);
    CHECK(after.recorded_at == at_minute(100));
    CHECK(existing_state(store, 2) == other);
}

TEST_CASE("a state changes with the edges at either end, and with the removal of a neighbour") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 4);
    store.apply(recorded(link(1, 1, 2, RelationshipType::solves), 50));
    CHECK(existing_state(store, 1).relationships == 1);
    CHECK(existing_state(store, 1).linked_at == at_minute(50));
    CHECK(existing_state(store, 2) != MemoryState());
    CHECK(existing_state(store, 2).relationships == 1);
    CHECK(existing_state(store, 3).relationships == 0);
    store.apply(recorded(link(2, 3, 1, RelationshipType::causes), 70));
    const MemoryState both = existing_state(store, 1);
    CHECK(both.relationships == 2);
    CHECK(both.linked_at == at_minute(70));
    // One edge goes while another comes: the same number, but not the same state.
    store.apply(remove(2), recorded(link(3, 1, 4, RelationshipType::similar_to), 90));
    const MemoryState exchanged = existing_state(store, 1);
    CHECK(exchanged.relationships == 2);
    CHECK(exchanged.linked_at == at_minute(90));
    CHECK(exchanged != both);
}

TEST_CASE("history is not counted among the edges of a state") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 1);
    store.apply(retitle(1, "New", 100));
    CHECK(existing_state(store, 1).relationships == 0);
}

TEST_CASE("states come in the order of the ids, and are absent for what is not there") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    store.apply(remove(2));
    const auto states =
        store.states({memory_id(3), memory_id(2), memory_id(1), memory_id(99), memory_id(3)});
    REQUIRE(states.size() == 5);
    CHECK(states[0]->recorded_at == at_minute(3));
    CHECK_FALSE(states[1]);
    CHECK(states[2]->recorded_at == at_minute(1));
    CHECK_FALSE(states[3]);
    CHECK(states[4] == states[0]);
    CHECK_FALSE(bench.other_tenant().state(1));
}

TEST_CASE("the marker moves with every kind of write, and rests while nothing is written") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    std::string marker = store.change_marker();
    const auto moved = [&] {
        const std::string now = store.change_marker();
        const bool differs = now != marker;
        marker = now;
        return differs;
    };
    CHECK_FALSE(moved());
    (void)store.list();
    (void)store.get(1);
    CHECK_FALSE(moved());
    store.apply(put(3));
    CHECK(moved());
    store.apply(retitle(3, "New", 100));
    CHECK(moved());
    store.apply(link(1, 1, 2, RelationshipType::solves));
    CHECK(moved());
    store.apply(remove(2));
    CHECK(moved());
    store.apply(remove(3), put(4));
    CHECK(moved());
    CHECK_FALSE(moved());
}

TEST_CASE("the marker of one handle moves with what another one writes") {
    Bench bench;
    const Handle watching = bench.store();
    const Handle writing = bench.second();
    writing.put_plain(1, 1);
    const std::string before = watching.change_marker();
    CHECK(watching.change_marker() == before);
    writing.apply(retitle(1, "New", 100));
    CHECK(watching.change_marker() != before);
    CHECK(existing_state(watching, 1).version == 2);
}

TEST_CASE("a write that fails does not change a state") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 1);
    const MemoryState before = existing_state(store, 1);
    CHECK(refusal([&] {
              store.apply(retitle(1, "New", 100), retitle(9, "None", 100));
          }) == Errc::not_found);
    CHECK(existing_state(store, 1) == before);
}

TEST_CASE("the database answers at most a thousand states at a time") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId id = database.store(bench.word("title"), bench.word("content"));
    std::vector<MemoryId> ids(1'000, id);
    CHECK(database.states(ids).size() == 1'000);
    ids.push_back(id);
    CHECK(refusal([&] { (void)database.states(ids); }) == Errc::invalid_argument);
    CHECK(database.states({}).empty());
}
