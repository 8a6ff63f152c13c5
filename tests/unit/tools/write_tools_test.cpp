// store_memory, get_memory, update_memory and delete_memory: texts, keys, versions and refusals.
// Every refusal is followed by a look that nothing changed.

#include "support/catch.hpp"
#include "unit/tools/tool_caller.hpp"

#include <string>

using tools_test::first_id;
using tools_test::ToolCaller;

namespace {

constexpr auto kNothing = "No memories found matching the search criteria.";

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("store_memory answers the predecessor's sentence with the id", "[store_memory]") {
    ToolCaller caller;
    const std::string text =
        caller.succeed("store_memory", R"({"type":"general","title":"T","content":"C"})");
    CHECK(text == "Memory stored successfully with ID: " + first_id(text));
    CHECK(first_id(text).size() == 36);
}

TEST_CASE("what store_memory was given comes back from get_memory", "[store_memory]") {
    ToolCaller caller;
    const std::string id = first_id(caller.succeed("store_memory", R"({
        "type": "solution", "title": " Retry ", "content": "With jitter.", "summary": "Jitter.",
        "tags": ["Redis", " retry "], "importance": 0.9, "author": "Ada", "session": "s1",
        "project": "shop", "occurred_at": "2026-01-02T03:04:05Z",
        "context": {"languages": ["C++"], "git_branch": "main", "ticket": 17}
    })"));
    const std::string page = caller.succeed("get_memory", R"({"memory_id":")" + id + R"("})");
    CHECK(contains(page, "**Summary:** Jitter."));
    CHECK(contains(page, "**Memory: Retry**"));
    CHECK(contains(page, "Type: solution"));
    CHECK(contains(page, "Occurred: 2026-01-02T03:04:05Z"));
    CHECK(contains(page, "Importance: 0.9"));
    CHECK(contains(page, "Tags: redis, retry"));
    CHECK(contains(page, "**Content:**\nWith jitter."));
    CHECK(contains(page, "Project: shop\nSession: s1\nAuthor: Ada\nLanguages: C++\nBranch: main"));
    CHECK(contains(page, R"({"ticket":17})"));
}

TEST_CASE("the predecessor's session_id and user_id are session and author", "[store_memory]") {
    ToolCaller caller;
    const std::string id = first_id(caller.succeed("store_memory", R"({
        "type": "general", "title": "T", "content": "C",
        "context": {"session_id": "s9", "user_id": "bob", "project_path": "/srv/app"}
    })"));
    const std::string page = caller.succeed("get_memory", R"({"memory_id":")" + id + R"("})");
    CHECK(contains(page, "Project: /srv/app\nSession: s9\nAuthor: bob"));
}

TEST_CASE("the same key stores once and answers the same id", "[store_memory]") {
    ToolCaller caller;
    const auto arguments = R"({"type":"general","title":"T","content":"C","key":"k1"})";
    const std::string first = caller.succeed("store_memory", arguments);
    const std::string second = caller.succeed("store_memory", arguments);
    CHECK(first_id(first) == first_id(second));
    CHECK(contains(second, "was there already"));
    CHECK(contains(caller.succeed("search_memories", "{}"), "Found 1 memories:"));
}

TEST_CASE("what store_memory refuses is explained and not stored", "[store_memory]") {
    ToolCaller caller;
    const std::string long_title(501, 'x');
    CHECK_FALSE(caller.fail("store_memory", R"({"title":"T","content":"C"})").empty());
    CHECK_FALSE(caller.fail("store_memory", R"({"type":"x","title":"T","content":"C"})").empty());
    CHECK_FALSE(
        caller.fail("store_memory", R"({"type":"general","title":"  ","content":"C"})").empty()
    );
    CHECK_FALSE(caller
                    .fail(
                        "store_memory",
                        R"({"type":"general","content":"C","title":")" + long_title + R"("})"
                    )
                    .empty());
    CHECK(contains(
        caller.fail(
            "store_memory",
            R"({"type":"general","title":"T","content":"C","occurred_at":"yesterday"})"
        ),
        "ISO 8601"
    ));
    CHECK(caller.succeed("search_memories", "{}") == kNothing);
}

TEST_CASE("titles up to the tool's own limit are taken", "[store_memory]") {
    ToolCaller caller;
    const std::string title(500, 'x');
    CHECK_FALSE(caller.store("general", title, "C").empty());
}

TEST_CASE("get_memory says when there is no such memory", "[get_memory]") {
    ToolCaller caller;
    CHECK(contains(caller.fail("get_memory", R"({"memory_id":"nonsense"})"), "Memory not found"));
    const auto unknown = R"({"memory_id":"0193c0de-0000-7000-8000-000000000001"})";
    CHECK(
        caller.fail("get_memory", unknown) ==
        "Memory not found: 0193c0de-0000-7000-8000-000000000001"
    );
}

TEST_CASE("get_memory reads a long content in parts that join to the whole", "[get_memory]") {
    ToolCaller caller;
    std::string content;
    for (int i = 0; content.size() < 140'000; ++i) {
        content += "記憶" + std::to_string(i) + "、";
    }
    content.resize(content.size() - content.size() % 3);
    // 50,000 characters is the model's limit; these have three bytes each.
    const std::string id = caller.store("general", "Long", content.substr(0, 90'000));
    const std::string page = caller.succeed("get_memory", R"({"memory_id":")" + id + R"("})");
    const auto mark = page.find("[cut: go on with content_offset ");
    REQUIRE(mark != std::string::npos);
    const std::string offset = page.substr(mark + 32, page.find(' ', mark + 32) - mark - 32);
    const std::string rest = caller.succeed(
        "get_memory", R"({"memory_id":")" + id + R"(","content_offset":)" + offset + "}"
    );
    const std::size_t cut = std::stoul(offset);
    CHECK(contains(rest, content.substr(cut, 300)));
}

TEST_CASE("update_memory replaces the given fields and counts the version", "[update_memory]") {
    ToolCaller caller;
    const std::string id = caller.store("general", "Old", "Body");
    const std::string text = caller.succeed(
        "update_memory", R"({"memory_id":")" + id + R"(","title":"New","tags":["a"]})"
    );
    CHECK(text == "Memory updated successfully: " + id + " (version 2)");
    const std::string page = caller.succeed("get_memory", R"({"memory_id":")" + id + R"("})");
    CHECK(contains(page, "**Memory: New**"));
    CHECK(contains(page, "Body"));
    CHECK(contains(page, "Tags: a"));
}

TEST_CASE("update_memory with another expected version changes nothing", "[update_memory]") {
    ToolCaller caller;
    const std::string id = caller.store("general", "Old", "Body");
    caller.fail(
        "update_memory", R"({"memory_id":")" + id + R"(","title":"New","expected_version":7})"
    );
    CHECK(contains(caller.succeed("get_memory", R"({"memory_id":")" + id + R"("})"), "Memory: Old")
    );
}

TEST_CASE("update_memory wants something to change and a memory to change", "[update_memory]") {
    ToolCaller caller;
    const std::string id = caller.store("general", "Old", "Body");
    CHECK(contains(
        caller.fail("update_memory", R"({"memory_id":")" + id + R"("})"), "nothing to update"
    ));
    CHECK(contains(
        caller.fail(
            "update_memory", R"({"memory_id":"0193c0de-0000-7000-8000-000000000001","title":"x"})"
        ),
        "not found"
    ));
}

TEST_CASE("delete_memory removes once and then says so", "[delete_memory]") {
    ToolCaller caller;
    const std::string id = caller.store("general", "T", "C");
    const std::string arguments = R"({"memory_id":")" + id + R"("})";
    CHECK(caller.succeed("delete_memory", arguments) == "Memory deleted successfully: " + id);
    CHECK(
        caller.fail("delete_memory", arguments) == "Failed to delete memory (may not exist): " + id
    );
    CHECK(caller.succeed("search_memories", "{}") == kNothing);
}
