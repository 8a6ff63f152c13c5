// Promises about recall and the other verbs of MemoryDatabase: questions, reasons, links, times.
// The database answers alike over every backend, so its answers are part of the contract.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

using Titles = std::vector<std::string>;

Titles titles(const Page<Hit>& page) {
    Titles result;
    for (const Hit& hit : page.items) {
        result.push_back(hit.memory.title);
    }
    return result;
}

NewMemory said(std::string author, std::string title, std::string content) {
    NewMemory memory;
    memory.type = MemoryType::conversation;
    memory.title = std::move(title);
    memory.content = std::move(content);
    memory.author = std::move(author);
    return memory;
}

NewMemory titled(std::string title) {
    NewMemory memory;
    memory.title = std::move(title);
    memory.content = "text";
    return memory;
}

}  // namespace

TEST_CASE("recall: a question is answered by the memory that answers it, and says why") {
    Bench bench;
    Facade database = bench.database();
    database.store("Cache", "We chose Redis for the cache because Memcached had no persistence");
    database.store("Queue", "The queue runs on RabbitMQ");
    database.store("Lunch", "Pizza on Fridays");
    const Page<Hit> found = database.recall("Why did we choose Redis for the cache?");
    REQUIRE_FALSE(found.items.empty());
    const Hit& best = found.items.front();
    CHECK(best.memory.title == "Cache");
    CHECK(best.score > 0);
    CHECK(best.why.in_title);
    CHECK(best.why.in_content);
    const auto matched = [&best](const std::string& word) {
        const std::vector<std::string>& all = best.why.matched_words;
        return std::find(all.begin(), all.end(), word) != all.end();
    };
    CHECK(matched("redis"));
    CHECK(matched("cache"));
    CHECK(matched("choose"));  // the query's word, though the memory says "chose"
    CHECK_FALSE(matched("pizza"));
    for (const std::string& title : titles(found)) {
        CHECK(title != "Lunch");
    }
}

TEST_CASE("recall: a named author's statement comes before another's like it") {
    Bench bench;
    Facade database = bench.database();
    database.store(said("Melanie", "1", "I adopted a puppy last week"));
    database.store(said("Caroline", "2", "I adopted a puppy last week"));
    for (const std::string name : {"Melanie", "Caroline"}) {
        const Page<Hit> found = database.recall("When did " + name + " adopt a puppy?");
        REQUIRE(found.items.size() == 2);
        CHECK(found.items[0].memory.author == name);
        CHECK(found.items[0].why.author_named);
        CHECK_FALSE(found.items[1].why.author_named);
    }
}

TEST_CASE("recall: limit and offset walk through one order, and the total stays") {
    Bench bench;
    Facade database = bench.database();
    for (int i = 1; i <= 12; ++i) {
        std::string content;
        for (int k = 0; k < i; ++k) {
            content += "redis ";
        }
        database.store("memory " + std::to_string(i), content + "filler words here");
    }
    RecallQuery query;
    query.text = "redis";
    query.limit = 12;
    const Titles whole = titles(database.recall(query));
    REQUIRE(whole.size() == 12);
    query.limit = 5;
    Titles paged;
    for (query.offset = 0; query.offset < 12; query.offset += 5) {
        const Page<Hit> page = database.recall(query);
        CHECK(page.total == 12);
        CHECK(page.offset == query.offset);
        CHECK(page.has_more == (query.offset + 5 < 12));
        for (std::string& title : titles(page)) {
            paged.push_back(std::move(title));
        }
    }
    CHECK(paged == whole);
}

