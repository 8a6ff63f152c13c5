// Promises about lists: three orders with their ties, pages, totals, where the rest is.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

Memory ordered(int number, double importance, std::int64_t recorded, std::int64_t occurred) {
    Memory memory = plain_memory(number);
    memory.importance = importance;
    memory.recorded_at = at_minute(recorded);
    memory.occurred_at = at_minute(occurred);
    return memory;
}

ListQuery in_order(ListQuery::Order order) {
    ListQuery query;
    query.order = order;
    return query;
}

ListQuery page(std::int64_t limit, std::int64_t offset) {
    ListQuery query = in_order(ListQuery::Order::recorded);
    query.limit = limit;
    query.offset = offset;
    return query;
}

}  // namespace

TEST_CASE("a list by importance: most important first, then newest recorded, then id") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(ordered(6, 0.5, 10, 1)),
        put(ordered(5, 0.5, 10, 9)),
        put(ordered(4, 0.5, 30, 2)),
        put(ordered(3, 0.9, 1, 3)),
        put(ordered(2, 0.1, 99, 4)),
        put(ordered(1, 0.5, 10, 5))
    );
    CHECK(numbers(store.list(in_order(ListQuery::Order::importance))) == Numbers{3, 4, 1, 5, 6, 2});
}

TEST_CASE("a list by recording: newest recorded first, then the newest id") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(ordered(1, 0.9, 10, 50)),
        put(ordered(2, 0.1, 30, 40)),
        put(ordered(3, 0.5, 10, 30)),
        put(ordered(4, 0.5, 10, 20)),
        put(ordered(5, 0.5, 20, 10))
    );
    CHECK(numbers(store.list(in_order(ListQuery::Order::recorded))) == Numbers{2, 5, 4, 3, 1});
}

TEST_CASE("a list by occurrence: newest occurrence first, then the newest id") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(ordered(1, 0.9, 10, 7)),
        put(ordered(2, 0.1, 30, -90)),
        put(ordered(3, 0.5, 10, 7)),
        put(ordered(4, 0.5, 10, 8))
    );
    CHECK(numbers(store.list(in_order(ListQuery::Order::occurred))) == Numbers{4, 3, 1, 2});
}

TEST_CASE("orders tell times apart by a microsecond, and before 1970 from after") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> newest_first = {
        "9999-12-31T23:59:59.999999Z",
        "2026-01-01T00:00:00.000002Z",
        "2026-01-01T00:00:00.000001Z",
        "2026-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59.999998Z",
        "0001-01-01T00:00:00Z"
    };
    Numbers expected;
    for (std::size_t i = 0; i < newest_first.size(); ++i) {
        const int number = 100 - static_cast<int>(i);
        Memory memory = plain_memory(number);
        memory.occurred_at = memory.recorded_at = at(newest_first[i]);
        store.apply(put(memory));
        expected.push_back(number);
    }
    CHECK(numbers(store.list(in_order(ListQuery::Order::occurred))) == expected);
    CHECK(numbers(store.list(in_order(ListQuery::Order::recorded))) == expected);
}

TEST_CASE("an update moves a memory in the list by recording, and not in the one by occurrence") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    store.apply(retitle(1, "New", 100));
    CHECK(numbers(store.list(in_order(ListQuery::Order::recorded))) == Numbers{1, 3, 2});
    CHECK(numbers(store.list(in_order(ListQuery::Order::occurred))) == Numbers{3, 2, 1});
}

TEST_CASE("pages do not overlap and leave nothing out, and each says where the rest is") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 25);
    Numbers seen;
    for (std::int64_t offset = 0; offset < 25; offset += 10) {
        const Page<Memory> found = store.list(page(10, offset));
        CHECK(found.total == 25);
        CHECK(found.offset == offset);
        CHECK(found.has_more == (offset + 10 < 25));
        for (const int number : numbers(found)) {
            seen.push_back(number);
        }
    }
    Numbers expected;
    for (int number = 25; number >= 1; --number) {
        expected.push_back(number);
    }
    CHECK(seen == expected);
}

