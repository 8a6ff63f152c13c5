// Promises about filters: each condition exactly, and all given ones together.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

/// Numbers of the memories that pass, lowest first.
Numbers passing(const Handle& store, const Filter& filter) {
    Numbers found = numbers(store.list(filter));
    std::sort(found.begin(), found.end());
    return found;
}

template <class Change>
PutMemory changed(int number, Change change) {
    Memory memory = plain_memory(number);
    change(memory);
    return put(memory);
}

PutMemory typed(int number, MemoryType type) {
    return changed(number, [type](Memory& memory) { memory.type = type; });
}

}  // namespace

TEST_CASE("an empty filter lets every memory pass") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1), put(full_memory(2)), typed(3, MemoryType::error));
    CHECK(passing(store, Filter()) == Numbers{1, 2, 3});
}

TEST_CASE("project, session and author are compared exactly, case and spaces included") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> names = {"shop", "Shop", "shop ", "sho", "shopx", "sh_p", "%"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        store.apply(changed(static_cast<int>(i) + 1, [&](Memory& memory) {
            memory.project = memory.session = memory.author = names[i];
        }));
    }
    store.apply(put(100));
    for (std::size_t i = 0; i < names.size(); ++i) {
        INFO(names[i]);
        const Numbers expected = {static_cast<int>(i) + 1};
        Filter by_project;
        by_project.project = names[i];
        CHECK(passing(store, by_project) == expected);
        Filter by_session;
        by_session.session = names[i];
        CHECK(passing(store, by_session) == expected);
        Filter by_author;
        by_author.author = names[i];
        CHECK(passing(store, by_author) == expected);
    }
}

TEST_CASE("a session's name alone finds it in every project, with a project in that one only") {
    Bench bench;
    const Handle store = bench.store();
    const auto in = [](int number, std::string project) {
        return changed(number, [&](Memory& memory) {
            memory.project = std::move(project);
            memory.session = "monday";
        });
    };
    store.apply(in(1, "shop"), in(2, "bank"), in(3, ""));
    Filter filter;
    filter.session = "monday";
    CHECK(passing(store, filter) == Numbers{1, 2, 3});
    filter.project = "bank";
    CHECK(passing(store, filter) == Numbers{2});
}

TEST_CASE("the project of a filter is the memory's project, not its project path") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(changed(1, [](Memory& memory) {
        memory.project = "shop";
        memory.context.project_path = "/srv/shop";
    }));
    Filter filter;
    filter.project = "/srv/shop";
    CHECK(passing(store, filter).empty());
}

TEST_CASE("types are any of those given") {
    Bench bench;
    const Handle store = bench.store();
    WriteBatch batch;
    int number = 0;
    for (const MemoryType type : all_memory_types()) {
        batch.operations.emplace_back(typed(++number, type));
    }
    store.apply_batch(std::move(batch));
    number = 0;
    for (const MemoryType type : all_memory_types()) {
        Filter filter;
        filter.types = {type};
        CHECK(passing(store, filter) == Numbers{++number});
    }
    Filter several;
    several.types = {MemoryType::fix, MemoryType::task, MemoryType::fix};
    CHECK(passing(store, several).size() == 2);
}

TEST_CASE("tags are any of those given, each compared exactly") {
    Bench bench;
    const Handle store = bench.store();
    const auto tagged = [](int number, std::vector<std::string> tags) {
        return changed(number, [&](Memory& memory) { memory.tags = std::move(tags); });
    };
    store.apply(
        tagged(1, {"redis", "cache"}),
        tagged(2, {"redis"}),
        tagged(3, {"redistribution"}),
        tagged(4, {"cache layer"}),
        tagged(5, {})
    );
    Filter filter;
    filter.tags = {"redis"};
    CHECK(passing(store, filter) == Numbers{1, 2});
    filter.tags = {"cache", "redistribution"};
    CHECK(passing(store, filter) == Numbers{1, 3});
    filter.tags = {"cache layer"};
    CHECK(passing(store, filter) == Numbers{4});
    filter.tags = {"red", "layer", "%", "redis cache"};
    CHECK(passing(store, filter).empty());
    filter.tags = {"redis", "cache"};
    CHECK(store.list(filter).total == 2);
}

TEST_CASE("a minimum importance lets the equal one pass") {
    Bench bench;
    const Handle store = bench.store();
    const auto important = [](int number, double importance) {
        return changed(number, [importance](Memory& memory) { memory.importance = importance; });
    };
    store.apply(important(1, 0.0), important(2, 0.6), important(3, 0.6000001), important(4, 1.0));
    Filter filter;
    filter.min_importance = 0.6;
    CHECK(passing(store, filter) == Numbers{2, 3, 4});
    filter.min_importance = 0.0;
    CHECK(passing(store, filter) == Numbers{1, 2, 3, 4});
    filter.min_importance = 1.0;
    CHECK(passing(store, filter) == Numbers{4});
}

