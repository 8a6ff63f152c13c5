// Promises about searching through MemoryDatabase: tolerance, match mode, filters, pages, reasons.
// The database analyses and ranks alike over every backend, so its answers are part of the
// contract.
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

/// Titles without their order.
Titles sorted_titles(const Page<Hit>& page) {
    Titles result = titles(page);
    std::sort(result.begin(), result.end());
    return result;
}

SearchQuery searching(std::string text, Tolerance tolerance = Tolerance::normal) {
    SearchQuery query;
    query.text = std::move(text);
    query.tolerance = tolerance;
    return query;
}

bool contains(const std::vector<std::string>& list, const std::string& entry) {
    return std::find(list.begin(), list.end(), entry) != list.end();
}

}  // namespace

TEST_CASE("search: a word finds the memories that hold it in title, content, summary or tags") {
    Bench bench;
    Facade database = bench.database();
    NewMemory memory;
    memory.title = "Postgres in the title";
    memory.content = "nothing here";
    database.store(memory);
    memory.title = "content";
    memory.content = "we moved to postgres";
    database.store(memory);
    memory.title = "summary";
    memory.content = "nothing here";
    memory.summary = "about postgres";
    database.store(memory);
    memory.title = "tags";
    memory.summary.clear();
    memory.tags = {"postgres"};
    database.store(memory);
    memory.title = "none";
    memory.tags.clear();
    database.store(memory);
    const Page<Hit> found = database.search("postgres");
    CHECK(sorted_titles(found) == Titles{"Postgres in the title", "content", "summary", "tags"});
    CHECK(found.total == 4);
    for (const Hit& hit : found.items) {
        CHECK(hit.score > 0);
        CHECK(contains(hit.why.matched_words, "postgres"));
        CHECK(hit.why.in_title == (hit.memory.title == "Postgres in the title"));
        CHECK(hit.why.in_content == (hit.memory.title == "content"));
        CHECK(hit.why.in_summary == (hit.memory.title == "summary"));
        CHECK(hit.why.in_tags == (hit.memory.title == "tags"));
    }
}

TEST_CASE("search: words in any order, with others between them, are found") {
    Bench bench;
    Facade database = bench.database();
    database.store("a", "the logic for a retry of uploads");
    database.store("b", "unrelated words");
    CHECK(titles(database.search("retry logic")) == Titles{"a"});
}

TEST_CASE("search: more matching words rank higher, and scores never rise down the page") {
    Bench bench;
    Facade database = bench.database();
    database.store("one", "redis is a store kept in memory");
    database.store("two", "redis had a timeout yesterday evening");
    database.store("three", "redis timeout solved by a longer pool");
    const Page<Hit> found = database.search("redis timeout pool");
    CHECK(titles(found) == Titles{"three", "two", "one"});
    for (std::size_t i = 1; i < found.items.size(); ++i) {
        CHECK(found.items[i - 1].score >= found.items[i].score);
    }
}

TEST_CASE("search: inflections and irregular forms match") {
    Bench bench;
    Facade database = bench.database();
    database.store("went", "she went to the conference");
    database.store("caching", "caching the responses");
    database.store("children", "two children played");
    CHECK(titles(database.search("go")) == Titles{"went"});
    CHECK(titles(database.search("cached response")) == Titles{"caching"});
    CHECK(titles(database.search("child playing")) == Titles{"children"});
}

TEST_CASE("search: case and accents do not matter") {
    Bench bench;
    Facade database = bench.database();
    database.store("accents", "Caf\u00e9 Z\u00dcRICH na\u00efve");
    CHECK(titles(database.search("cafe")) == Titles{"accents"});
    CHECK(titles(database.search("Z\u00fcrich")) == Titles{"accents"});
    CHECK(titles(database.search("zurich NAIVE")) == Titles{"accents"});
}

TEST_CASE("search: all: only memories with every word, any: one is enough") {
    Bench bench;
    Facade database = bench.database();
    database.store("both", "redis and a timeout");
    database.store("first", "redis alone");
    database.store("second", "a timeout alone");
    SearchQuery query = searching("redis timeout");
    query.match = MatchMode::all;
    CHECK(titles(database.search(query)) == Titles{"both"});
    query.match = MatchMode::any;
    CHECK(sorted_titles(database.search(query)) == Titles{"both", "first", "second"});
}

