// Tests of "did you mean".
// A wrong suggestion misleads a model more than none, so ties and far names give none.

#include "text/suggest.hpp"

#include "support/catch.hpp"

using mcp::text::closest;

TEST_CASE("the nearest known name is suggested") {
    const std::vector<std::string_view> names = {"query", "limit", "memory_types", "tags", "since"};
    CHECK(closest("querry", names) == "query");
    CHECK(closest("Limit", names) == "limit");
    CHECK(closest("memoryTypes", names) == "memory_types");
    CHECK(closest("memory-types", names) == "memory_types");
    CHECK(closest("tag", names) == "tags");
    CHECK(closest("sinec", names) == "since");
}

TEST_CASE("nothing is suggested for a name that is far from all, or as near to two") {
    const std::vector<std::string_view> names = {"limit", "fixes", "mixes"};
    CHECK(closest("banana", names).empty());
    CHECK(closest("", names).empty());
    CHECK(closest("bixes", names).empty());
    CHECK(closest(std::string(10'000, 'x'), names).empty());
    CHECK(closest("limit", {}).empty());
}