TEST_CASE("since lets the same microsecond pass, until does not") {
    Bench bench;
    const Handle store = bench.store();
    const Timestamp moment = at("2026-05-05T05:05:05.555555Z");
    const std::chrono::microseconds one(1);
    const auto at_time = [](int number, Timestamp time) {
        return changed(number, [time](Memory& memory) { memory.occurred_at = time; });
    };
    store.apply(at_time(1, moment - one), at_time(2, moment), at_time(3, moment + one));
    Filter since;
    since.since = moment;
    CHECK(passing(store, since) == Numbers{2, 3});
    Filter until;
    until.until = moment;
    CHECK(passing(store, until) == Numbers{1});
    Filter both;
    both.since = moment;
    both.until = moment + one;
    CHECK(passing(store, both) == Numbers{2});
    both.until = moment;
    CHECK(passing(store, both).empty());
}

TEST_CASE("since and until go by occurrence, recorded since by recording") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        changed(
            1,
            [](Memory& memory) {
                memory.occurred_at = at_minute(-5'000);
                memory.recorded_at = at_minute(500);
            }
        ),
        changed(
            2,
            [](Memory& memory) {
                memory.occurred_at = at_minute(5'000);
                memory.recorded_at = at_minute(-500);
            }
        )
    );
    Filter since;
    since.since = at_minute(0);
    CHECK(passing(store, since) == Numbers{2});
    Filter recorded;
    recorded.recorded_since = at_minute(0);
    CHECK(passing(store, recorded) == Numbers{1});
    recorded.recorded_since = at_minute(500);
    CHECK(passing(store, recorded) == Numbers{1});
    recorded.recorded_since = at_minute(500) + std::chrono::microseconds(1);
    CHECK(passing(store, recorded).empty());
}

TEST_CASE("recorded before a place: older, or as old with a lower id") {
    Bench bench;
    const Handle store = bench.store();
    const auto at_once = [](int number) {
        return changed(number, [](Memory& memory) { memory.recorded_at = at_minute(50); });
    };
    store.apply(put(1), put(2), at_once(3), at_once(4), at_once(5));
    Filter filter;
    filter.recorded_before = RecordedPosition(at_minute(50), memory_id(4));
    CHECK(passing(store, filter) == Numbers{1, 2, 3});
    filter.recorded_before = RecordedPosition(at_minute(50), memory_id(3));
    CHECK(passing(store, filter) == Numbers{1, 2});
    filter.recorded_before = RecordedPosition(at_minute(1), memory_id(1));
    CHECK(passing(store, filter).empty());
    filter.recorded_before = RecordedPosition(at_minute(51), MemoryId());
    CHECK(store.list(filter).total == 5);
}

TEST_CASE("pages that begin after the last one seen miss and repeat nothing, whatever is stored") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 7);
    ListQuery query;
    query.order = ListQuery::Order::recorded;
    query.limit = 3;
    Numbers seen;
    for (int added = 100;; ++added) {
        const Page<Memory> page = store.list(query);
        for (const Memory& memory : page.items) {
            seen.push_back(number_of(memory.id));
        }
        CHECK(page.has_more == (seen.size() < 7));
        if (!page.has_more) {
            break;
        }
        query.filter.recorded_before =
            RecordedPosition(page.items.back().recorded_at, page.items.back().id);
        store.apply(put(added));  // newer than all: a page by offset would shift
    }
    CHECK(seen == Numbers{7, 6, 5, 4, 3, 2, 1});
}

TEST_CASE("with a relationship: an edge of one of the types, in either direction") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 6);
    store.apply(
        link(1, 1, 2, RelationshipType::solves),
        link(2, 1, 3, RelationshipType::solves),
        link(3, 4, 5, RelationshipType::blocks)
    );
    Filter filter;
    filter.with_relationship = {RelationshipType::solves};
    CHECK(passing(store, filter) == Numbers{1, 2, 3});
    CHECK(store.list(filter).total == 3);
    filter.with_relationship = {RelationshipType::blocks};
    CHECK(passing(store, filter) == Numbers{4, 5});
    filter.with_relationship = {RelationshipType::blocks, RelationshipType::solves};
    CHECK(passing(store, filter) == Numbers{1, 2, 3, 4, 5});
    filter.with_relationship = {RelationshipType::causes};
    CHECK(passing(store, filter).empty());
}

TEST_CASE("unresolved: problems and errors that no edge solves or addresses") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        typed(1, MemoryType::problem),
        typed(2, MemoryType::error),
        typed(3, MemoryType::problem),
        typed(4, MemoryType::error),
        typed(5, MemoryType::problem),
        typed(6, MemoryType::task),
        typed(7, MemoryType::solution)
    );
    store.apply(
        link(1, 7, 3, RelationshipType::solves),
        link(2, 7, 4, RelationshipType::addresses),
        link(3, 7, 5, RelationshipType::causes),    // does not solve it
        link(4, 1, 7, RelationshipType::addresses)  // points away from the problem
    );
    Filter filter;
    filter.unresolved_only = true;
    CHECK(passing(store, filter) == Numbers{1, 2, 5});
}

