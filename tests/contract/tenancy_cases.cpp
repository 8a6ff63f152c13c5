// Promises about tenants: none ever sees, changes, links or counts what is another's.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

TEST_CASE("a tenant does not get another's memory") {
    Bench bench;
    bench.store().apply(put(full_memory(1)));
    CHECK_FALSE(bench.other_tenant().get(1).has_value());
    CHECK(bench.store().get(1).has_value());
}

TEST_CASE("the default tenant is a tenant like any other") {
    Bench bench;
    const Handle store = bench.store();
    const Handle standard(bench.runner(), store.store(), Scope());
    // An id that nothing else has: others may use the default tenant of a shared database.
    const std::string mark = bench.word("");
    MemoryId::Bytes bytes{};
    std::copy_n(mark.begin(), std::min(mark.size(), bytes.size()), bytes.begin());
    Memory memory = plain_memory(1);
    memory.id = MemoryId(bytes);
    standard.apply(put(memory));
    CHECK_FALSE(store.get(memory.id).has_value());
    CHECK(standard.get(memory.id).has_value());
    CHECK(store.apply_one(RemoveMemory(memory.id)).outcome == WriteOutcome::not_found);
    CHECK(standard.apply_one(RemoveMemory(memory.id)).outcome == WriteOutcome::removed);
}

TEST_CASE("a tenant's name is compared exactly, case and spaces included") {
    Bench bench;
    const Handle store = bench.store();
    const std::string mark = store.scope().tenant.substr(std::string("own-").size());
    const std::vector<std::string> names = {
        "a", "A", "a ", " a", "%", "_", "' OR 1=1 --", "\u00e4"
    };
    int number = 0;
    for (const std::string& name : names) {
        Handle(bench.runner(), store.store(), Scope(name + mark)).apply(put(++number));
    }
    number = 0;
    for (const std::string& name : names) {
        const Handle one(bench.runner(), store.store(), Scope(name + mark));
        CHECK(numbers(one.list()) == Numbers{++number});
    }
}

TEST_CASE("a tenant cannot update another's memory") {
    Bench bench;
    bench.store().apply(put(full_memory(1)));
    CHECK(refusal([&] { bench.other_tenant().apply(retitle(1, "Mine now")); }) == Errc::not_found);
    check_same(bench.store().existing(1), full_memory(1));
    CHECK(bench.store().history(1).empty());
}

TEST_CASE("a tenant cannot remove another's memory") {
    Bench bench;
    bench.store().apply(put(1));
    CHECK(bench.other_tenant().apply_one(remove(1)).outcome == WriteOutcome::not_found);
    CHECK(bench.store().get(1).has_value());
}

TEST_CASE("a tenant cannot link another's memories, by id or by key, at either end") {
    Bench bench;
    const Handle own = bench.store();
    const Handle other = bench.other_tenant();
    Memory keyed = plain_memory(1);
    keyed.key = "k";
    own.apply(put(keyed), put(2));
    other.apply(put(3), put(4));
    const std::vector<PutRelationship> edges = {
        link(1, 1, 2, RelationshipType::causes),
        link(1, 3, 1, RelationshipType::causes),
        link(1, 1, 3, RelationshipType::causes),
        link(1, memory_id(3), std::string("k"), RelationshipType::causes),
        link(1, std::string("k"), memory_id(3), RelationshipType::related_to)
    };
    for (const PutRelationship& edge : edges) {
        CHECK(refusal([&] { other.apply(edge); }) == Errc::not_found);
        CHECK(other.apply_one(skipping(edge)).outcome == WriteOutcome::skipped);
    }
    CHECK(own.statistics().relationships == 0);
    CHECK(other.statistics().relationships == 0);
    CHECK(own.related(1).empty());
}

TEST_CASE("a tenant does not see another's edges and neighbours, nor count them") {
    Bench bench;
    const Handle own = bench.store();
    own.put_plain(1, 2);
    own.apply(link(1, 1, 2, RelationshipType::causes));
    const Handle other = bench.other_tenant();
    other.apply(put(3));
    CHECK(other.related(1, 5).empty());
    CHECK(other.counts(1).empty());
    CHECK(other.statistics().relationships == 0);
}

TEST_CASE("a tenant does not see another's history") {
    Bench bench;
    bench.store().apply(put(1), retitle(1, "Second"));
    CHECK(bench.other_tenant().history(1).empty());
    CHECK(bench.store().history(1).size() == 1);
}

