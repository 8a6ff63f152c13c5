// Promises about edges: their ends, their fields, duplicates, edges by key, missing ends, counts.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <memory/types.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

Memory keyed(int number, std::string key) {
    Memory memory = plain_memory(number);
    memory.key = std::move(key);
    return memory;
}

Relationship only_edge(const Handle& store, int number) {
    const std::vector<Related> related = store.related(number);
    REQUIRE(related.size() == 1);
    return related[0].relationship;
}

}  // namespace

TEST_CASE("an edge comes back with every field as it was given, its ends filled in") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    PutRelationship edge = link(1, 1, 2, RelationshipType::requires_);
    edge.relationship.strength = 0.1 + 0.2;
    edge.relationship.confidence = 1.0 / 3.0;
    edge.relationship.context = "needed when the cache is cold; evidence: ticket 42";
    edge.relationship.valid_from = at("1999-12-31T23:59:59.000001Z");
    edge.relationship.valid_until = at("2030-01-01T00:00:00.5Z");
    edge.relationship.recorded_at = at("2026-02-03T04:05:06.070809Z");
    const WriteResult result = store.apply_one(edge);
    CHECK(result.outcome == WriteOutcome::created);
    CHECK(result.relationship == relationship_id(1));
    Relationship expected = edge.relationship;
    expected.from = memory_id(1);
    expected.to = memory_id(2);
    check_same(only_edge(store, 1), expected);
    check_same(only_edge(store, 2), expected);
}

TEST_CASE("an edge of defaults comes back without context and without an end of its validity") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    store.apply(link(1, 1, 2, RelationshipType::follows));
    const Relationship found = only_edge(store, 1);
    CHECK(found.context.empty());
    CHECK_FALSE(found.valid_until.has_value());
    CHECK(found.strength == info(RelationshipType::follows).strength);
}

TEST_CASE("each of the thirty-five relationship types is stored, read, followed and counted") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    int edge = 0;
    for (const RelationshipTypeInfo& type : all_relationship_types()) {
        CHECK(store.apply_one(link(++edge, 1, 2, type.type)).outcome == WriteOutcome::created);
    }
    REQUIRE(edge == 35);
    const RelationshipCounts counts = store.counts(1);
    const Statistics statistics = store.statistics();
    CHECK(counts.size() == 35);
    CHECK(statistics.relationships == 35);
    for (const RelationshipTypeInfo& type : all_relationship_types()) {
        INFO(type.name);
        CHECK(counts.at(type.type) == 1);
        CHECK(statistics.relationships_by_type.at(type.type) == 1);
        RelatedQuery query(memory_id(1));
        query.types = {type.type};
        const std::vector<Related> related = store.related(query);
        REQUIRE(related.size() == 1);
        CHECK(to_string(related[0].relationship.type) == type.name);
    }
}

TEST_CASE("the same edge again changes nothing and names the first") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    PutRelationship first = link(1, 1, 2, RelationshipType::solves);
    first.relationship.context = "first";
    store.apply(first);
    PutRelationship again = with_strength(link(2, 1, 2, RelationshipType::solves), 0.125);
    again.relationship.context = "again";
    const WriteResult result = store.apply_one(again);
    CHECK(result.outcome == WriteOutcome::existing);
    CHECK(result.relationship == relationship_id(1));
    CHECK(only_edge(store, 1).context == "first");
    CHECK(only_edge(store, 1).strength == info(RelationshipType::solves).strength);
    CHECK(store.statistics().relationships == 1);
}

TEST_CASE("a bidirectional edge in the other direction is the same edge") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    int edge = 0;
    for (const RelationshipTypeInfo& type : all_relationship_types()) {
        if (!type.bidirectional) {
            continue;
        }
        INFO(type.name);
        const int first = ++edge;
        CHECK(store.apply_one(link(first, 1, 2, type.type)).outcome == WriteOutcome::created);
        const WriteResult back = store.apply_one(link(++edge, 2, 1, type.type));
        CHECK(back.outcome == WriteOutcome::existing);
        CHECK(back.relationship == relationship_id(first));
        CHECK(store.counts(1).at(type.type) == 1);
    }
    CHECK(edge > 0);
}