TEST_CASE("search: further terms count as words of the query") {
    Bench bench;
    Facade database = bench.database();
    database.store("both", "redis and a timeout");
    database.store("first", "redis alone");
    SearchQuery query;
    query.terms = {"redis", "timeout"};
    CHECK(sorted_titles(database.search(query)) == Titles{"both", "first"});
    query.match = MatchMode::all;
    CHECK(titles(database.search(query)) == Titles{"both"});
    query.text = "redis";
    query.terms = {"timeout"};
    CHECK(titles(database.search(query)) == Titles{"both"});
}

TEST_CASE("search: strict finds the query as one phrase, ignoring case") {
    Bench bench;
    Facade database = bench.database();
    database.store("phrase", "the Connection Pool is full");
    database.store("apart", "the pool of each connection is full");
    database.store("Connection pool in a title", "else");
    NewMemory summary;
    summary.title = "summary";
    summary.content = "else";
    summary.summary = "a connection pool";
    database.store(summary);
    CHECK(
        sorted_titles(database.search(searching("connection pool", Tolerance::strict))) ==
        Titles{"Connection pool in a title", "phrase", "summary"}
    );
    CHECK(database.search(searching("connections pool", Tolerance::strict)).items.empty());
}

TEST_CASE("search: fuzzy finds words with one typing error and words that begin alike") {
    Bench bench;
    Facade database = bench.database();
    database.store("exact", "the deadlock detector");
    database.store("prefix", "deadlocking threads");
    database.store("other", "nothing alike");
    CHECK(
        sorted_titles(database.search(searching("deadlcok", Tolerance::fuzzy))) ==
        Titles{"exact", "prefix"}
    );
    CHECK(database.search(searching("deadlcok", Tolerance::normal)).items.empty());
    CHECK(contains(titles(database.search(searching("detect", Tolerance::fuzzy))), "exact"));
}

TEST_CASE("search: without words, all that passes the filter, most important first") {
    Bench bench;
    Facade database = bench.database();
    for (const double importance : {0.2, 0.9, 0.5}) {
        NewMemory memory;
        memory.title = std::to_string(static_cast<int>(importance * 10));
        memory.content = "text";
        memory.importance = importance;
        database.store(memory);
    }
    const Page<Hit> all = database.search(SearchQuery());
    CHECK(titles(all) == Titles{"9", "5", "2"});
    CHECK(all.total == 3);
    SearchQuery query;
    query.filter.min_importance = 0.5;
    CHECK(titles(database.search(query)) == Titles{"9", "5"});
}

TEST_CASE("search: pages by limit and offset hold each hit once, in one order") {
    Bench bench;
    Facade database = bench.database();
    for (int i = 0; i < 25; ++i) {
        database.store("memory " + std::to_string(i), "redis " + std::string(1, char('a' + i)));
    }
    for (const std::string text : {"redis", ""}) {
        SearchQuery query = searching(text);
        query.limit = 100;
        const Titles whole = titles(database.search(query));
        REQUIRE(whole.size() == 25);
        query.limit = 10;
        Titles paged;
        for (query.offset = 0; query.offset < 25; query.offset += 10) {
            const Page<Hit> page = database.search(query);
            CHECK(page.total == 25);
            CHECK(page.offset == query.offset);
            CHECK(page.has_more == (query.offset + 10 < 25));
            for (std::string& title : titles(page)) {
                paged.push_back(std::move(title));
            }
        }
        CHECK(paged == whole);
        query.offset = 25;
        const Page<Hit> past = database.search(query);
        CHECK(past.items.empty());
        CHECK_FALSE(past.has_more);
        CHECK(past.total == 25);
    }
}

TEST_CASE("search: tags of a filter match after trimming and lower-casing") {
    Bench bench;
    Facade database = bench.database();
    NewMemory memory;
    memory.title = "tagged";
    memory.content = "text";
    memory.tags = {"  Redis ", "CACHE", "redis", " "};
    const MemoryId id = database.store(memory).id;
    CHECK(database.get(id).value().tags == std::vector<std::string>{"redis", "cache"});
    SearchQuery query;
    query.filter.tags = {" REDIS "};
    CHECK(titles(database.search(query)) == Titles{"tagged"});
    query.filter.tags = {"red"};
    CHECK(database.search(query).items.empty());
}

