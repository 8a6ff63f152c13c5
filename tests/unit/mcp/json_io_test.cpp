// Tests of reading and writing JSON texts: limits, surrogates, broken UTF-8, escapes.
// The parser itself is nlohmann's; what is ours is tested here.

#include "json/json_io.hpp"

#include "support/catch.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace json = mcp::json;

namespace {

json::ParseStatus status_of(std::string_view text, const json::Limits& limits = {}) {
    json::Value value;
    return json::parse(text, limits, value);
}

std::string as_json(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

json::Limits limits(std::size_t depth, std::size_t values) {
    json::Limits out;
    out.max_depth = depth;
    out.max_values = values;
    return out;
}

}  // namespace

TEST_CASE("JSON is parsed, anything else is malformed and leaves the value alone") {
    json::Value value = 7;
    CHECK(json::parse(R"({"a":[1,"x"]})", {}, value) == json::ParseStatus::ok);
    CHECK(value["a"][1] == "x");
    const char* broken[] = {"", "   ", "{", "nul", R"({"a":})", "1 2", "\"a", "{]", "\x01", "'a'"};
    for (const char* text : broken) {
        INFO(text);
        CHECK(json::parse(text, {}, value) == json::ParseStatus::malformed);
        CHECK(value["a"][1] == "x");
    }
}

TEST_CASE("text that is not UTF-8 is malformed") {
    CHECK(status_of("\"\xff\"") == json::ParseStatus::malformed);
    CHECK(status_of("\"\xc0\x80\"") == json::ParseStatus::malformed);
    CHECK(status_of("\"\xed\xa0\x80\"") == json::ParseStatus::malformed);
    CHECK(status_of("\"é世界😀\"") == json::ParseStatus::ok);
}

TEST_CASE("nesting is limited before anything is built") {
    CHECK(status_of("[[[1]]]", limits(3, 100)) == json::ParseStatus::ok);
    CHECK(status_of("[[[[1]]]]", limits(3, 100)) == json::ParseStatus::too_deep);
    CHECK(status_of(R"({"a":{"b":[[]]}})", limits(3, 100)) == json::ParseStatus::too_deep);
    CHECK(status_of(std::string(1'000'000, '[')) == json::ParseStatus::too_deep);
    SECTION("brackets inside strings do not count") {
        CHECK(status_of(R"(["[[[[[", "\"[[[["])", limits(1, 100)) == json::ParseStatus::ok);
    }
    SECTION("siblings do not add up") {
        CHECK(status_of("[[],[],[],{}]", limits(2, 100)) == json::ParseStatus::ok);
    }
}

TEST_CASE("the number of values is limited before anything is built") {
    CHECK(status_of("[1,2,3]", limits(8, 4)) == json::ParseStatus::ok);
    CHECK(status_of("[1,2,3,4]", limits(8, 4)) == json::ParseStatus::too_many_values);
    CHECK(status_of(R"(["a,b,c,d,e,f"])", limits(8, 4)) == json::ParseStatus::ok);
}

TEST_CASE("an escape of half a surrogate pair reads as U+FFFD") {
    json::Value value;
    REQUIRE(json::parse(R"("cut \ud83d")", {}, value) == json::ParseStatus::ok);
    CHECK(value == "cut \xEF\xBF\xBD");
    REQUIRE(
        json::parse(R"(["\udc00\ud83d\ude00", "\\ud83d"])", {}, value) == json::ParseStatus::ok
    );
    CHECK(value[0] == "\xEF\xBF\xBD😀");
    CHECK(value[1] == "\\ud83d");
    CHECK(status_of(R"("\ud83d\u00")") == json::ParseStatus::malformed);
    CHECK(status_of(R"({"\ud83d":)") == json::ParseStatus::malformed);
}

TEST_CASE("strings are written with the escapes that JSON asks for") {
    CHECK(as_json("plain") == "\"plain\"");
    CHECK(as_json("") == "\"\"");
    CHECK(as_json("a\"b\\c\n\r\t") == R"("a\"b\\c\n\r\t")");
    CHECK(as_json(std::string_view("\0\x1f\x7f", 3)) == R"("\u0000\u001f\u007f")");
    CHECK(as_json("é世😀") == "\"é世😀\"");
}

TEST_CASE("broken UTF-8 is written as U+FFFD, so that every answer is JSON") {
    CHECK(
        as_json("a\xff"
                "b") ==
        "\"a\xEF\xBF\xBD"
        "b\""
    );
    CHECK(as_json("\xe4\xb8") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text = std::string("x") + static_cast<char>(byte) + "y";
        CHECK(status_of(as_json(text)) == json::ParseStatus::ok);
    }
}

TEST_CASE("what is written is read back the same") {
    const std::string all =
        "a\"\\/\b\f\n\r\t\x01\x7f \u00e9 \u0800 \ud7ff \ue000 \uffff \U00010000 \U0010ffff";
    json::Value value;
    REQUIRE(json::parse(as_json(all), {}, value) == json::ParseStatus::ok);
    CHECK(value.get<std::string>() == all);
}
