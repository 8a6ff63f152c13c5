// Promises about bounds: the largest allowed input is taken, one more is refused and changes
// nothing. The database checks before any store is asked, so the same holds over every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

NewMemory valid_memory() {
    NewMemory memory;
    memory.title = "title";
    memory.content = "content";
    return memory;
}

/// `count` characters of four bytes each: bounds count characters, not bytes.
std::string characters(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "\U0001F9E0";
    }
    return text;
}

std::vector<std::string> many_tags(int count) {
    std::vector<std::string> tags;
    for (int i = 0; i < count; ++i) {
        tags.push_back("tag" + std::to_string(i));
    }
    return tags;
}

using MemoryChange = std::function<void(NewMemory&)>;

struct NamedChange {
    std::string name;
    MemoryChange change;
};

const double kNotANumber = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("limits: the largest memory that the model allows is stored") {
    Bench bench;
    Facade database = bench.database();
    NewMemory memory;
    memory.title = characters(500);
    memory.content = characters(50'000);
    memory.summary = characters(1'000);
    memory.author = characters(200);
    memory.session = characters(200);
    memory.project = characters(1'000);
    memory.key = characters(200);
    memory.importance = 1.0;
    memory.confidence = 0.0;
    for (int i = 0; i < 50; ++i) {
        memory.tags.push_back(std::to_string(10 + i) + characters(98));
    }
    const MemoryId id = database.store(memory).id;
    const Memory found = database.get(id).value();
    CHECK(found.title == memory.title);
    const bool same_content = found.content == memory.content;
    CHECK(same_content);
    CHECK(found.tags == memory.tags);
    CHECK(found.key == memory.key);
    CHECK(found.project == memory.project);
}

TEST_CASE("limits: a memory that breaks a bound is refused, and nothing is stored") {
    Bench bench;
    Facade database = bench.database();
    const std::vector<NamedChange> changes = {
        {"no title", [](NewMemory& m) { m.title.clear(); }},
        {"blank title", [](NewMemory& m) { m.title = " \t\n "; }},
        {"long title", [](NewMemory& m) { m.title = characters(501); }},
        {"no content", [](NewMemory& m) { m.content.clear(); }},
        {"blank content", [](NewMemory& m) { m.content = "   "; }},
        {"long content", [](NewMemory& m) { m.content = characters(50'001); }},
        {"long summary", [](NewMemory& m) { m.summary = characters(1'001); }},
        {"many tags", [](NewMemory& m) { m.tags = many_tags(51); }},
        {"long tag", [](NewMemory& m) { m.tags = {characters(101)}; }},
        {"long author", [](NewMemory& m) { m.author = characters(201); }},
        {"long session", [](NewMemory& m) { m.session = characters(201); }},
        {"long project", [](NewMemory& m) { m.project = characters(1'001); }},
        {"long key", [](NewMemory& m) { m.key = characters(201); }},
        {"importance below", [](NewMemory& m) { m.importance = -0.0001; }},
        {"importance above", [](NewMemory& m) { m.importance = 1.0001; }},
        {"importance no number", [](NewMemory& m) { m.importance = kNotANumber; }},
        {"importance infinite", [](NewMemory& m) { m.importance = kInfinity; }},
        {"confidence below", [](NewMemory& m) { m.confidence = -1; }},
        {"confidence above", [](NewMemory& m) { m.confidence = 2; }},
        {"confidence no number", [](NewMemory& m) { m.confidence = kNotANumber; }},
    };
    for (const NamedChange& change : changes) {
        INFO(change.name);
        NewMemory memory = valid_memory();
        change.change(memory);
        CHECK(refusal([&] { database.store(memory); }) == Errc::invalid_argument);
        Transaction transaction = database.transaction();
        CHECK(refusal([&] { transaction.store(memory); }) == Errc::invalid_argument);
        CHECK(transaction.size() == 0);
    }
    CHECK(database.statistics().memories == 0);
    CHECK(database.store(valid_memory()).created);
}

TEST_CASE("limits: text that is no UTF-8 is refused, and nothing is stored") {
    Bench bench;
    Facade database = bench.database();
    for (const std::string bytes :
         {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) {
        for (const MemoryChange& change : std::vector<MemoryChange>{
                 [&](NewMemory& m) { m.title += bytes; },
                 [&](NewMemory& m) { m.content += bytes; },
                 [&](NewMemory& m) { m.summary += bytes; },
                 [&](NewMemory& m) { m.tags = {bytes}; },
                 [&](NewMemory& m) { m.author += bytes; },
                 [&](NewMemory& m) { m.key += bytes; }
             }) {
            NewMemory memory = valid_memory();
            change(memory);
            CHECK(refusal([&] { database.store(memory); }) == Errc::invalid_argument);
        }
    }
    CHECK(database.statistics().memories == 0);
}

TEST_CASE("limits: a patch that breaks a bound is refused, and nothing is changed") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId id = database.store(valid_memory()).id;
    std::vector<MemoryPatch> patches(9);
    patches[0].title = "";
    patches[1].title = characters(501);
    patches[2].content = "  ";
    patches[3].content = characters(50'001);
    patches[4].summary = characters(1'001);
    patches[5].tags = many_tags(51);
    patches[6].tags = std::vector<std::string>{characters(101)};
    patches[7].importance = 1.5;
    patches[8].confidence = kNotANumber;
    for (const MemoryPatch& patch : patches) {
        CHECK(refusal([&] { database.update(id, patch); }) == Errc::invalid_argument);
    }
    const Memory found = database.get(id).value();
    CHECK(found.version == 1);
    CHECK(found.title == "title");
    CHECK(database.history(id).empty());
}

TEST_CASE("limits: an edge that breaks a bound is refused, and nothing is stored") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId a = database.store(valid_memory()).id;
    const MemoryId b = database.store(valid_memory()).id;
    std::vector<NewRelationship> edges(5, NewRelationship(a, b, RelationshipType::solves));
    edges[0].strength = -0.1;
    edges[1].strength = 1.1;
    edges[2].confidence = kNotANumber;
    edges[3].confidence = kInfinity;
    edges[4].context = characters(10'001);
    for (const NewRelationship& edge : edges) {
        CHECK(refusal([&] { database.relate(edge); }) == Errc::invalid_argument);
    }
    CHECK(database.statistics().relationships == 0);
    NewRelationship largest(a, b, RelationshipType::solves);
    largest.context = characters(10'000);
    largest.strength = 0.0;
    largest.confidence = 1.0;
    CHECK(database.relate(largest).created);
}

TEST_CASE("limits: a search beyond a bound is refused, one at the bound is answered") {
    Bench bench;
    Facade database = bench.database();
    database.store(valid_memory());
    std::vector<SearchQuery> refused(6);
    refused[0].text = characters(1'001);
    refused[1].terms = std::vector<std::string>(51, "term");
    refused[2].limit = 0;
    refused[3].limit = 1'001;
    refused[4].offset = -1;
    refused[5].offset = 1'000'001;
    for (const SearchQuery& query : refused) {
        CHECK(refusal([&] { database.search(query); }) == Errc::invalid_argument);
    }
    std::vector<SearchQuery> answered(4);
    answered[0].text = characters(1'000);
    answered[1].terms = std::vector<std::string>(50, "term");
    answered[2].limit = 1'000;
    answered[3].offset = 1'000'000;
    for (const SearchQuery& query : answered) {
        CHECK_NOTHROW(database.search(query));
    }
    SearchQuery most = answered[1];
    most.text = "content";
    most.terms.clear();
    for (int i = 0; i < 50; ++i) {
        most.terms.push_back("term" + std::to_string(i) + " and two more" + std::to_string(i));
    }
    CHECK(database.search(most).total == 1);
}

TEST_CASE("limits: a recall beyond a bound is refused, one at the bound is answered") {
    Bench bench;
    Facade database = bench.database();
    database.store(valid_memory());
    std::vector<RecallQuery> refused(5);
    for (RecallQuery& query : refused) {
        query.text = "content";
    }
    refused[0].text.clear();
    refused[1].text = characters(1'001);
    refused[2].limit = 0;
    refused[3].limit = 1'001;
    refused[4].offset = -1;
    for (const RecallQuery& query : refused) {
        CHECK(refusal([&] { database.recall(query); }) == Errc::invalid_argument);
    }
    RecallQuery longest;
    for (int i = 0; i < 140; ++i) {
        longest.text += "word" + std::to_string(100 + i % 90) + (i == 139 ? "" : " ");
    }
    longest.text = "content " + longest.text.substr(0, 990);
    longest.limit = 1'000;
    CHECK(database.recall(longest).total == 1);
}

TEST_CASE("limits: neighbours beyond a bound are refused") {
    Bench bench;
    Facade database = bench.database();
    const MemoryId id = database.store(valid_memory()).id;
    std::vector<RelatedQuery> refused(5, RelatedQuery(id));
    refused[0].max_depth = 0;
    refused[1].max_depth = 6;
    refused[2].max_depth = -1;
    refused[3].limit = 0;
    refused[4].limit = 1'001;
    for (const RelatedQuery& query : refused) {
        CHECK(refusal([&] { (void)database.related(query); }) == Errc::invalid_argument);
    }
    RelatedQuery largest(id);
    largest.max_depth = 5;
    largest.limit = 1'000;
    CHECK(database.related(largest).empty());
}

TEST_CASE("limits: days of activity outside one to 365 are refused") {
    Bench bench;
    Facade database = bench.database();
    for (const int days : {-1, 0, 366, std::numeric_limits<int>::max()}) {
        CHECK(refusal([&] { (void)database.recent_activity(days); }) == Errc::invalid_argument);
    }
    CHECK_NOTHROW(database.recent_activity(1));
    CHECK_NOTHROW(database.recent_activity(365));
}

TEST_CASE("limits: a tenant's name has one to a hundred characters") {
    Bench bench;
    for (const std::string& tenant : {std::string(), characters(101)}) {
        Facade database = bench.database_of(Scope(tenant));
        CHECK(refusal([&] { database.store(valid_memory()); }) == Errc::invalid_argument);
        CHECK(refusal([&] { (void)database.statistics(); }) == Errc::invalid_argument);
    }
    const std::string mark = bench.own_scope().tenant.substr(std::string("own-").size());
    Facade database =
        bench.database_of(Scope(characters(100 - static_cast<int>(mark.size())) + mark));
    CHECK(database.store(valid_memory()).created);
    CHECK(database.statistics().memories == 1);
}