TEST_CASE("a directed edge in the other direction is another edge where cycles are allowed") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    store.apply(link(1, 1, 2, RelationshipType::follows));
    const WriteResult back =
        store.apply_one(cycles_allowed(link(2, 2, 1, RelationshipType::follows)));
    CHECK(back.outcome == WriteOutcome::created);
    CHECK(store.counts(1).at(RelationshipType::follows) == 2);
}

TEST_CASE("edges of different types between the same memories are different edges") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    store.apply(link(1, 1, 2, RelationshipType::solves));
    CHECK(
        store.apply_one(link(2, 1, 2, RelationshipType::addresses)).outcome == WriteOutcome::created
    );
    CHECK(store.statistics().relationships == 2);
}

TEST_CASE("an edge can name its ends by key, by id, or one of each") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "a")), put(keyed(2, "b")), put(keyed(3, "c")));
    store.apply(
        link(1, std::string("a"), std::string("b"), RelationshipType::causes),
        link(2, std::string("b"), memory_id(3), RelationshipType::causes),
        link(3, memory_id(1), std::string("c"), RelationshipType::solves)
    );
    RelatedQuery causes(memory_id(2));
    causes.types = {RelationshipType::causes};
    causes.direction = Direction::incoming;
    const std::vector<Related> found = store.related(causes);
    REQUIRE(found.size() == 1);
    CHECK(found[0].relationship.from == memory_id(1));
    CHECK(found[0].relationship.to == memory_id(2));
    CHECK(store.counts(2).at(RelationshipType::causes) == 2);
    CHECK(store.counts(3).at(RelationshipType::causes) == 1);
    CHECK(store.counts(3).at(RelationshipType::solves) == 1);
}

TEST_CASE("an edge by keys is the same edge as one by ids") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "a")), put(keyed(2, "b")));
    store.apply(link(1, 1, 2, RelationshipType::causes));
    const WriteResult result =
        store.apply_one(link(2, std::string("a"), std::string("b"), RelationshipType::causes));
    CHECK(result.outcome == WriteOutcome::existing);
    CHECK(result.relationship == relationship_id(1));
}

TEST_CASE("an end by key finds no memory by its id text, nor one without a key by an empty key") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    const std::string id_text = memory_id(1).to_string();
    CHECK(refusal([&] {
              store.apply(link(1, id_text, memory_id(2), RelationshipType::causes));
          }) == Errc::not_found);
    CHECK(refusal([&] {
              store.apply(link(1, std::string(), memory_id(2), RelationshipType::causes));
          }) == Errc::not_found);
    CHECK(store.statistics().relationships == 0);
}

TEST_CASE("an edge to or from a memory that is not there is refused as not found") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "a")));
    CHECK(refusal([&] {
              store.apply(link(1, 1, 9, RelationshipType::causes));
          }) == Errc::not_found);
    CHECK(refusal([&] {
              store.apply(link(1, 9, 1, RelationshipType::causes));
          }) == Errc::not_found);
    CHECK(refusal([&] {
              store.apply(link(1, std::string("a"), std::string("z"), RelationshipType::causes));
          }) == Errc::not_found);
    CHECK(refusal([&] {
              store.apply(link(1, 8, 9, RelationshipType::related_to));
          }) == Errc::not_found);
    CHECK(store.statistics().relationships == 0);
}

TEST_CASE("an edge with a missing end is left out when asked, and the rest of the batch is kept") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<WriteResult> results = store.apply(
        put(keyed(1, "a")),
        skipping(link(1, std::string("a"), std::string("gone"), RelationshipType::follows)),
        skipping(link(2, memory_id(9), std::string("a"), RelationshipType::follows)),
        put(keyed(2, "b")),
        skipping(link(3, std::string("b"), std::string("a"), RelationshipType::follows))
    );
    REQUIRE(results.size() == 5);
    CHECK(results[1].outcome == WriteOutcome::skipped);
    CHECK(results[2].outcome == WriteOutcome::skipped);
    CHECK(results[4].outcome == WriteOutcome::created);
    CHECK(store.statistics().memories == 2);
    CHECK(store.statistics().relationships == 1);
}

