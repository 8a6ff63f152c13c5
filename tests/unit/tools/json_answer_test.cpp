// Answers as JSON: valid whatever is cut, within the tokens, and the same in both of their forms.
// Pure functions: no database here.

#include "tools/json_answer.hpp"

#include "support/catch.hpp"
#include "tools/paged_answer.hpp"
#include "tools/selection.hpp"
#include "tools/split_list.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

using namespace mcp::tools;
using mcp::json::Value;

namespace {

Value parsed(const std::string& text) {
    Value value;
    REQUIRE(mcp::json::parse(text, mcp::json::Limits(), value) == mcp::json::ParseStatus::ok);
    return value;
}

Value item(int number, std::size_t length) {
    Value value;
    value["id"] = "0193c0de-0000-7000-8000-00000000000" + std::to_string(number);
    value["text"] = std::string(length, 'x');
    value["tags"] = std::vector<std::string>{"a", "b"};
    return value;
}

memory::MemoryId id_of(char digit) {
    std::string text = "0193c0de-0000-7000-8000-000000000000";
    text.back() = digit;
    return *memory::MemoryId::parse(text);
}

}  // namespace

TEST_CASE("a result as JSON has the same text as content", "[json]") {
    const mcp::ToolResult result = json_result(item(1, 3));
    CHECK(result.structured_json() == result.text());
    CHECK(parsed(result.text())["text"] == "xxx");
    CHECK_FALSE(result.is_error());
}

TEST_CASE("an object that fits is not shortened", "[json]") {
    Value value = item(1, 30);
    const Value before = value;
    shorten(value, 1'000);
    CHECK(value == before);
}

TEST_CASE("shortening cuts the longest texts first and keeps the id", "[json]") {
    Value value = item(1, 3'000);
    value["short"] = "stays";
    shorten(value, 120);
    CHECK(estimate_tokens(mcp::json::dump(value)) <= 120);
    CHECK(value["id"] == item(1, 0)["id"]);
    CHECK(value["short"] == "stays");
    CHECK(value["cut"] == true);
    CHECK(value["text"].get<std::string>().ends_with("…"));
    for (const std::size_t tokens : {0U, 1U, 20U, 40U}) {
        shorten(value, tokens);
        CHECK(value.contains("id"));
        CHECK(value["cut"] == true);
    }
    CHECK(value.size() == 2);
}

TEST_CASE("shortening never splits a character", "[json]") {
    Value value;
    std::string text;
    for (int i = 0; i < 500; ++i) {
        text += "記憶🙂ä";
    }
    value["id"] = "x";
    for (std::size_t tokens = 20; tokens < 400; tokens += 13) {
        value["text"] = text;
        shorten(value, tokens);
        CHECK(mcp::json::dump(value).find("\xEF\xBF\xBD") == std::string::npos);
        CHECK(estimate_tokens(mcp::json::dump(value)) <= tokens);
    }
}

TEST_CASE("lists and facts come in the order of the calls", "[json]") {
    JsonAnswer answer(1'000);
    answer.member("days", 7);
    answer.list("first");
    CHECK(answer.add(item(1, 3)));
    CHECK(answer.add(item(2, 3)));
    answer.list("second");
    answer.member("total", 2);
    const mcp::ToolResult result = std::move(answer).finish();
    const Value value = parsed(result.text());
    CHECK(value["first"].size() == 2);
    CHECK(value["second"].is_array());
    CHECK(value["second"].empty());
    CHECK(value["total"] == 2);
    CHECK(result.text().starts_with(R"({"days":7,"first":[{)"));
    CHECK(result.text() == result.structured_json());
}

TEST_CASE("an answer takes what fits, and at least the first item", "[json]") {
    for (const std::int64_t tokens : {100, 150, 300, 1'000}) {
        JsonAnswer answer(tokens);
        answer.list("items");
        int taken = 0;
        for (int i = 0; i < 10 && answer.add(item(i, 400)); ++i) {
            ++taken;
        }
        answer.member("total", 1'000'000);
        answer.member("more", "9 more left out: raise max_tokens (24000)");
        const std::string text = std::move(answer).finish().text();
        INFO(text);
        CHECK(taken >= 1);
        CHECK(estimate_tokens(text) <= static_cast<std::size_t>(tokens));
        CHECK(parsed(text)["items"].size() == static_cast<std::size_t>(taken));
    }
}

TEST_CASE("an empty answer is an empty object", "[json]") {
    CHECK(JsonAnswer(100).finish().text() == "{}");
}

TEST_CASE("a page of text says where the rest is, within its tokens", "[paged]") {
    for (const std::int64_t tokens : {100, 200, 1'000}) {
        PagedAnswer answer("Found 500 memories:", 0, tokens);
        int taken = 0;
        while (taken < 500 &&
               answer.add("An item of some ten words, " + std::string(80, 'x') + "\n")) {
            ++taken;
        }
        const std::string text = std::move(answer).finish(500, "Advice.");
        INFO(text);
        CHECK(taken >= 1);
        CHECK(taken < 500);
        CHECK(estimate_tokens(text) <= static_cast<std::size_t>(tokens));
        CHECK(text.find("go on with offset " + std::to_string(taken)) != std::string::npos);
        CHECK(text.find("raise max_tokens (" + std::to_string(tokens)) != std::string::npos);
    }
}

TEST_CASE("a page that ends with the last item says nothing of a rest", "[paged]") {
    PagedAnswer answer("Found 1 memories:", 0, 1'000);
    CHECK(answer.add("Item\n"));
    CHECK(std::move(answer).finish(1, "Advice.") == "Found 1 memories:\n\nItem\n\nAdvice.");
}

TEST_CASE("a selection's code is that of its ids in any order, and of no others", "[selection]") {
    const std::string code = selection_code({id_of('1'), id_of('2')});
    CHECK(code.size() == 16);
    CHECK(selection_code({id_of('2'), id_of('1')}) == code);
    CHECK(selection_code({id_of('1')}) != code);
    CHECK(selection_code({id_of('1'), id_of('3')}) != code);
    CHECK(selection_code({id_of('1'), id_of('2'), id_of('3')}) != code);
    CHECK(selection_code({}) != code);
}

TEST_CASE("lists typed as one text are split at commas", "[split]") {
    CHECK(split_list(" a, b c ,,\td").size() == 3);
    CHECK(split_list(" a, b c ,,\td") == std::vector<std::string>{"a", "b c", "d"});
    CHECK(split_list("").empty());
    CHECK(split_list(" , ").empty());
    CHECK(last_part("ab") == 0);
    CHECK(last_part("a, b") == 3);
    CHECK(last_part("a, ") == 3);
    CHECK(last_part("  a") == 2);
    CHECK(last_part("") == 0);
}
