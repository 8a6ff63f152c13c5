// Members of a JSON text are set and removed without touching anything beside them.
// The samples are laid out as editors and people leave them.
#include "app/json_edit.hpp"

#include "app/usage_error.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace {

namespace app = mcp::app;

constexpr std::string_view kEntry = "{\n  \"command\": \"/opt/x\",\n  \"args\": [\"serve\"]\n}";

std::string refusal(std::string_view text) {
    try {
        static_cast<void>(app::set_json_member(text, {"servers", "us"}, "1"));
    } catch (const app::UsageError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("an empty text becomes a document", "[setup]") {
    for (const char* text : {"", " \n\t\n"}) {
        CHECK(
            app::set_json_member(text, {"servers", "us"}, kEntry) ==
            "{\n  \"servers\": {\n    \"us\": {\n      \"command\": \"/opt/x\",\n"
            "      \"args\": [\"serve\"]\n    }\n  }\n}\n"
        );
    }
}

TEST_CASE("a member is added behind the others, in their layout", "[setup]") {
    CHECK(
        app::set_json_member(
            "{\n\t\"a\": 1,\n\t\"servers\": {\n\t\t\"b\": {}\n\t}\n}\n", {"servers", "us"}, kEntry
        ) ==
        "{\n\t\"a\": 1,\n\t\"servers\": {\n\t\t\"b\": {},\n\t\t\"us\": {\n"
        "\t\t\t\"command\": \"/opt/x\",\n\t\t\t\"args\": [\"serve\"]\n\t\t}\n\t}\n}\n"
    );
    CHECK(
        app::set_json_member("{\r\n    \"a\": 1\r\n}", {"b"}, "2") ==
        "{\r\n    \"a\": 1,\r\n    \"b\": 2\r\n}"
    );
}

TEST_CASE("objects on one line open up", "[setup]") {
    CHECK(app::set_json_member("{\"a\":1}", {"b"}, "2") == "{\"a\":1,\n  \"b\": 2\n}");
    CHECK(app::set_json_member("{}", {"b"}, "2") == "{\n  \"b\": 2\n}");
    CHECK(
        app::set_json_member("{\n  \"s\": {}\n}\n", {"s", "b"}, "2") ==
        "{\n  \"s\": {\n    \"b\": 2\n  }\n}\n"
    );
}

TEST_CASE("comments and trailing commas stay", "[setup]") {
    CHECK(
        app::set_json_member(
            "// top\n{\n  \"a\": 1, // one\n  \"b\": 2 /* two */ // and\n  // last words\n}\n",
            {"c"},
            "3"
        ) ==
        "// top\n{\n  \"a\": 1, // one\n  \"b\": 2, /* two */ // and\n  // last words\n  \"c\": "
        "3\n}\n"
    );
    CHECK(app::set_json_member("{\n  \"a\": 1,\n}", {"b"}, "2") == "{\n  \"a\": 1,\n  \"b\": 2\n}");
    CHECK(
        app::set_json_member("{\n  // nothing yet\n}", {"b"}, "2") ==
        "{\n  // nothing yet\n  \"b\": 2\n}"
    );
    CHECK(app::set_json_member("{\"a\": [1, 2, ], }", {"a"}, "3") == "{\"a\": 3, }");
}

TEST_CASE("a value is replaced in its place", "[setup]") {
    const std::string text = "{\n  \"us\": {\"x\": 1}, // ours\n  \"b\": \"}\"\n}";
    CHECK(
        app::set_json_member(text, {"us"}, "{\n  \"y\": 2\n}") ==
        "{\n  \"us\": {\n    \"y\": 2\n  }, // ours\n  \"b\": \"}\"\n}"
    );
    CHECK(
        app::set_json_member(text, {"us", "x"}, "7") ==
        "{\n  \"us\": {\"x\": 7}, // ours\n  \"b\": \"}\"\n}"
    );
}

TEST_CASE("the same value in another layout changes nothing", "[setup]") {
    const std::string text = "{\"us\":{\"args\":[ \"serve\" ],\"command\":\"\\/opt/x\"}}";
    CHECK(app::set_json_member(text, {"us"}, kEntry) == text);
}

TEST_CASE("members are found by their name, however it is written", "[setup]") {
    CHECK(app::set_json_member(R"({"\u0075s": 1})", {"us"}, "2") == R"({"\u0075s": 2})");
    CHECK(
        app::set_json_member(R"({"x": {"us": 1}})", {"us"}, "2") ==
        "{\"x\": {\"us\": 1},\n  \"us\": 2\n}"
    );
}

TEST_CASE("a member is removed with its comma", "[setup]") {
    CHECK(app::remove_json_member("{\"a\": 1, \"b\": 2}", {"a"}) == "{\"b\": 2}");
    CHECK(app::remove_json_member("{\n  \"a\": 1,\n  \"b\": 2\n}", {"b"}) == "{\n  \"a\": 1\n}");
    CHECK(app::remove_json_member("{\"a\": 1, \"b\": 2, }", {"b"}) == "{\"a\": 1, }");
    CHECK(app::remove_json_member("{\"a\": 1 , }", {"a"}) == "{ }");
    CHECK(app::remove_json_member("{\"a\": 1}", {"b"}) == "{\"a\": 1}");
    CHECK(app::remove_json_member("", {"b"}).empty());
}

TEST_CASE("names and texts of members are told", "[setup]") {
    const std::string text = "{\"s\": {\"b\": [1], \"a\": 2}}";
    CHECK(app::json_member_names(text, {"s"}) == std::vector<std::string>{"b", "a"});
    CHECK(app::json_member_names(text, {"none"}).empty());
    CHECK(app::json_member(text, {"s", "b"}) == "[1]");
    CHECK_FALSE(app::json_member(text, {"s", "c"}).has_value());
}

TEST_CASE("what cannot be edited is refused with its line", "[setup]") {
    CHECK(refusal("[1]") == "the file holds no JSON object");
    CHECK(refusal("{\"servers\": []}") == "\"servers\" is no JSON object");
    CHECK(refusal("{\n\"servers\": {},\n\"servers\": {}}").starts_with("line 3: "));
    CHECK(refusal("{\n\"a\": 1\n\"b\": 2}") == "line 3: expected '}'");
    CHECK(refusal("{\"a\": tru}").starts_with("line 1: expected a JSON value"));
    CHECK(refusal("{\"a\": \"x\n\"}").starts_with("line 1: a string has no end"));
    CHECK(refusal("{\"a\": 1} x").starts_with("line 1: more text"));
    CHECK(refusal("{\"a\": 1 /* }").starts_with("line 1: a comment has no end"));
    CHECK(refusal("{'a': 1}").starts_with("line 1: expected a member's name"));
    CHECK(refusal("{\"a\": ").starts_with("line 1: "));
    CHECK(refusal("{\"a\\").starts_with("line 1: "));
    CHECK(refusal(std::string(200, '[')).find("levels") != std::string::npos);
}

TEST_CASE("a byte order mark stays at the beginning", "[setup]") {
    CHECK(app::set_json_member("\xEF\xBB\xBF{}", {"b"}, "2") == "\xEF\xBB\xBF{\n  \"b\": 2\n}");
}
