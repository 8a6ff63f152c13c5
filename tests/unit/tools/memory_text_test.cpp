// The texts of memories in tool answers, held against the predecessor's templates.
// Pure functions: no database here.

#include "tools/memory_text.hpp"

#include "support/catch.hpp"

#include <chrono>

using namespace mcp::tools;

namespace {

memory::Memory sample() {
    memory::Memory memory;
    memory.id = *memory::MemoryId::parse("0193c0de-0000-7000-8000-000000000001");
    memory.type = memory::MemoryType::solution;
    memory.title = "Retry with jitter";
    memory.content = "Back off exponentially.";
    memory.tags = {"redis", "retry"};
    memory.importance = 0.75;
    memory.created_at = memory::Timestamp(std::chrono::seconds(1'700'000'000));
    memory.occurred_at = memory.created_at;
    memory.recorded_at = memory.created_at;
    return memory;
}

}  // namespace

TEST_CASE("numbers read as people write them", "[text]") {
    CHECK(short_number(0.5) == "0.5");
    CHECK(short_number(1) == "1");
    CHECK(short_number(0.123456) == "0.12");
    CHECK(short_number(0) == "0");
}

TEST_CASE("a list of nothing reads None", "[text]") {
    CHECK(joined({}) == "None");
    CHECK(joined({"a", "b"}) == "a, b");
}

TEST_CASE("a page has the predecessor's fields in its order", "[text]") {
    const memory::Memory memory = sample();
    CHECK(
        memory_page(memory, memory.content, {}) ==
        "**Memory: Retry with jitter**\n"
        "ID: 0193c0de-0000-7000-8000-000000000001\n"
        "Type: solution\n"
        "Created: 2023-11-14T22:13:20Z\n"
        "Importance: 0.75\n"
        "Tags: redis, retry\n"
        "\n"
        "**Content:**\n"
        "Back off exponentially."
    );
}

TEST_CASE("a page begins with the summary and ends with context and relationships", "[text]") {
    memory::Memory memory = sample();
    memory.summary = "Jitter helps.";
    memory.project = "shop";
    memory.context.files_involved = {"a.c", "b.c", "c.c", "d.c", "e.c"};
    memory.context.git_branch = "main";
    memory::RelationshipCounts counts;
    counts[memory::RelationshipType::solves] = 2;
    counts[memory::RelationshipType::follows] = 1;
    const std::string page = memory_page(memory, memory.content, counts);
    CHECK(page.starts_with("**Summary:** Jitter helps.\n\n**Memory:"));
    CHECK(page.find("Project: shop\nFiles: a.c, b.c, c.c (+2 more)\nBranch: main\n") != page.npos);
    CHECK(page.ends_with("**Relationships:** SOLVES: 2 memories, FOLLOWS: 1 memory"));
}

TEST_CASE("a later version and another time of occurrence are said", "[text]") {
    memory::Memory memory = sample();
    memory.version = 3;
    memory.occurred_at -= std::chrono::hours(24);
    const std::string page = memory_page(memory, memory.content, {});
    CHECK(page.find("Occurred: 2023-11-13T22:13:20Z\n") != page.npos);
    CHECK(page.find("Version: 3, updated 2023-11-14T22:13:20Z\n") != page.npos);
}