TEST_CASE("search: every filter narrows a search by words") {
    Bench bench;
    Facade database = bench.database();
    const auto memory_of = [](std::string title) {
        NewMemory memory;
        memory.title = std::move(title);
        memory.content = "redis";
        memory.type = MemoryType::problem;
        memory.project = "shop";
        memory.session = "monday";
        memory.author = "Ada";
        memory.importance = 0.8;
        memory.occurred_at = at("2026-02-02T00:00:00Z");
        return memory;
    };
    const MemoryId fitting = database.store(memory_of("fitting")).id;
    NewMemory other = memory_of("other");
    other.type = MemoryType::task;
    other.project = "bank";
    other.session = "friday";
    other.author = "Bob";
    other.importance = 0.1;
    other.occurred_at = at("2026-01-01T00:00:00Z");
    const MemoryId task = database.store(other).id;
    NewMemory cause;
    cause.title = "cause";
    cause.content = "unrelated";
    database.relate(database.store(cause).id, fitting, RelationshipType::causes);
    std::vector<SearchQuery> queries(8, searching("redis"));
    queries[0].filter.types = {MemoryType::problem};
    queries[1].filter.project = "shop";
    queries[2].filter.session = "monday";
    queries[3].filter.author = "Ada";
    queries[4].filter.min_importance = 0.5;
    queries[5].filter.since = at("2026-02-01T00:00:00Z");
    queries[6].filter.with_relationship = {RelationshipType::causes};
    queries[7].filter.unresolved_only = true;
    for (const SearchQuery& query : queries) {
        CHECK(titles(database.search(query)) == Titles{"fitting"});
    }
    SearchQuery until = searching("redis");
    until.filter.until = at("2026-02-01T00:00:00Z");
    CHECK(titles(database.search(until)) == Titles{"other"});
    CHECK(task != fitting);
}

TEST_CASE("search: an update is found by its new words and not by its old ones") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId id = database.store("about kafka", "brokers");
    MemoryPatch patch;
    patch.title = "about rabbitmq";
    CHECK(database.update(id, patch) == 2);
    CHECK(database.search("kafka").items.empty());
    CHECK(titles(database.search("rabbitmq")) == Titles{"about rabbitmq"});
    CHECK(titles(database.search("brokers")) == Titles{"about rabbitmq"});
    CHECK(database.remove(id));
    CHECK(database.search("brokers").items.empty());
}

TEST_CASE("search: characters of query languages in a query are searched for, never run") {
    Bench bench;
    Facade database = bench.database();
    database.store("target", "the needle in the haystack");
    for (const std::string text :
         {"needle\"",
          "needle*",
          "\"needle",
          "needle AND",
          "OR needle",
          "NOT needle",
          "(needle",
          "needle)",
          "needle^2",
          "needle~",
          "title:needle",
          "{title content}: needle",
          "needle NEAR(",
          "needle -haystack",
          "+needle -the",
          "/needle/",
          "[needle TO z]",
          "needle\\",
          "needle'; DROP TABLE memories; --",
          "needle && ||",
          "needle\n"}) {
        INFO(text);
        const Page<Hit> found = database.search(text);
        CHECK(titles(found) == Titles{"target"});
        SearchQuery fuzzy = searching(text, Tolerance::fuzzy);
        CHECK(titles(database.search(fuzzy)) == Titles{"target"});
        CHECK_NOTHROW(database.search(searching(text, Tolerance::strict)));
    }
    for (const std::string text : {"\"", "*", "()", "&&", "\\", "'", "-", "^~", "\u200b"}) {
        INFO(text);
        CHECK_NOTHROW(database.search(text));
        CHECK_NOTHROW(database.search(searching(text, Tolerance::strict)));
        CHECK_NOTHROW(database.recall(text));
    }
    CHECK(database.statistics().memories == 1);
}

TEST_CASE("search: a tenant finds only its own memories") {
    Bench bench;
    Facade own = bench.database();
    Facade other = bench.database_of_other_tenant();
    const MemoryId id = own.store("own secret", "text");
    other.store("other", "text");
    CHECK(titles(other.search("text")) == Titles{"other"});
    CHECK(other.search("secret").items.empty());
    CHECK(other.search("secret").total == 0);
    CHECK(other.recall("secret").items.empty());
    CHECK_FALSE(other.get(id).has_value());
    CHECK_FALSE(other.remove(id));
    CHECK(titles(own.search("secret")) == Titles{"own secret"});
}

TEST_CASE("search: what nothing matches answers an empty page") {
    Bench bench;
    Facade database = bench.database();
    database.store("a", "text");
    const Page<Hit> found = database.search("zebra");
    CHECK(found.items.empty());
    CHECK(found.total == 0);
    CHECK_FALSE(found.has_more);
}
