// Promises about recent activity and statistics: totals, breakdowns, averages, open problems.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

Memory typed(int number, MemoryType type, double importance = 0.5) {
    Memory memory = plain_memory(number);
    memory.type = type;
    memory.importance = importance;
    return memory;
}

template <class Map, class Key>
std::int64_t count_of(const Map& map, Key key) {
    const auto found = map.find(key);
    return found == map.end() ? 0 : found->second;
}

}  // namespace

TEST_CASE("activity counts all memories that pass, in total and by type") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(typed(1, MemoryType::task)),
        put(typed(2, MemoryType::task)),
        put(typed(3, MemoryType::fix)),
        put(typed(4, MemoryType::problem))
    );
    const RecentActivity activity = store.activity();
    CHECK(activity.total == 4);
    CHECK(count_of(activity.by_type, MemoryType::task) == 2);
    CHECK(count_of(activity.by_type, MemoryType::fix) == 1);
    CHECK(count_of(activity.by_type, MemoryType::problem) == 1);
    CHECK(count_of(activity.by_type, MemoryType::general) == 0);
}

TEST_CASE("recent memories come newest recorded first, ties by the newest id, up to the limit") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 6);
    store.apply(retitle(2, "New", 100), retitle(4, "New", 100));
    ActivityQuery query;
    query.recent_limit = 4;
    const RecentActivity activity = store.activity(query);
    CHECK(numbers(activity.recent) == Numbers{4, 2, 6, 5});
    CHECK(activity.total == 6);
    CHECK(activity.recent.at(0).title == "New");
}

TEST_CASE("open problems come most important first, then newest, up to their limit") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(typed(1, MemoryType::problem, 0.3)),
        put(typed(2, MemoryType::error, 0.9)),
        put(typed(3, MemoryType::problem, 0.6)),
        put(typed(4, MemoryType::problem, 0.6)),
        put(typed(5, MemoryType::problem, 1.0)),
        put(typed(6, MemoryType::solution, 1.0)),
        put(typed(7, MemoryType::task, 1.0)),
        link(1, 6, 5, RelationshipType::solves)
    );
    ActivityQuery query;
    CHECK(numbers(store.activity(query).unresolved) == Numbers{2, 4, 3, 1});
    query.unresolved_limit = 2;
    CHECK(numbers(store.activity(query).unresolved) == Numbers{2, 4});
}

TEST_CASE("a problem addressed by an edge is not open, one that addresses another still is") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(typed(1, MemoryType::problem)),
        put(typed(2, MemoryType::error)),
        link(1, 1, 2, RelationshipType::addresses)
    );
    CHECK(numbers(store.activity().unresolved) == Numbers{1});
}

TEST_CASE("activity since a moment leaves out what was recorded before, to the microsecond") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(typed(1, MemoryType::problem)),
        put(typed(2, MemoryType::problem)),
        put(typed(3, MemoryType::task))
    );
    ActivityQuery query;
    query.filter.recorded_since = at_minute(2);
    const RecentActivity activity = store.activity(query);
    CHECK(activity.total == 2);
    CHECK(numbers(activity.recent) == Numbers{3, 2});
    CHECK(numbers(activity.unresolved) == Numbers{2});
    CHECK(count_of(activity.by_type, MemoryType::problem) == 1);
    query.filter.recorded_since = at_minute(2) + std::chrono::microseconds(1);
    CHECK(store.activity(query).total == 1);
}

TEST_CASE("activity of a project leaves out every other") {
    Bench bench;
    const Handle store = bench.store();
    Memory shop = typed(1, MemoryType::problem);
    shop.project = "shop";
    Memory bank = typed(2, MemoryType::problem);
    bank.project = "bank";
    store.apply(put(shop), put(bank), put(typed(3, MemoryType::problem)));
    ActivityQuery query;
    query.filter.project = "shop";
    const RecentActivity activity = store.activity(query);
    CHECK(activity.total == 1);
    CHECK(numbers(activity.recent) == Numbers{1});
    CHECK(numbers(activity.unresolved) == Numbers{1});
}

