// create_relationship and get_related_memories: texts, refusals, depth, types and direction.
// The predecessor answered depth 1 whatever was asked; here depth counts.

#include "support/catch.hpp"
#include "unit/tools/tool_caller.hpp"

#include <string>

using tools_test::first_id;
using tools_test::ToolCaller;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string link(const std::string& from, const std::string& to, const std::string& type) {
    return R"({"from_memory_id":")" + from + R"(","to_memory_id":")" + to +
           R"(","relationship_type":")" + type + R"("})";
}

}  // namespace

TEST_CASE("create_relationship answers the id and keeps one link once", "[create_relationship]") {
    ToolCaller caller;
    const std::string a = caller.store("solution", "A", "x");
    const std::string b = caller.store("problem", "B", "x");
    const std::string first = caller.succeed("create_relationship", link(a, b, "SOLVES"));
    CHECK(first == "Relationship created successfully: " + first_id(first));
    const std::string second = caller.succeed("create_relationship", link(a, b, "SOLVES"));
    CHECK(first_id(second) == first_id(first));
    CHECK(contains(second, "was there already"));
}

TEST_CASE("create_relationship refuses missing ends, itself and cycles", "[create_relationship]") {
    ToolCaller caller;
    const std::string a = caller.store("task", "A", "x");
    const std::string b = caller.store("task", "B", "x");
    const std::string unknown = "0193c0de-0000-7000-8000-000000000001";
    const std::string missing = caller.fail("create_relationship", link(a, unknown, "DEPENDS_ON"));
    CHECK(missing.starts_with("Relationship error: "));
    CHECK(contains(missing, unknown));
    CHECK_FALSE(caller.fail("create_relationship", link(a, a, "DEPENDS_ON")).empty());
    caller.succeed("create_relationship", link(a, b, "DEPENDS_ON"));
    const std::string cycle = caller.fail("create_relationship", link(b, a, "DEPENDS_ON"));
    CHECK(contains(cycle, "cycle"));
    CHECK(contains(
        caller.succeed("get_related_memories", R"({"memory_id":")" + a + R"("})"),
        "Found 1 related memories:"
    ));
}

TEST_CASE("get_related_memories walks as deep as asked", "[get_related_memories]") {
    ToolCaller caller;
    const std::string a = caller.store("task", "A", "x");
    const std::string b = caller.store("task", "B", "x");
    const std::string c = caller.store("task", "C", "x");
    caller.succeed("create_relationship", link(a, b, "DEPENDS_ON"));
    caller.succeed("create_relationship", link(b, c, "REQUIRES"));
    const std::string id = R"({"memory_id":")" + a + R"(")";
    const std::string near = caller.succeed("get_related_memories", id + "}");
    CHECK(near.starts_with("Found 1 related memories:\n\n**1. B** (ID: " + b));
    CHECK(contains(near, "Relationship: DEPENDS_ON (strength: 0.8)"));
    CHECK_FALSE(contains(near, "**2."));
    const std::string far = caller.succeed("get_related_memories", id + R"(,"max_depth":2})");
    CHECK(contains(far, "Found 2 related memories:"));
    CHECK(contains(far, "**2. C**"));
    CHECK(contains(far, "Depth: 2"));
}

TEST_CASE("get_related_memories filters by type and direction", "[get_related_memories]") {
    ToolCaller caller;
    const std::string a = caller.store("task", "A", "x");
    const std::string b = caller.store("task", "B", "x");
    const std::string c = caller.store("task", "C", "x");
    caller.succeed("create_relationship", link(a, b, "DEPENDS_ON"));
    caller.succeed("create_relationship", link(c, a, "BLOCKS"));
    const std::string id = R"({"memory_id":")" + a + R"(")";
    CHECK(contains(
        caller.succeed("get_related_memories", id + R"(,"relationship_types":["BLOCKS"]})"),
        "**1. C**"
    ));
    CHECK(contains(
        caller.succeed("get_related_memories", id + R"(,"direction":"outgoing"})"), "**1. B**"
    ));
    CHECK(contains(
        caller.succeed("get_related_memories", id + R"(,"direction":"incoming"})"), "**1. C**"
    ));
    CHECK_FALSE(
        caller.fail("get_related_memories", id + R"(,"relationship_types":["LIKES"]})").empty()
    );
}

TEST_CASE("get_related_memories of a lonely memory is no failure", "[get_related_memories]") {
    ToolCaller caller;
    const std::string a = caller.store("task", "A", "x");
    CHECK(
        caller.succeed("get_related_memories", R"({"memory_id":")" + a + R"("})") ==
        "No related memories found for: " + a
    );
}
