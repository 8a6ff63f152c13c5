// output: "json" and max_tokens in every tool: the same facts in both forms, never more than asked.
// What each tool's text says is tested beside the tool.

#include "json/json_io.hpp"
#include "support/catch.hpp"
#include "tools/token_budget.hpp"
#include "unit/tools/tool_caller.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

using mcp::json::Value;
using mcp::tools::estimate_tokens;
using tools_test::first_id;
using tools_test::ToolCaller;

namespace {

/// The JSON of an answer, which must be the same as structuredContent and as text.
Value answer_of(ToolCaller& caller, const std::string& tool, const std::string& arguments) {
    const mcp::ToolResult result = caller.call(tool, arguments);
    INFO(result.text());
    REQUIRE_FALSE(result.is_error());
    REQUIRE(result.structured_json() == result.text());
    Value value;
    REQUIRE(
        mcp::json::parse(result.text(), mcp::json::Limits(), value) == mcp::json::ParseStatus::ok
    );
    REQUIRE(value.is_object());
    return value;
}

/// Thirty memories with everything that makes an answer long, in other signs than ASCII too.
std::string store_much(ToolCaller& caller) {
    std::string tags;
    for (int i = 0; i < 40; ++i) {
        tags += (i == 0 ? R"(")" : R"(,")") + std::string("tag number ") + std::to_string(i) + '"';
    }
    std::string content;
    for (int i = 0; i < 300; ++i) {
        content += "apple \\\"quoted\\\" 記憶 line " + std::to_string(i) + "\\n";
    }
    std::string id;
    for (int i = 0; i < 30; ++i) {
        const std::string number = std::to_string(i);
        id = first_id(caller.succeed(
            "store_memory",
            R"({"type":"problem","title":"Apple )" + number + " " + std::string(300, 't') +
                R"(","content":")" + content + R"(","summary":")" + std::string(900, 's') +
                R"(","project":"p","session":"s","author":"Ada","tags":[)" + tags +
                R"(],"context":{"git_branch":"main","working_directory":"/srv/)" +
                std::string(200, 'd') + R"("}})"
        ));
    }
    return id;
}

}  // namespace

TEST_CASE("what writes answers ids and what it did", "[json]") {
    ToolCaller caller;
    const Value stored = answer_of(
        caller,
        "store_memory",
        R"({"type":"general","title":"T","content":"C","key":"k","output":"json"})"
    );
    const std::string id = stored["id"];
    CHECK(stored["created"] == true);
    CHECK(
        answer_of(
            caller,
            "store_memory",
            R"({"type":"general","title":"T","content":"C","key":"k","output":"json"})"
        )["created"] == false
    );
    const std::string other = caller.store("general", "U", "C");
    const Value updated = answer_of(
        caller, "update_memory", R"({"memory_id":")" + id + R"(","title":"N","output":"json"})"
    );
    CHECK(updated["id"] == id);
    CHECK(updated["version"] == 2);
    const std::string link = R"({"from_memory_id":")" + id + R"(","to_memory_id":")" + other +
                             R"(","relationship_type":"SOLVES","output":"json"})";
    const Value linked = answer_of(caller, "create_relationship", link);
    CHECK(linked["created"] == true);
    CHECK(answer_of(caller, "create_relationship", link)["created"] == false);
    const Value deleted =
        answer_of(caller, "delete_memory", R"({"memory_id":")" + id + R"(","output":"json"})");
    CHECK(deleted["deleted"] == true);
}

TEST_CASE("a failure is a text, whatever the output", "[json]") {
    ToolCaller caller;
    const mcp::ToolResult result = caller.call(
        "get_memory", R"({"memory_id":"0193c0de-0000-7000-8000-000000000001","output":"json"})"
    );
    CHECK(result.is_error());
    CHECK(result.structured_json().empty());
    CHECK(
        caller.fail("recall", R"({"query":"x","output":"xml"})").find("output") != std::string::npos
    );
}

TEST_CASE("get_memory as JSON has every field, and long contents in parts that join", "[json]") {
    ToolCaller caller;
    const std::string id = store_much(caller);
    const std::string arguments = R"({"memory_id":")" + id + R"(","output":"json")";
    const Value whole = answer_of(caller, "get_memory", arguments + "}");
    CHECK(whole["id"] == id);
    CHECK(whole["tags"].size() == 40);
    CHECK(whole["context"]["git_branch"] == "main");
    CHECK(whole["version"] == 1);
    CHECK(whole["relationships"].empty());
    const std::string content = whole["content"];
    CHECK_FALSE(whole.contains("next_content_offset"));
    std::string joined;
    std::size_t offset = 0;
    for (int parts = 0; parts < 50; ++parts) {
        const Value part = answer_of(
            caller,
            "get_memory",
            arguments + R"(,"max_tokens":1500,"content_offset":)" + std::to_string(offset) + "}"
        );
        joined += part["content"].get<std::string>();
        if (!part.contains("next_content_offset")) {
            break;
        }
        CHECK(part["content_size"] == content.size());
        offset = part["next_content_offset"];
    }
    CHECK(joined == content);
}