TEST_CASE("all conditions of a filter apply together") {
    Bench bench;
    const Handle store = bench.store();
    const auto fitting = [](Memory& memory) {
        memory.type = MemoryType::problem;
        memory.project = "shop";
        memory.session = "monday";
        memory.author = "Ada";
        memory.tags = {"redis"};
        memory.importance = 0.8;
        memory.occurred_at = at_minute(100);
        memory.recorded_at = at_minute(100);
    };
    using Change = void (*)(Memory&);
    const std::vector<Change> misfits = {
        [](Memory& memory) { memory.type = MemoryType::task; },
        [](Memory& memory) { memory.project = "bank"; },
        [](Memory& memory) { memory.session = "friday"; },
        [](Memory& memory) { memory.author = "Bob"; },
        [](Memory& memory) { memory.tags = {"kafka"}; },
        [](Memory& memory) { memory.importance = 0.7; },
        [](Memory& memory) { memory.occurred_at = at_minute(99); },
        [](Memory& memory) { memory.occurred_at = at_minute(200); },
        [](Memory& memory) { memory.recorded_at = at_minute(99); },
        [](Memory&) {}
    };
    store.apply(changed(1, fitting), put(50));
    store.apply(link(1, 1, 50, RelationshipType::occurs_in));
    int number = 1;
    for (const Change& misfit : misfits) {
        ++number;
        store.apply(changed(number, [&](Memory& memory) {
            fitting(memory);
            misfit(memory);
        }));
        if (static_cast<std::size_t>(number) <= misfits.size()) {
            store.apply(link(number, number, 50, RelationshipType::occurs_in));
        }
    }
    Filter filter;
    filter.types = {MemoryType::problem};
    filter.project = "shop";
    filter.session = "monday";
    filter.author = "Ada";
    filter.tags = {"redis"};
    filter.min_importance = 0.8;
    filter.since = at_minute(100);
    filter.until = at_minute(200);
    filter.recorded_since = at_minute(100);
    filter.recorded_before = RecordedPosition(at("9999-01-01T00:00:00Z"), MemoryId());
    filter.with_relationship = {RelationshipType::occurs_in};
    filter.unresolved_only = true;
    CHECK(passing(store, filter) == Numbers{1});
    CHECK(store.list(filter).total == 1);
}

TEST_CASE("a filter applies to retrieval as it does to lists") {
    Bench bench;
    const Handle store = bench.store();
    const auto fitting = [](int number) {
        Memory memory = plain_memory(number);
        memory.type = number % 2 == 0 ? MemoryType::problem : MemoryType::task;
        memory.project = number % 3 == 0 ? "shop" : "bank";
        memory.session = number <= 6 ? "early" : "late";
        memory.author = number % 4 == 0 ? "Ada" : "Bob";
        memory.tags = {number % 5 == 0 ? "redis" : "kafka"};
        memory.importance = number / 20.0;
        return memory;
    };
    WriteBatch batch;
    for (int number = 1; number <= 12; ++number) {
        batch.operations.emplace_back(put(fitting(number), words(bench.word("word"))));
    }
    store.apply_batch(std::move(batch));
    store.apply(link(1, 1, 2, RelationshipType::solves));
    std::vector<Filter> filters(11);
    filters[0].types = {MemoryType::problem};
    filters[1].project = "shop";
    filters[2].session = "late";
    filters[3].author = "Ada";
    filters[4].tags = {"redis", "absent"};
    filters[5].min_importance = 0.3;
    filters[6].since = at_minute(4);
    filters[6].until = at_minute(7);
    filters[7].recorded_since = at_minute(11);
    filters[8].with_relationship = {RelationshipType::solves};
    filters[9].unresolved_only = true;
    filters[10].recorded_before = RecordedPosition(at_minute(5), memory_id(5));
    for (const Filter& filter : filters) {
        CandidateQuery query = any_of({bench.word("word")});
        query.filter = filter;
        const Numbers found = numbers(store.retrieve(query));
        CHECK(found == passing(store, filter));
        CHECK_FALSE(found.empty());
        CHECK(found.size() < 12);
    }
}

TEST_CASE("names that read like SQL, Cypher or wildcards are only names") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> names = {
        "' OR '1'='1",
        "'; DROP TABLE memories; --",
        "\") DETACH DELETE n //",
        "' }) MATCH (n) DETACH DELETE n //",
        "$project",
        "{project}",
        "*",
        ".*",
        "?",
        "NULL",
        "\\",
        "`n`"
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        store.apply(changed(static_cast<int>(i) + 1, [&](Memory& memory) {
            memory.project = memory.session = memory.author = names[i];
            memory.tags = {names[i]};
        }));
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        INFO(names[i]);
        Filter filter;
        filter.project = filter.session = filter.author = names[i];
        filter.tags = {names[i]};
        CHECK(passing(store, filter) == Numbers{static_cast<int>(i) + 1});
    }
    CHECK(store.list().total == static_cast<std::int64_t>(names.size()));
}
