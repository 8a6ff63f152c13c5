// recall, recall_memories, search_memories and get_recent_activity: answers, filters and budgets.
// Ranking itself is tested in the memory library; here it is what a model reads.

#include "support/catch.hpp"
#include "tools/token_budget.hpp"
#include "unit/tools/tool_caller.hpp"

#include <string>

using tools_test::first_id;
using tools_test::ToolCaller;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("recall finds by inflected words and says why", "[recall]") {
    ToolCaller caller;
    const std::string id =
        caller.store("solution", "Cache misses", "We retried the lookups with a longer timeout.");
    caller.store("general", "Lunch", "The canteen closes at two.");
    const std::string text = caller.succeed("recall", R"({"query":"why retry a lookup?"})");
    CHECK(text.starts_with(id + " "));
    CHECK(contains(text, " solution "));
    CHECK(contains(text, "Cache misses: We retried the lookups with a longer timeout."));
    CHECK(contains(text, "| why: "));
    CHECK(contains(text, "in content"));
    CHECK_FALSE(contains(text, "canteen"));
}

TEST_CASE("recall without a hit is no failure and gives advice", "[recall]") {
    ToolCaller caller;
    CHECK(contains(caller.succeed("recall", R"({"query":"zebra"})"), "Nothing found"));
}

TEST_CASE("recall's filters by project, session, author, type, tag and time work", "[recall]") {
    ToolCaller caller;
    const std::string wanted = first_id(caller.succeed("store_memory", R"({
        "type":"fix","title":"apple one","content":"apple","author":"Ada","session":"s1",
        "project":"p1","tags":["fruit"],"occurred_at":"2026-05-10T10:00:00Z"})"));
    caller.succeed("store_memory", R"({
        "type":"task","title":"apple two","content":"apple","author":"Bob","session":"s2",
        "project":"p2","tags":["other"],"occurred_at":"2026-06-10T10:00:00Z"})");
    for (const std::string filter :
         {R"("project":"p1")",
          R"("session":"s1")",
          R"("author":"Ada")",
          R"("types":["fix"])",
          R"("tags":["FRUIT"])",
          R"("until":"2026-05-10")",
          R"("since":"2026-05-01","until":"2026-06-01T00:00:00Z")"}) {
        const std::string text = caller.succeed("recall", R"({"query":"apple",)" + filter + "}");
        INFO(filter << " -> " << text);
        CHECK(first_id(text) == wanted);
        CHECK_FALSE(contains(text, "apple two"));
    }
    CHECK(contains(
        caller.succeed("recall", R"({"query":"apple","since":"2026-07-01"})"), "Nothing found"
    ));
}

TEST_CASE("recall keeps to max_tokens and says what was left out", "[recall]") {
    ToolCaller caller;
    for (int i = 0; i < 20; ++i) {
        caller.store("general", "Note " + std::to_string(i), "apple " + std::string(400, 'y'));
    }
    for (const std::size_t budget : {100U, 300U, 1'000U}) {
        const std::string text = caller.succeed(
            "recall", R"({"query":"apple","limit":20,"max_tokens":)" + std::to_string(budget) + "}"
        );
        CHECK(mcp::tools::estimate_tokens(text) <= budget);
        CHECK_FALSE(first_id(text).empty());
        CHECK(contains(text, "raise max_tokens"));
    }
}

TEST_CASE("recall refuses times it cannot read", "[recall]") {
    ToolCaller caller;
    CHECK(contains(caller.fail("recall", R"({"query":"x","since":"last week"})"), "since"));
    CHECK(contains(caller.fail("recall", R"({"query":"x","now":"2026-13-01"})"), "now"));
}

TEST_CASE("recall_memories answers in the predecessor's form", "[recall_memories]") {
    ToolCaller caller;
    const std::string id = first_id(caller.succeed("store_memory", R"({
        "type":"solution","title":"Redis timeout","content":"Raise it.","tags":["redis"],
        "project":"shop"})"));
    const std::string text = caller.succeed("recall_memories", R"({"query":"redis timeouts"})");
    CHECK(text.starts_with("**Found 1 relevant memories:**\n\n**1. Redis timeout** (ID: " + id));
    CHECK(contains(text, "Match: high quality (in title"));
    CHECK(contains(text, "Context: Project: shop"));
    CHECK(contains(text, "Content: Raise it."));
    CHECK(contains(text, "Tags: redis"));
    CHECK(contains(text, "**Next steps:**"));
}

TEST_CASE("search_memories lists by importance and pages by offset", "[search_memories]") {
    ToolCaller caller;
    for (int i = 0; i < 5; ++i) {
        caller.succeed(
            "store_memory",
            R"({"type":"general","title":"N)" + std::to_string(i) +
                R"(","content":"C","importance":0.)" + std::to_string(i + 1) + "}"
        );
    }
    const std::string first = caller.succeed("search_memories", R"({"limit":2})");
    CHECK(first.starts_with("Found 5 memories:\n\n**1. N4**"));
    CHECK(contains(first, "**2. N3**"));
    CHECK(contains(first, "go on with offset 2"));
    const std::string second = caller.succeed("search_memories", R"({"limit":2,"offset":2})");
    CHECK(contains(second, "**3. N2**"));
    CHECK(contains(second, "**4. N1**"));
    CHECK_FALSE(contains(second, "N4"));
    const std::string beyond = caller.succeed("search_memories", R"({"offset":9})");
    CHECK(contains(beyond, "No memories found"));
}