TEST_CASE("recall as JSON has what its lines have", "[json]") {
    ToolCaller caller;
    caller.succeed(
        "store_memory",
        R"({"type":"fix","title":"Retry","content":"With jitter.","author":"Ada",
            "occurred_at":"2026-01-02T03:04:05Z"})"
    );
    const Value found = answer_of(caller, "recall", R"({"query":"retries","output":"json"})");
    REQUIRE(found["memories"].size() == 1);
    const Value& hit = found["memories"][0];
    CHECK(hit["type"] == "fix");
    CHECK(hit["author"] == "Ada");
    CHECK(hit["occurred_at"] == "2026-01-02T03:04:05Z");
    CHECK(hit["text"] == "Retry: With jitter.");
    CHECK(hit["why"].get<std::string>().find("in title") != std::string::npos);
    CHECK(hit["score"].is_number());
    CHECK(found["total"] == 1);
    CHECK_FALSE(found.contains("more"));
    const Value none = answer_of(caller, "recall", R"({"query":"zebra","output":"json"})");
    CHECK(none["memories"].empty());
    CHECK(none["more"].get<std::string>().find("Nothing found") != std::string::npos);
}

TEST_CASE("lists as JSON say where they go on, and their pages leave nothing out", "[json]") {
    ToolCaller caller;
    store_much(caller);
    for (const std::string tool : {"search_memories", "recall_memories"}) {
        std::vector<std::string> seen;
        std::int64_t offset = 0;
        for (int pages = 0; pages < 40; ++pages) {
            const Value page = answer_of(
                caller,
                tool,
                R"({"query":"apple","output":"json","offset":)" + std::to_string(offset) + "}"
            );
            CHECK(page["total"] == 30);
            for (const Value& item : page["memories"]) {
                seen.push_back(item["id"]);
            }
            if (!page.contains("next_offset")) {
                break;
            }
            REQUIRE(page["next_offset"] > offset);
            offset = page["next_offset"];
        }
        std::sort(seen.begin(), seen.end());
        CHECK(std::unique(seen.begin(), seen.end()) == seen.end());
        CHECK(seen.size() == 30);
    }
}

TEST_CASE("related memories and activity as JSON tell their facts", "[json]") {
    ToolCaller caller;
    const std::string problem = caller.store("problem", "Disk full", "No space.");
    const std::string fix = caller.store("solution", "Rotate", "Daily.");
    const Value before = answer_of(caller, "get_recent_activity", R"({"output":"json"})");
    CHECK(before["total"] == 2);
    CHECK(before["days"] == 7);
    CHECK(before["by_type"]["problem"] == 1);
    CHECK(before["unresolved"][0]["id"] == problem);
    CHECK(before["recent"].size() == 2);
    caller.succeed(
        "create_relationship",
        R"({"from_memory_id":")" + fix + R"(","to_memory_id":")" + problem +
            R"(","relationship_type":"SOLVES"})"
    );
    const Value related = answer_of(
        caller, "get_related_memories", R"({"memory_id":")" + fix + R"(","output":"json"})"
    );
    REQUIRE(related["memories"].size() == 1);
    CHECK(related["memories"][0]["id"] == problem);
    CHECK(related["memories"][0]["relationship"] == "SOLVES");
    CHECK(related["memories"][0]["direction"] == "outgoing");
    CHECK(related["memories"][0]["depth"] == 1);
    CHECK(related["found"] == 1);
    const Value none = answer_of(
        caller,
        "get_related_memories",
        R"({"memory_id":"0193c0de-0000-7000-8000-000000000001","output":"json"})"
    );
    CHECK(none["memories"].empty());
}

TEST_CASE("no answer of a reading tool is longer than max_tokens, and each says more", "[budget]") {
    ToolCaller caller;
    const std::string id = store_much(caller);
    for (int i = 0; i < 20; ++i) {
        const std::string other = caller.store("task", "Neighbour " + std::to_string(i), "x");
        caller.succeed(
            "create_relationship",
            R"({"from_memory_id":")" + id + R"(","to_memory_id":")" + other +
                R"(","relationship_type":"CAUSES"})"
        );
    }
    const std::vector<std::pair<std::string, std::string>> calls{
        {"recall", R"("query":"apple","limit":30)"},
        {"recall_memories", R"("query":"apple")"},
        {"recall_memories", R"("project_path":"p")"},
        {"search_memories", R"("query":"apple")"},
        {"search_memories", R"("limit":1000)"},
        {"get_memory", R"("memory_id":")" + id + '"'},
        {"get_related_memories", R"("memory_id":")" + id + R"(","limit":20)"},
        {"get_recent_activity", R"("project":"p")"},
    };
    for (const auto& [tool, arguments] : calls) {
        for (const std::string output : {"text", "json"}) {
            for (const std::size_t tokens : {100U, 150U, 400U, 1'500U, 24'000U}) {
                const std::string text = caller.succeed(
                    tool,
                    "{" + arguments + R"(,"output":")" + output + R"(","max_tokens":)" +
                        std::to_string(tokens) + "}"
                );
                INFO(tool << " " << output << " " << tokens << ": " << text);
                CHECK(estimate_tokens(text) <= tokens);
                if (tokens <= 400) {
                    const bool says_more = text.find("max_tokens") != std::string::npos ||
                                           text.find("offset") != std::string::npos;
                    CHECK(says_more);
                }
            }
            // The default is 1,500 for lists, and the longest answer for one memory.
            const std::string text =
                caller.succeed(tool, "{" + arguments + R"(,"output":")" + output + "\"}");
            CHECK(estimate_tokens(text) <= (tool == "get_memory" ? 24'000U : 1'500U));
        }
        CHECK(caller.call(tool, "{" + arguments + R"(,"max_tokens":99})").is_error());
        CHECK(caller.call(tool, "{" + arguments + R"(,"max_tokens":24001})").is_error());
    }
}
