// Promises about neighbours: breadth first, each once, in a stated order, bounded by what is asked.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

RelatedQuery from(int number, int depth, Direction direction = Direction::both) {
    RelatedQuery query(memory_id(number));
    query.max_depth = depth;
    query.direction = direction;
    return query;
}

Memory important(int number, double importance) {
    Memory memory = plain_memory(number);
    memory.importance = importance;
    return memory;
}

/// 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7, all FOLLOWS.
void put_seven(const Handle& store) {
    store.put_plain(1, 7);
    WriteBatch batch;
    for (int number = 1; number < 7; ++number) {
        batch.operations.emplace_back(link(number, number, number + 1, RelationshipType::follows));
    }
    store.apply_batch(std::move(batch));
}

}  // namespace

TEST_CASE("depth one answers the direct neighbours, with the edge and depth one") {
    Bench bench;
    const Handle store = bench.store();
    put_seven(store);
    const std::vector<Related> related = store.related(from(4, 1));
    CHECK(numbers(related) == Numbers{3, 5});
    for (const Related& one : related) {
        CHECK(one.depth == 1);
        CHECK((one.relationship.from == memory_id(4) || one.relationship.to == memory_id(4)));
    }
}

TEST_CASE("a neighbour comes with all of its fields") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1), put(full_memory(2)), link(1, 1, 2, RelationshipType::causes));
    const std::vector<Related> related = store.related(1);
    REQUIRE(related.size() == 1);
    check_same(related[0].memory, full_memory(2));
}

TEST_CASE("each depth from one to five reaches exactly that far, nearest first") {
    Bench bench;
    const Handle store = bench.store();
    put_seven(store);
    const Numbers reached = {2, 3, 4, 5, 6};
    for (int depth = 1; depth <= 5; ++depth) {
        const std::vector<Related> related = store.related(from(1, depth));
        CHECK(numbers(related) == Numbers(reached.begin(), reached.begin() + depth));
        for (std::size_t i = 0; i < related.size(); ++i) {
            CHECK(related[i].depth == static_cast<int>(i) + 1);
            CHECK(related[i].relationship.id == relationship_id(static_cast<int>(i) + 1));
        }
    }
}

TEST_CASE("outgoing, incoming and both follow the edges' directions") {
    Bench bench;
    const Handle store = bench.store();
    put_seven(store);
    CHECK(numbers(store.related(from(4, 2, Direction::outgoing))) == Numbers{5, 6});
    CHECK(numbers(store.related(from(4, 2, Direction::incoming))) == Numbers{3, 2});
    CHECK(numbers(store.related(from(4, 2, Direction::both))) == Numbers{3, 5, 2, 6});
    CHECK(store.related(from(7, 5, Direction::outgoing)).empty());
    CHECK(store.related(from(1, 5, Direction::incoming)).empty());
}

TEST_CASE("a direction holds for every edge of a path, not only for the last") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    store.apply(link(1, 1, 2, RelationshipType::causes), link(2, 3, 2, RelationshipType::causes));
    CHECK(numbers(store.related(from(1, 5, Direction::outgoing))) == Numbers{2});
    CHECK(numbers(store.related(from(1, 5, Direction::both))) == Numbers{2, 3});
}

TEST_CASE("a type filter holds for every edge of a path, not only for the last") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 5);
    store.apply(
        link(1, 1, 2, RelationshipType::causes),
        link(2, 2, 3, RelationshipType::solves),
        link(3, 3, 4, RelationshipType::causes),
        link(4, 2, 5, RelationshipType::causes)
    );
    RelatedQuery query = from(1, 5);
    query.types = {RelationshipType::causes};
    CHECK(numbers(store.related(query)) == Numbers{2, 5});
    query.types = {RelationshipType::solves};
    CHECK(store.related(query).empty());
}

TEST_CASE("several types are any of them") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 4);
    store.apply(
        link(1, 1, 2, RelationshipType::causes),
        link(2, 1, 3, RelationshipType::solves),
        link(3, 1, 4, RelationshipType::blocks)
    );
    RelatedQuery query = from(1, 1);
    query.types = {RelationshipType::solves, RelationshipType::blocks};
    CHECK(numbers(store.related(query)) == Numbers{3, 4});
}

TEST_CASE("each memory comes once, at the fewest edges from the start") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 4);
    store.apply(
        link(1, 1, 2, RelationshipType::causes),
        link(2, 2, 3, RelationshipType::causes),
        link(3, 3, 4, RelationshipType::causes),
        with_strength(link(4, 1, 4, RelationshipType::solves), 0.01),
        with_strength(link(5, 2, 4, RelationshipType::solves), 1.0)
    );
    const std::vector<Related> related = store.related(from(1, 5));
    CHECK(numbers(related) == Numbers{2, 4, 3});
    CHECK(related[1].depth == 1);
    CHECK(related[1].relationship.id == relationship_id(4));
}