TEST_CASE("recall: a filter narrows it to a project, a session, an author, tags and times") {
    Bench bench;
    Facade database = bench.database();
    NewMemory fitting = said("Ada", "fitting", "redis timeout");
    fitting.project = "shop";
    fitting.session = "monday";
    fitting.tags = {"cache"};
    fitting.occurred_at = at("2026-02-02T00:00:00Z");
    database.store(fitting);
    NewMemory other = said("Bob", "other", "redis timeout");
    other.occurred_at = at("2026-01-01T00:00:00Z");
    database.store(other);
    std::vector<Filter> filters(6);
    filters[0].project = "shop";
    filters[1].session = "monday";
    filters[2].author = "Ada";
    filters[3].tags = {"Cache"};
    filters[4].since = at("2026-02-02T00:00:00Z");
    filters[5].types = {MemoryType::conversation};
    filters[5].project = "shop";
    for (const Filter& filter : filters) {
        RecallQuery query;
        query.text = "redis";
        query.filter = filter;
        CHECK(titles(database.recall(query)) == Titles{"fitting"});
    }
}

TEST_CASE("recall: a question of stop words only is answered without an error") {
    Bench bench;
    Facade database = bench.database();
    database.store("a", "text");
    CHECK_NOTHROW(database.recall("what is it that we have been?"));
}

TEST_CASE("recall: the order is the same whenever the same is asked") {
    Bench bench;
    Facade database = bench.database();
    for (int i = 0; i < 20; ++i) {
        database.store("memory " + std::to_string(i), "the very same words");
    }
    const Titles first = titles(database.recall("same words"));
    CHECK(first.size() == 10);
    for (int i = 0; i < 3; ++i) {
        CHECK(titles(database.recall("same words")) == first);
    }
    Facade another = bench.database();
    CHECK(titles(another.recall("same words")) == first);
}

TEST_CASE("database: a stored memory gets an id, the model's defaults and the clock's time") {
    Bench bench;
    bench.clock().set(at("2026-04-01T12:00:00Z"));
    Facade database = bench.database();
    NewMemory memory;
    memory.title = "  Title  ";
    memory.content = " Content ";
    const StoreReceipt receipt = database.store(memory);
    CHECK(receipt.created);
    CHECK_FALSE(receipt.id.is_nil());
    const Memory found = database.get(receipt.id).value();
    CHECK(found.title == "Title");
    CHECK(found.content == "Content");
    CHECK(to_string(found.type) == "general");
    CHECK(found.importance == 0.5);
    CHECK(found.confidence == 0.8);
    CHECK(found.version == 1);
    CHECK(format_iso8601(found.created_at).substr(0, 16) == "2026-04-01T12:00");
    CHECK(found.recorded_at == found.created_at);
    CHECK(found.occurred_at == found.created_at);
    CHECK_FALSE(found.valid_until.has_value());
}

TEST_CASE("database: given values win over defaults, and the project path is the project's default"
) {
    Bench bench;
    Facade database = bench.database();
    NewMemory memory = titled("t");
    memory.importance = 0.0;
    memory.confidence = 1.0;
    memory.occurred_at = at("2020-02-29T01:02:03.000004Z");
    memory.valid_until = at("2030-01-01T00:00:00Z");
    memory.context.project_path = "/srv/shop";
    const Memory found = database.get(database.store(memory).id).value();
    CHECK(found.importance == 0.0);
    CHECK(found.confidence == 1.0);
    CHECK(format_iso8601(found.occurred_at) == "2020-02-29T01:02:03.000004Z");
    CHECK(found.valid_until.has_value());
    CHECK(found.project == "/srv/shop");
    memory.project = "shop";
    CHECK(database.get(database.store(memory).id).value().project == "shop");
}