TEST_CASE("search_memories finds several words in any order", "[search_memories]") {
    ToolCaller caller;
    caller.store("general", "A", "logic for retry");
    caller.store("general", "B", "retry only");
    const std::string any = caller.succeed("search_memories", R"({"query":"retry logic"})");
    CHECK(any.starts_with("Found 2 memories:\n\n**1. A**"));
    const std::string all =
        caller.succeed("search_memories", R"({"query":"retry logic","match_mode":"all"})");
    CHECK(all.starts_with("Found 1 memories:"));
    const std::string strict =
        caller.succeed("search_memories", R"({"query":"for RETRY","search_tolerance":"strict"})");
    CHECK(strict.starts_with("Found 1 memories:"));
    const std::string fuzzy =
        caller.succeed("search_memories", R"({"query":"lgoic","search_tolerance":"fuzzy"})");
    CHECK(fuzzy.starts_with("Found 1 memories:"));
}

TEST_CASE("search_memories filters by relationship", "[search_memories]") {
    ToolCaller caller;
    const std::string a = caller.store("solution", "A", "x");
    const std::string b = caller.store("problem", "B", "x");
    caller.store("general", "C", "x");
    caller.succeed(
        "create_relationship",
        R"({"from_memory_id":")" + a + R"(","to_memory_id":")" + b +
            R"(","relationship_type":"SOLVES"})"
    );
    const std::string text =
        caller.succeed("search_memories", R"({"query":"x","relationship_filter":["SOLVES"]})");
    CHECK(text.starts_with("Found 2 memories:"));
    CHECK_FALSE(contains(text, "**C**"));
}

TEST_CASE("get_recent_activity counts, and lists open problems until solved", "[activity]") {
    ToolCaller caller;
    const std::string problem = caller.store("problem", "Disk full", "No space left.");
    const std::string before = caller.succeed("get_recent_activity", "{}");
    CHECK(before.starts_with("**Recent activity (last 7 days)**\nTotal: 1 memories"));
    CHECK(contains(before, "- problem: 1"));
    CHECK(contains(before, "Unresolved Problems"));
    const std::string fix = caller.store("solution", "Rotate logs", "Daily.");
    caller.succeed(
        "create_relationship",
        R"({"from_memory_id":")" + fix + R"(","to_memory_id":")" + problem +
            R"(","relationship_type":"SOLVES"})"
    );
    const std::string after = caller.succeed("get_recent_activity", R"({"days":30})");
    CHECK_FALSE(contains(after, "Unresolved"));
    CHECK(contains(after, "Total: 2 memories"));
    const std::string elsewhere = caller.succeed("get_recent_activity", R"({"project":"none"})");
    CHECK(contains(elsewhere, "Project: none\nTotal: 0 memories"));
}
