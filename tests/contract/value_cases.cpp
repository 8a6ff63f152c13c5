// Promises about completion: ids, tags and projects that begin with a text, in their orders.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

using Kind = ValueQuery::Kind;
using Texts = std::vector<std::string>;

PutMemory tagged(int number, std::vector<std::string> tags, std::string project = {}) {
    Memory memory = plain_memory(number);
    memory.tags = std::move(tags);
    memory.project = std::move(project);
    return put(std::move(memory));
}

ValueQuery asking(Kind kind, std::string prefix, std::int64_t limit = 100) {
    ValueQuery query(kind, std::move(prefix));
    query.limit = limit;
    return query;
}

}  // namespace

TEST_CASE("ids that begin with a text come newest first, up to the limit") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 12);
    const std::string whole = memory_id(7).to_string();
    CHECK(store.values(asking(Kind::id, whole)) == Texts{whole});
    const Texts newest = store.values(asking(Kind::id, "", 3));
    CHECK(
        newest ==
        Texts{
            memory_id(12).to_string(),
            memory_id(11).to_string(),
            memory_id(10).to_string(),
        }
    );
    // Every length of prefix finds the memory, whether or not it ends at a hyphen.
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const Texts found = store.values(asking(Kind::id, whole.substr(0, length)));
        INFO(length);
        CHECK(std::find(found.begin(), found.end(), whole) != found.end());
    }
    std::string other = whole;
    other.front() = 'e';
    CHECK(store.values(asking(Kind::id, other)).empty());
}

TEST_CASE("tags that begin with a text come most used first, then by name") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        tagged(1, {"redis", "retry"}),
        tagged(2, {"retry", "rust"}),
        tagged(3, {"rust", "retry", "build"}),
        tagged(4, {"c++", "100%", "a_b"})
    );
    CHECK(store.values(asking(Kind::tag, "r")) == Texts{"retry", "rust", "redis"});
    CHECK(store.values(asking(Kind::tag, "re")) == Texts{"retry", "redis"});
    CHECK(store.values(asking(Kind::tag, "r", 1)) == Texts{"retry"});
    CHECK(store.values(asking(Kind::tag, "retry")) == Texts{"retry"});
    CHECK(store.values(asking(Kind::tag, "zebra")).empty());
    // What other languages take for a pattern is only itself.
    CHECK(store.values(asking(Kind::tag, "%")).empty());
    CHECK(store.values(asking(Kind::tag, "100%")) == Texts{"100%"});
    CHECK(store.values(asking(Kind::tag, "a.")).empty());
    CHECK(store.values(asking(Kind::tag, "")).size() == 7);
}

TEST_CASE("tags follow updates and removals") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(tagged(1, {"old"}), tagged(2, {"gone"}));
    ReviseMemory change;
    change.id = memory_id(1);
    change.revise = [](const Memory& current) {
        PutMemory next;
        next.memory = current;
        next.memory.tags = {"new"};
        ++next.memory.version;
        return next;
    };
    store.apply(change, remove(2));
    CHECK(store.values(asking(Kind::tag, "")) == Texts{"new"});
}

TEST_CASE("projects that begin with a text come by name, and only while they have memories") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        tagged(1, {}, "shop"),
        tagged(2, {}, "shelf"),
        tagged(3, {}, "/srv/app"),
        tagged(4, {}, "shop"),
        tagged(5, {})
    );
    CHECK(store.values(asking(Kind::project, "sh")) == Texts{"shelf", "shop"});
    CHECK(store.values(asking(Kind::project, "Sh")).empty());
    CHECK(store.values(asking(Kind::project, "", 2)) == Texts{"/srv/app", "shelf"});
    store.apply(remove(1));
    CHECK(store.values(asking(Kind::project, "sho")) == Texts{"shop"});
    store.apply(remove(4));
    CHECK(store.values(asking(Kind::project, "sho")).empty());
}

TEST_CASE("values are those of the tenant") {
    Bench bench;
    bench.other_tenant().apply(tagged(1, {"theirs"}, "their project"));
    const Handle store = bench.store();
    store.apply(tagged(2, {"ours"}, "our project"));
    CHECK(store.values(asking(Kind::id, "")) == Texts{memory_id(2).to_string()});
    CHECK(store.values(asking(Kind::tag, "")) == Texts{"ours"});
    CHECK(store.values(asking(Kind::project, "")) == Texts{"our project"});
}

TEST_CASE("the database says whether there are more values than it was asked for") {
    Bench bench;
    bench.store().apply(tagged(1, {"a", "b", "c"}));
    Facade database = bench.database();
    const ValueList two = database.values(asking(Kind::tag, "", 2));
    CHECK(two.values == Texts{"a", "b"});
    CHECK(two.has_more);
    const ValueList three = database.values(asking(Kind::tag, "", 3));
    CHECK(three.values.size() == 3);
    CHECK_FALSE(three.has_more);
}

TEST_CASE("the database takes tags and ids in either case, and answers none for what is no id") {
    Bench bench;
    bench.store().apply(tagged(1, {"redis"}));
    Facade database = bench.database();
    CHECK(database.values(asking(Kind::tag, " RED")).values == Texts{"redis"});
    std::string id = memory_id(1).to_string();
    CHECK(database.values(asking(Kind::id, id)).values == Texts{id});
    for (char& c : id) {
        c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    CHECK(database.values(asking(Kind::id, id)).values.size() == 1);
    for (const std::string wrong : {"x", "12-", "0123456789", "%", "'", "é"}) {
        INFO(wrong);
        CHECK(database.values(asking(Kind::id, wrong)).values.empty());
    }
    CHECK(database.values(asking(Kind::id, id + "0")).values.empty());
}

TEST_CASE("the database refuses what cannot be asked for") {
    Bench bench;
    Facade database = bench.database();
    const auto refused = [&database](ValueQuery query) {
        return refusal([&] { (void)database.values(query); }) == Errc::invalid_argument;
    };
    CHECK(refused(asking(Kind::tag, "", 0)));
    CHECK(refused(asking(Kind::tag, "", 101)));
    CHECK(refused(asking(Kind::project, std::string(1'001, 'x'))));
    CHECK(refused(asking(Kind::tag, "\xFF")));
}
