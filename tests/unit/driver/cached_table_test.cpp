// Routing tables: how they are read, when they are fresh, and what failures take out of them.
// The rules are the official drivers'.

#include "routing/cached_table.hpp"

#include "support/catch.hpp"

#include <bolt/value.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using bolt::AccessMode;
using bolt::Address;
using bolt::List;
using bolt::Map;
using bolt::Value;
using bolt::routing::CachedTable;
using bolt::routing::read_routing_table;
using namespace std::chrono_literals;

namespace {

constexpr CachedTable::Clock::time_point kStart{1h};

Map server(const std::string& role, const std::vector<std::string>& addresses) {
    Map entry;
    entry.set("role", role);
    entry.set("addresses", Value(addresses));
    return entry;
}

Map answer(std::int64_t ttl, const std::vector<Map>& servers) {
    Map rt;
    rt.set("ttl", ttl);
    List entries;
    for (const Map& entry : servers) {
        entries.emplace_back(entry);
    }
    rt.set("servers", std::move(entries));
    return rt;
}

CachedTable table_of(const std::vector<std::string>& writers) {
    const Map rt = answer(
        300, {server("ROUTE", {"r:1"}), server("READ", {"a:1", "b"}), server("WRITE", writers)}
    );
    return CachedTable(read_routing_table(rt, "db").value(), kStart);
}

}  // namespace

TEST_CASE("a table is read by roles, with its database's name when the server tells it") {
    Map rt = answer(
        300,
        {server("WRITE", {"w:1"}),
         server("READ", {"a:1", "[::1]:2", "b"}),
         server("ROUTE", {"r:1", "r:1"}),
         server("DANCE", {"d:1"})}
    );
    const auto before_44 = read_routing_table(rt, "asked");
    REQUIRE(before_44);
    CHECK(before_44->database == "asked");
    CHECK(before_44->time_to_live == 300s);
    CHECK(before_44->writers == std::vector<Address>{Address("w", 1)});
    CHECK(
        before_44->readers ==
        std::vector<Address>{Address("a", 1), Address("::1", 2), Address("b", 7687)}
    );
    CHECK(before_44->routers == std::vector<Address>{Address("r", 1)});
    rt.set("db", "told");
    CHECK(read_routing_table(rt, "asked")->database == "told");
}

TEST_CASE("what is no table is none, and odd entries cost only themselves") {
    CHECK_FALSE(read_routing_table(Map(), ""));
    Map no_ttl = answer(1, {});
    no_ttl.set("ttl", "soon");
    CHECK_FALSE(read_routing_table(no_ttl, ""));
    Map odd = answer(1, {server("READ", {"good:1", "bad:port", ""})});
    CHECK(read_routing_table(odd, "")->readers == std::vector<Address>{Address("good", 1)});
    // Neither a negative nor an endless time to live reaches the clock.
    CHECK(read_routing_table(answer(-5, {}), "")->time_to_live == 0s);
    CHECK(read_routing_table(answer(INT64_MAX, {}), "")->time_to_live < 400 * 24h);
}

TEST_CASE("a table is fresh for its time to live, for modes that it has servers for") {
    const CachedTable table = table_of({"w:1"});
    CHECK(table.is_fresh(AccessMode::read, kStart));
    CHECK(table.is_fresh(AccessMode::write, kStart + 299s));
    CHECK_FALSE(table.is_fresh(AccessMode::read, kStart + 300s));
    CHECK_FALSE(table.is_forgotten(kStart + 329s));
    CHECK(table.is_forgotten(kStart + 330s));
    CHECK_FALSE(table.came_without_writers());
}

TEST_CASE("a table without writers serves readers, and says how it came") {
    const CachedTable table = table_of({});
    CHECK(table.is_fresh(AccessMode::read, kStart));
    CHECK_FALSE(table.is_fresh(AccessMode::write, kStart));
    CHECK(table.came_without_writers());
}

TEST_CASE("a server that is gone leaves all roles, one that leads no more only the writers'") {
    CachedTable table = table_of({"a:1", "w:1"});
    table.remove_writer(Address("a", 1));
    CHECK(table.servers(AccessMode::write) == std::vector<Address>{Address("w", 1)});
    CHECK(table.has(Address("a", 1)));
    table.remove(Address("a", 1));
    CHECK_FALSE(table.has(Address("a", 1)));
    CHECK(table.servers(AccessMode::read) == std::vector<Address>{Address("b", 7687)});
    // Losing its last writer later is no sign of a split.
    table.remove(Address("w", 1));
    CHECK_FALSE(table.is_fresh(AccessMode::write, kStart));
    CHECK_FALSE(table.came_without_writers());
    table.remove(Address("r", 1));
    CHECK_FALSE(table.is_fresh(AccessMode::read, kStart));
}