TEST_CASE("the activity of an empty store is empty") {
    Bench bench;
    const RecentActivity activity = bench.store().activity();
    CHECK(activity.total == 0);
    CHECK(activity.recent.empty());
    CHECK(activity.unresolved.empty());
    CHECK(count_of(activity.by_type, MemoryType::task) == 0);
}

TEST_CASE("activity answers whole memories") {
    Bench bench;
    const Handle store = bench.store();
    Memory memory = full_memory(1);
    memory.type = MemoryType::error;
    store.apply(put(memory));
    const RecentActivity activity = store.activity();
    REQUIRE(activity.recent.size() == 1);
    REQUIRE(activity.unresolved.size() == 1);
    check_same(activity.recent[0], memory);
    check_same(activity.unresolved[0], memory);
}

TEST_CASE("statistics of an empty store are noughts") {
    Bench bench;
    const Statistics statistics = bench.store().statistics();
    CHECK(statistics.memories == 0);
    CHECK(statistics.relationships == 0);
    CHECK(statistics.projects == 0);
    CHECK(statistics.sessions == 0);
    CHECK(statistics.average_importance == 0);
    CHECK(statistics.average_confidence == 0);
    CHECK(count_of(statistics.memories_by_type, MemoryType::general) == 0);
}

TEST_CASE("statistics count memories and edges, in all and by type") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(typed(1, MemoryType::task)),
        put(typed(2, MemoryType::task)),
        put(typed(3, MemoryType::workflow)),
        link(1, 1, 2, RelationshipType::follows),
        link(2, 2, 3, RelationshipType::follows),
        link(3, 1, 3, RelationshipType::related_to)
    );
    const Statistics statistics = store.statistics();
    CHECK(statistics.memories == 3);
    CHECK(count_of(statistics.memories_by_type, MemoryType::task) == 2);
    CHECK(count_of(statistics.memories_by_type, MemoryType::workflow) == 1);
    CHECK(statistics.relationships == 3);
    CHECK(count_of(statistics.relationships_by_type, RelationshipType::follows) == 2);
    CHECK(count_of(statistics.relationships_by_type, RelationshipType::related_to) == 1);
    CHECK(count_of(statistics.relationships_by_type, RelationshipType::solves) == 0);
}

TEST_CASE("statistics average importance and confidence over the current versions") {
    Bench bench;
    const Handle store = bench.store();
    const auto rated = [](int number, double importance, double confidence) {
        Memory memory = plain_memory(number);
        memory.importance = importance;
        memory.confidence = confidence;
        return put(memory);
    };
    store.apply(rated(1, 0.25, 1.0), rated(2, 0.75, 0.5), rated(3, 0.5, 0.0));
    CHECK(store.statistics().average_importance == Approx(0.5));
    CHECK(store.statistics().average_confidence == Approx(0.5));
    store.apply(retitle(1, "Same numbers"), remove(3));
    CHECK(store.statistics().average_importance == Approx(0.5));
    CHECK(store.statistics().average_confidence == Approx(0.75));
}

TEST_CASE("statistics count projects and sessions that memories are in, each once") {
    Bench bench;
    const Handle store = bench.store();
    const auto in = [](int number, std::string project, std::string session) {
        Memory memory = plain_memory(number);
        memory.project = std::move(project);
        memory.session = std::move(session);
        return put(memory);
    };
    store.apply(
        in(1, "shop", "monday"),
        in(2, "shop", "monday"),
        in(3, "shop", "friday"),
        in(4, "bank", "monday"),
        in(5, "bank", ""),
        in(6, "", ""),
        in(7, "", "monday")
    );
    CHECK(store.statistics().projects == 2);
    // monday is another session in each project, and a third one outside any
    CHECK(store.statistics().sessions == 4);
    store.apply(remove(4), remove(5));
    CHECK(store.statistics().projects == 1);
    CHECK(store.statistics().sessions == 3);
}