TEST_CASE("database: ids sort by the time of their making") {
    Bench bench;
    Facade database = bench.database();
    std::vector<MemoryId> ids;
    for (int i = 0; i < 10; ++i) {
        ids.push_back(database.store("t", "c"));
    }
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("database: the same key stores once and answers the same id") {
    Bench bench;
    Facade database = bench.database();
    NewMemory memory = titled("first");
    memory.key = "k";
    const StoreReceipt first = database.store(memory);
    memory.title = "second";
    const StoreReceipt second = database.store(memory);
    CHECK(first.created);
    CHECK_FALSE(second.created);
    CHECK(second.id == first.id);
    CHECK(database.get(first.id).value().title == "first");
    Facade another = bench.database();
    CHECK(another.store(memory).id == first.id);
}

TEST_CASE("database: an update changes what the patch gives, and keeps the rest and the old version"
) {
    Bench bench;
    Facade database = bench.database();
    NewMemory memory = titled("first");
    memory.tags = {"old"};
    memory.summary = "kept";
    const MemoryId id = database.store(memory).id;
    MemoryPatch patch;
    patch.title = " second ";
    patch.tags = {"New", "other "};
    patch.importance = 1.0;
    CHECK(database.update(id, patch) == 2);
    const Memory found = database.get(id).value();
    CHECK(found.title == "second");
    CHECK(found.content == "text");
    CHECK(found.summary == "kept");
    CHECK(found.tags == std::vector<std::string>{"new", "other"});
    CHECK(found.importance == 1.0);
    CHECK(found.version == 2);
    CHECK(found.recorded_at > found.created_at);
    const std::vector<Memory> history = database.history(id);
    REQUIRE(history.size() == 1);
    CHECK(history[0].title == "first");
    CHECK(history[0].tags == std::vector<std::string>{"old"});
    CHECK(history[0].recorded_at == found.created_at);
}

TEST_CASE("database: an update expecting another version is a conflict, of nothing is not found") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId id = database.store("t", "c");
    MemoryPatch patch;
    patch.title = "new";
    patch.expected_version = 2;
    CHECK(refusal([&] { database.update(id, patch); }) == Errc::conflict);
    CHECK(database.get(id).value().title == "t");
    patch.expected_version = 1;
    CHECK(database.update(id, patch) == 2);
    patch.expected_version.reset();
    CHECK(refusal([&] { database.update(memory_id(1), patch); }) == Errc::not_found);
}

TEST_CASE("database: a new edge gets its type's strength and confidence, unless they are given") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId a = database.store("a", "c");
    const MemoryId b = database.store("b", "c");
    const RelateReceipt receipt = database.relate(a, b, RelationshipType::solves);
    CHECK(receipt.created);
    Relationship found = database.related(RelatedQuery(a)).at(0).relationship;
    CHECK(found.id == receipt.id);
    CHECK(found.from == a);
    CHECK(found.to == b);
    CHECK(found.strength == 0.9);
    CHECK(found.confidence == 0.8);
    NewRelationship given(a, b, RelationshipType::addresses);
    given.strength = 0.0;
    given.confidence = 1.0;
    given.context = "in part";
    given.valid_from = at("2020-01-01T00:00:00Z");
    database.relate(given);
    RelatedQuery query(a);
    query.types = {RelationshipType::addresses};
    found = database.related(query).at(0).relationship;
    CHECK(found.strength == 0.0);
    CHECK(found.confidence == 1.0);
    CHECK(found.context == "in part");
    CHECK(format_iso8601(found.valid_from) == "2020-01-01T00:00:00Z");
}

TEST_CASE("database: an edge stored again, or left out as asked, is not created") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId a = database.store("a", "c");
    const MemoryId b = database.store("b", "c");
    const RelateReceipt first = database.relate(a, b, RelationshipType::related_to);
    const RelateReceipt again = database.relate(b, a, RelationshipType::related_to);
    CHECK_FALSE(again.created);
    CHECK(again.id == first.id);
    NewRelationship missing(a, std::string("no such key"), RelationshipType::follows);
    missing.skip_when_end_is_missing = true;
    const RelateReceipt skipped = database.relate(missing);
    CHECK_FALSE(skipped.created);
    CHECK(skipped.id.is_nil());
}