TEST_CASE("the start is never among its neighbours, also in a cycle") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    store.apply(
        link(1, 1, 2, RelationshipType::related_to),
        link(2, 2, 3, RelationshipType::related_to),
        link(3, 3, 1, RelationshipType::related_to)
    );
    CHECK(numbers(store.related(from(1, 5))) == Numbers{2, 3});
}

TEST_CASE("of several edges to a neighbour the strongest is answered") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    store.apply(
        with_strength(link(1, 1, 2, RelationshipType::causes), 0.3),
        with_strength(link(2, 1, 2, RelationshipType::solves), 0.9),
        with_strength(link(3, 2, 1, RelationshipType::blocks), 0.6)
    );
    const std::vector<Related> related = store.related(from(1, 1));
    REQUIRE(related.size() == 1);
    CHECK(related[0].relationship.id == relationship_id(2));
    const std::vector<Related> incoming = store.related(from(1, 1, Direction::incoming));
    REQUIRE(incoming.size() == 1);
    CHECK(incoming[0].relationship.id == relationship_id(3));
}

TEST_CASE("of several paths of the same length the one with the strongest last edge is answered") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 4);
    store.apply(
        with_strength(link(1, 1, 2, RelationshipType::causes), 0.9),
        with_strength(link(2, 1, 3, RelationshipType::causes), 0.1),
        with_strength(link(3, 2, 4, RelationshipType::causes), 0.2),
        with_strength(link(4, 3, 4, RelationshipType::causes), 0.8)
    );
    const std::vector<Related> related = store.related(from(1, 2));
    CHECK(numbers(related) == Numbers{2, 3, 4});
    CHECK(related.back().relationship.id == relationship_id(4));
}

TEST_CASE("at one depth the strongest edge comes first, then the most important, then the id") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1),
        put(important(2, 0.1)),
        put(important(3, 0.9)),
        put(important(4, 0.5)),
        put(important(5, 0.5)),
        put(important(6, 1.0))
    );
    store.apply(
        with_strength(link(1, 1, 6, RelationshipType::causes), 0.2),
        with_strength(link(2, 1, 5, RelationshipType::causes), 0.5),
        with_strength(link(3, 1, 4, RelationshipType::causes), 0.5),
        with_strength(link(4, 1, 3, RelationshipType::causes), 0.5),
        with_strength(link(5, 1, 2, RelationshipType::causes), 0.7)
    );
    CHECK(numbers(store.related(from(1, 1))) == Numbers{2, 3, 4, 5, 6});
}

TEST_CASE("a nearer memory comes before a farther one, however weak its edge") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1), put(important(2, 0.0)), put(important(3, 1.0)));
    store.apply(
        with_strength(link(1, 1, 2, RelationshipType::causes), 0.0),
        with_strength(link(2, 2, 3, RelationshipType::causes), 1.0)
    );
    CHECK(numbers(store.related(from(1, 2))) == Numbers{2, 3});
}

TEST_CASE("the limit keeps the first of the order, across depths") {
    Bench bench;
    const Handle store = bench.store();
    put_seven(store);
    RelatedQuery query = from(1, 5);
    query.limit = 3;
    CHECK(numbers(store.related(query)) == Numbers{2, 3, 4});
    query.limit = 1;
    CHECK(numbers(store.related(query)) == Numbers{2});
}

TEST_CASE("a hub of one thousand neighbours answers as many as asked, strongest first") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 1'001);
    WriteBatch batch;
    for (int number = 2; number <= 1'001; ++number) {
        batch.operations.emplace_back(
            with_strength(link(number, 1, number, RelationshipType::causes), number / 2'000.0)
        );
    }
    store.apply_batch(std::move(batch));
    RelatedQuery query = from(1, 1);
    query.limit = 3;
    CHECK(numbers(store.related(query)) == Numbers{1'001, 1'000, 999});
    query.limit = 1'000;
    CHECK(store.related(query).size() == 1'000);
}

TEST_CASE("the neighbours of an unknown memory, and of one without edges, are none") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    CHECK(store.related(from(1, 5)).empty());
    CHECK(store.related(from(99, 5)).empty());
}

TEST_CASE("a dense graph is walked in bounded time, each memory once") {
    Bench bench;
    const Handle store = bench.store();
    constexpr int kCount = 40;
    store.put_plain(1, kCount);
    WriteBatch batch;
    int edge = 0;
    for (int a = 1; a <= kCount; ++a) {
        for (int b = a + 1; b <= kCount; ++b) {
            batch.operations.emplace_back(link(++edge, a, b, RelationshipType::related_to));
        }
    }
    store.apply_batch(std::move(batch));
    const std::vector<Related> related = store.related(1, 5);
    CHECK(related.size() == kCount - 1);
    CHECK(related.back().depth == 1);
}