TEST_CASE("the same key in two tenants is two memories") {
    Bench bench;
    Memory first = plain_memory(1);
    Memory second = plain_memory(2);
    first.key = second.key = "shared key";
    CHECK(bench.store().apply_one(put(first)).outcome == WriteOutcome::created);
    const WriteResult result = bench.other_tenant().apply_one(put(second));
    CHECK(result.outcome == WriteOutcome::created);
    CHECK(result.memory == memory_id(2));
    CHECK(bench.store().existing(1).key == "shared key");
    CHECK(bench.other_tenant().existing(2).key == "shared key");
}

TEST_CASE("an end by key means the tenant's own memory of that key") {
    Bench bench;
    const auto keyed = [](int number, std::string key) {
        Memory memory = plain_memory(number);
        memory.key = std::move(key);
        return put(memory);
    };
    bench.store().apply(keyed(1, "a"), keyed(2, "b"));
    bench.other_tenant().apply(keyed(3, "a"), keyed(4, "b"));
    bench.other_tenant().apply(link(1, std::string("a"), std::string("b"), RelationshipType::causes)
    );
    CHECK(numbers(bench.other_tenant().related(3)) == Numbers{4});
    CHECK(bench.store().related(1).empty());
}

TEST_CASE("a tenant finds none of another's words") {
    Bench bench;
    bench.store().apply(put(1, words(bench.words_of("secret shared"), bench.word("tagged"))));
    const Handle other = bench.other_tenant();
    other.apply(put(2, words(bench.word("shared"))));
    CHECK(numbers(other.retrieve(any_of({bench.word("shared")}))) == Numbers{2});
    CHECK(other.retrieve(any_of({bench.word("secret"), bench.word("tagged")})).items.empty());
    CandidateQuery query;
    query.terms = {prefix(bench.word("sec")), similar(bench.word("secrets"))};
    CHECK(other.retrieve(query).items.empty());
}

TEST_CASE("another tenant's better matches do not push a tenant's own out of the limit") {
    Bench bench;
    const Handle other = bench.other_tenant();
    const std::string word = bench.word("red");
    for (int number = 1; number <= 20; ++number) {
        other.apply(put(number, words(word + " " + word + " " + word)));
    }
    const std::string filler = bench.word("filler");
    bench.store().apply(put(50, words(word + " " + filler + " " + filler + " " + filler)));
    CandidateQuery query = any_of({word});
    query.limit = 1;
    CHECK(numbers(bench.store().retrieve(query)) == Numbers{50});
}

TEST_CASE("a tenant lists and counts only its own, also by project and session") {
    Bench bench;
    const auto in_shop = [](int number) {
        Memory memory = plain_memory(number);
        memory.project = "shop";
        memory.session = "monday";
        memory.type = MemoryType::problem;
        return put(memory);
    };
    bench.store().apply(in_shop(1), in_shop(2), in_shop(3));
    const Handle other = bench.other_tenant();
    other.apply(in_shop(4));
    Filter filter;
    filter.project = "shop";
    filter.session = "monday";
    CHECK(numbers(other.list(filter)) == Numbers{4});
    CHECK(other.list(filter).total == 1);
    CHECK(other.statistics().memories == 1);
    CHECK(other.statistics().projects == 1);
    CHECK(other.statistics().sessions == 1);
    CHECK(other.activity().total == 1);
    CHECK(numbers(other.activity().recent) == Numbers{4});
    CHECK(numbers(other.activity().unresolved) == Numbers{4});
}

TEST_CASE("removing a tenant's memories leaves another's project and session") {
    Bench bench;
    const auto in_shop = [](int number) {
        Memory memory = plain_memory(number);
        memory.project = "shop";
        memory.session = "monday";
        return put(memory);
    };
    bench.store().apply(in_shop(1));
    bench.other_tenant().apply(in_shop(2));
    bench.store().apply(remove(1));
    CHECK(bench.other_tenant().statistics().projects == 1);
    CHECK(bench.other_tenant().existing(2).project == "shop");
}

TEST_CASE("cycles are looked for in the tenant's own edges") {
    Bench bench;
    const auto keyed = [](int number, std::string key) {
        Memory memory = plain_memory(number);
        memory.key = std::move(key);
        return put(memory);
    };
    bench.store().apply(
        keyed(1, "a"),
        keyed(2, "b"),
        link(1, std::string("a"), std::string("b"), RelationshipType::follows)
    );
    const std::vector<WriteResult> results = bench.other_tenant().apply(
        keyed(3, "a"),
        keyed(4, "b"),
        link(2, std::string("b"), std::string("a"), RelationshipType::follows)
    );
    CHECK(results.at(2).outcome == WriteOutcome::created);
}