TEST_CASE("database: relate refuses missing ends, cycles and an edge to itself") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId a = database.store("a", "c");
    const MemoryId b = database.store("b", "c");
    database.relate(a, b, RelationshipType::depends_on);
    CHECK(refusal([&] { database.relate(b, a, RelationshipType::depends_on); }) == Errc::cycle);
    CHECK(refusal([&] {
              database.relate(a, memory_id(1), RelationshipType::solves);
          }) == Errc::not_found);
    CHECK(refusal([&] {
              database.relate(memory_id(1), a, RelationshipType::solves);
          }) == Errc::not_found);
    CHECK(refusal([&] {
              database.relate(a, a, RelationshipType::related_to);
          }) == Errc::invalid_argument);
    CHECK(database.statistics().relationships == 1);
}

TEST_CASE("database: cycles are stored where the database is configured to allow them") {
    Bench bench;
    Facade database = bench.database(CyclePolicy::allow);
    const MemoryId a = database.store("a", "c");
    const MemoryId b = database.store("b", "c");
    CHECK(database.relate(a, b, RelationshipType::depends_on).created);
    CHECK(database.relate(b, a, RelationshipType::depends_on).created);
    CHECK(refusal([&] {
              database.relate(a, a, RelationshipType::depends_on);
          }) == Errc::invalid_argument);
}

TEST_CASE("database: a transaction is applied whole, and its memories can be linked inside it") {
    Bench bench;
    Facade database = bench.database();
    Transaction transaction = database.transaction();
    const MemoryId a = transaction.store(titled("a"));
    const MemoryId b = transaction.store(titled("b"));
    transaction.relate(NewRelationship(a, b, RelationshipType::solves));
    MemoryPatch patch;
    patch.title = "a, later";
    transaction.update(a, patch);
    CHECK(transaction.size() == 4);
    const std::vector<WriteResult> results = database.apply(std::move(transaction));
    REQUIRE(results.size() == 4);
    CHECK(results[0].memory == a);
    CHECK(results[3].version == 2);
    CHECK(database.get(a).value().title == "a, later");
    CHECK(database.related(RelatedQuery(a)).at(0).memory.id == b);
}

TEST_CASE("database: a transaction that fails at its end changes nothing") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId before = database.store("before", "text");
    Transaction transaction = database.transaction();
    const MemoryId a = transaction.store(titled("a"));
    transaction.remove(before);
    transaction.relate(NewRelationship(a, before, RelationshipType::solves));
    CHECK(refusal([&] { database.apply(std::move(transaction)); }) == Errc::not_found);
    CHECK_FALSE(database.get(a).has_value());
    CHECK(database.get(before).has_value());
    CHECK(database.search("a").total <= 1);
    CHECK(database.statistics().memories == 1);
}

TEST_CASE("database: recent activity covers the days asked for, by the clock") {
    Bench bench;
    Facade database = bench.database();
    bench.clock().set(at("2026-03-01T00:00:00Z"));
    database.store(titled("old"));
    bench.clock().set(at("2026-03-10T00:00:00Z"));
    NewMemory problem = titled("problem");
    problem.type = MemoryType::problem;
    problem.project = "shop";
    database.store(problem);
    database.store(titled("new"));
    const RecentActivity week = database.recent_activity(7);
    CHECK(week.total == 2);
    REQUIRE(week.recent.size() == 2);
    CHECK(week.recent[0].title == "new");
    REQUIRE(week.unresolved.size() == 1);
    CHECK(week.unresolved[0].title == "problem");
    CHECK(database.recent_activity(30).total == 3);
    const RecentActivity shop = database.recent_activity(30, "shop");
    CHECK(shop.total == 1);
    CHECK(shop.by_type.at(MemoryType::problem) == 1);
}

TEST_CASE("database: removing answers whether it was there") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId id = database.store("t", "c");
    CHECK(database.remove(id));
    CHECK_FALSE(database.remove(id));
    CHECK_FALSE(database.get(id).has_value());
    CHECK(database.statistics().memories == 0);
}