TEST_CASE("a page that ends with the last memory has no more") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 20);
    CHECK_FALSE(store.list(page(20, 0)).has_more);
    CHECK_FALSE(store.list(page(10, 10)).has_more);
    CHECK(store.list(page(10, 9)).has_more);
    CHECK_FALSE(store.list(page(1, 19)).has_more);
    CHECK(store.list(page(19, 0)).has_more);
}

TEST_CASE("a page past the end is empty, and still knows the total") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    for (const std::int64_t offset : {3, 4, 1'000'000}) {
        const Page<Memory> found = store.list(page(10, offset));
        CHECK(found.items.empty());
        CHECK(found.total == 3);
        CHECK(found.offset == offset);
        CHECK_FALSE(found.has_more);
    }
}

TEST_CASE("a list of an empty store is empty") {
    Bench bench;
    const Page<Memory> found = bench.store().list();
    CHECK(found.items.empty());
    CHECK(found.total == 0);
    CHECK_FALSE(found.has_more);
}

TEST_CASE("a page of one thousand memories is answered whole, in order") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 1'010);
    const Page<Memory> found = store.list(page(1'000, 5));
    REQUIRE(found.items.size() == 1'000);
    CHECK(found.total == 1'010);
    CHECK(found.has_more);
    Numbers expected;
    for (int number = 1'005; number > 5; --number) {
        expected.push_back(number);
    }
    CHECK(numbers(found) == expected);
    check_same(found.items.back(), plain_memory(6));
}

TEST_CASE("listed memories come with all of their fields") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1)));
    for (const ListQuery::Order order :
         {ListQuery::Order::importance, ListQuery::Order::recorded, ListQuery::Order::occurred}) {
        const Page<Memory> found = store.list(in_order(order));
        REQUIRE(found.items.size() == 1);
        check_same(found.items[0], full_memory(1));
    }
}

TEST_CASE("the total counts what passes the filter, on every page") {
    Bench bench;
    const Handle store = bench.store();
    WriteBatch batch;
    for (int number = 1; number <= 20; ++number) {
        Memory memory = plain_memory(number);
        memory.author = number % 2 == 0 ? "Ada" : "Bob";
        batch.operations.emplace_back(put(memory));
    }
    store.apply_batch(std::move(batch));
    ListQuery query = page(4, 8);
    query.filter.author = "Ada";
    const Page<Memory> found = store.list(query);
    CHECK(found.total == 10);
    CHECK(numbers(found) == Numbers{4, 2});
    CHECK_FALSE(found.has_more);
}

TEST_CASE("a list of ids is the list of memories, without the memories") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 9);
    store.apply(retitle(4, "New", 100));
    for (const ListQuery::Order order :
         {ListQuery::Order::importance, ListQuery::Order::recorded, ListQuery::Order::occurred}) {
        ListQuery query = page(4, 2);
        query.order = order;
        query.filter.since = at_minute(2);
        const Page<Memory> memories = store.list(query);
        const Page<MemoryId> ids = store.list_ids(query);
        CHECK(ids.total == 8);
        CHECK(ids.offset == 2);
        CHECK(ids.has_more);
        Numbers found;
        for (const MemoryId id : ids.items) {
            found.push_back(number_of(id));
        }
        CHECK(found == numbers(memories));
    }
    CHECK(bench.other_tenant().list_ids(ListQuery()).items.empty());
}

TEST_CASE("the database lists in every order, and refuses pages beyond its limits") {
    Bench bench;
    bench.store().put_plain(1, 3);
    Facade database = bench.database();
    CHECK(numbers(database.list(page(2, 0))) == Numbers{3, 2});
    CHECK(database.list_ids(page(10'000, 1)).items.size() == 2);
    for (const ListQuery& wrong : {page(0, 0), page(1'001, 0), page(1, -1), page(1, 1'000'001)}) {
        CHECK(refusal([&] { (void)database.list(wrong); }) == Errc::invalid_argument);
    }
    CHECK(refusal([&] { (void)database.list_ids(page(10'001, 0)); }) == Errc::invalid_argument);
}