TEST_CASE("an edge from a memory to itself is refused, whatever the type and the cycle policy") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "a")));
    const std::vector<PutRelationship> edges = {
        link(1, 1, 1, RelationshipType::follows),
        link(1, 1, 1, RelationshipType::related_to),
        cycles_allowed(link(1, 1, 1, RelationshipType::follows)),
        cycles_allowed(link(1, 1, 1, RelationshipType::related_to)),
        link(1, memory_id(1), std::string("a"), RelationshipType::follows),
        skipping(link(1, std::string("a"), std::string("a"), RelationshipType::follows))
    };
    for (const PutRelationship& edge : edges) {
        CHECK(refusal([&] { store.apply(edge); }) == Errc::invalid_argument);
    }
    CHECK(store.statistics().relationships == 0);
}

TEST_CASE("counts answer one entry per id, in order, both directions together, by type") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 5);
    store.apply(
        link(1, 1, 2, RelationshipType::causes),
        link(2, 1, 3, RelationshipType::causes),
        link(3, 4, 1, RelationshipType::causes),
        link(4, 4, 1, RelationshipType::related_to)
    );
    const std::vector<RelationshipCounts> counts =
        store.counts_of({memory_id(5), memory_id(1), memory_id(99), memory_id(4), memory_id(1)});
    REQUIRE(counts.size() == 5);
    const RelationshipCounts of_first = {
        {RelationshipType::causes, 3}, {RelationshipType::related_to, 1}
    };
    CHECK(counts[0].empty());
    CHECK(counts[1] == of_first);
    CHECK(counts[2].empty());
    CHECK(counts[3].at(RelationshipType::causes) == 1);
    CHECK(counts[4] == of_first);
    CHECK(store.counts_of({}).empty());
}

TEST_CASE("details are a memory and the number of its edges") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    store.apply(
        link(1, 1, 2, RelationshipType::causes), link(2, 3, 1, RelationshipType::related_to)
    );
    const std::optional<MemoryDetails> first = store.details(1);
    REQUIRE(first.has_value());
    const std::optional<Memory> read = store.get(1);
    REQUIRE(read.has_value());
    check_same(first->memory, *read);
    const RelationshipCounts expected = {
        {RelationshipType::causes, 1}, {RelationshipType::related_to, 1}
    };
    CHECK(first->relationships == expected);
    CHECK_FALSE(store.details(99).has_value());
    CHECK_FALSE(bench.other_tenant().details(1).has_value());

    store.put_plain(4, 4);
    const std::optional<MemoryDetails> alone = store.details(4);
    REQUIRE(alone.has_value());
    CHECK(alone->relationships.empty());
}

TEST_CASE("membership in a project or session is no edge that is counted or followed") {
    Bench bench;
    const Handle store = bench.store();
    Memory first = plain_memory(1);
    Memory second = plain_memory(2);
    first.project = second.project = "shop";
    first.session = second.session = "monday";
    store.apply(put(first), put(second));
    CHECK(store.counts(1).empty());
    CHECK(store.related(1, 5).empty());
    CHECK(store.statistics().relationships == 0);
}

TEST_CASE("eight stores of one edge at once over two handles store one edge") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    std::vector<WriteBatch> batches;
    for (int edge = 1; edge <= 8; ++edge) {
        // Half of them the other way round, which is the same edge for a bidirectional type.
        const bool back = edge % 4 >= 2;
        batches.push_back(
            batch_of(link(edge, back ? 2 : 1, back ? 1 : 2, RelationshipType::similar_to))
        );
    }
    std::vector<WriteResult> results;
    for (Attempt& attempt : bench.apply_at_once({store, bench.second()}, std::move(batches))) {
        results.push_back(attempt.take().at(0));
    }
    const auto created = std::count_if(results.begin(), results.end(), [](const WriteResult& one) {
        return one.outcome == WriteOutcome::created;
    });
    CHECK(created == 1);
    for (const WriteResult& result : results) {
        CHECK(result.relationship == results[0].relationship);
    }
    CHECK(store.counts(1).at(RelationshipType::similar_to) == 1);
}
