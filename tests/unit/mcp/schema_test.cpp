// Tests of argument schemas: what clients see, what is accepted, and the texts of every refusal.
// Tool handlers rely on these checks, so each rule is tested at its bounds.

#include "support/catch.hpp"

#include <mcp/error.hpp>
#include <mcp/schema.hpp>

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

using Json = nlohmann::json;

namespace {

struct Place {
    Place() = default;
    std::string path;
    std::string rest;
};

struct Arguments {
    Arguments() = default;
    std::string query;
    std::optional<std::string> note;
    std::int64_t limit = 20;
    std::optional<std::int64_t> offset;
    double weight = 0.5;
    std::optional<double> importance;
    bool verbose = true;
    std::vector<std::string> tags;
    std::optional<std::vector<std::string>> types;
    std::string kind = "a";
    Place place;
};

mcp::InputSchema<Arguments> make_schema() {
    mcp::InputSchema<Place> place;
    place.add("path", &Place::path).max_length(5);
    place.add_rest("more", &Place::rest);
    mcp::InputSchema<Arguments> schema;
    schema.add("query", &Arguments::query).required().max_length(10).describe("What to find");
    schema.add("note", &Arguments::note);
    schema.add("limit", &Arguments::limit).range(1, 1000).describe("Default 20");
    schema.add("offset", &Arguments::offset).range(0, 100);
    schema.add("weight", &Arguments::weight).range(0, 1);
    schema.add("importance", &Arguments::importance).range(0, 1);
    schema.add("verbose", &Arguments::verbose);
    schema.add("tags", &Arguments::tags).max_items(3).max_length(4);
    schema.add("types", &Arguments::types).one_of({"task", "error"});
    schema.add("kind", &Arguments::kind).one_of({"a", "b"}, mcp::Listing::checked_only);
    schema.add("place", &Arguments::place, std::move(place)).describe("Where");
    return schema;
}

std::string problem(const char* arguments) {
    Arguments in;
    return make_schema().read(Json::parse(arguments), in);
}

Arguments accepted(const char* arguments) {
    Arguments in;
    INFO(arguments);
    REQUIRE(make_schema().read(Json::parse(arguments), in).empty());
    return in;
}

}  // namespace

TEST_CASE("values arrive in their members, absent ones keep their defaults") {
    const Arguments all = accepted(
        R"({"query":"q","note":"n","limit":7,"offset":0,"weight":0.25,"importance":1,"verbose":false,)"
        R"("tags":["x","y"],"types":["task"],"kind":"b","place":{"path":"p"}})"
    );
    CHECK(all.query == "q");
    CHECK(all.note == "n");
    CHECK(all.limit == 7);
    CHECK(all.offset == 0);
    CHECK(all.weight == 0.25);
    CHECK(all.importance == 1.0);
    CHECK_FALSE(all.verbose);
    CHECK(all.tags == std::vector<std::string>{"x", "y"});
    CHECK(all.types == std::vector<std::string>{"task"});
    CHECK(all.kind == "b");
    CHECK(all.place.path == "p");
    const Arguments few = accepted(R"({"query":"q"})");
    CHECK(few.limit == 20);
    CHECK_FALSE(few.note.has_value());
    CHECK_FALSE(few.types.has_value());
    CHECK(few.verbose);
}

TEST_CASE("null means absent, and a whole number may be written as one") {
    const Arguments in =
        accepted(R"({"query":"q","note":null,"limit":null,"offset":5.0,"types":null})");
    CHECK_FALSE(in.note.has_value());
    CHECK(in.limit == 20);
    CHECK(in.offset == 5);
    CHECK_FALSE(in.types.has_value());
}

TEST_CASE("every refusal says what to change") {
    struct Case {
        const char* arguments;
        const char* text;
    };

    const Case cases[] = {
        {R"({})", "Error: Missing required field: 'query'"},
        {R"({"query":null})", "Error: Missing required field: 'query'"},
        {R"([1])", "Validation error: the arguments must be an object, not an array"},
        {R"("x")", "Validation error: the arguments must be an object, not \"x\""},
        {R"({"query":5})", "Validation error: 'query' must be a string, not 5"},
        {R"({"query":["a"]})", "Validation error: 'query' must be a string, not an array"},
        {R"({"query":"12345678901"})",
         "Validation error: 'query' must have at most 10 characters, it has 11"},
        {R"({"query":"q","limit":0})", "Validation error: 'limit' must be from 1 to 1000, not 0"},
        {R"({"query":"q","limit":1001})",
         "Validation error: 'limit' must be from 1 to 1000, not 1001"},
        {R"({"query":"q","limit":1.5})", "Validation error: 'limit' must be an integer, not 1.5"},
        {R"({"query":"q","limit":"5"})", "Validation error: 'limit' must be an integer, not \"5\""},
        {R"({"query":"q","limit":true})", "Validation error: 'limit' must be an integer, not true"},
        {R"({"query":"q","limit":1e300})",
         "Validation error: 'limit' must be an integer, not 1e+300"},
        {R"({"query":"q","offset":-1})", "Validation error: 'offset' must be from 0 to 100, not -1"
        },
        {R"({"query":"q","weight":"x"})", "Validation error: 'weight' must be a number, not \"x\""},
        {R"({"query":"q","weight":1.01})",
         "Validation error: 'weight' must be from 0 to 1, not 1.01"},
        {R"({"query":"q","verbose":"yes"})",
         "Validation error: 'verbose' must be true or false, not \"yes\""},
        {R"({"query":"q","verbose":1})", "Validation error: 'verbose' must be true or false, not 1"
        },
        {R"({"query":"q","tags":"x"})",
         "Validation error: 'tags' must be an array of strings, not \"x\""},
        {R"({"query":"q","tags":["1","2","3","4"]})",
         "Validation error: 'tags' must have at most 3 items, it has 4"},
        {R"({"query":"q","tags":["x",5]})", "Validation error: 'tags[1]' must be a string, not 5"},
        {R"({"query":"q","tags":["x","12345"]})",
         "Validation error: 'tags[1]' must have at most 4 characters, it has 5"},
        {R"({"query":"q","types":["Task"]})",
         "Validation error: 'types[0]' must be one of task, error; not \"Task\"; did you mean "
         "'task'?"},
        {R"({"query":"q","kind":"zebra"})",
         "Validation error: 'kind' must be one of a, b; not \"zebra\""},
        {R"({"query":"q","place":5})", "Validation error: 'place' must be an object, not 5"},
        {R"({"query":"q","place":{"path":"123456"}})",
         "Validation error: 'place.path' must have at most 5 characters, it has 6"},
        {R"({"query":"q","place":{"more":"x"}})",
         "Validation error: 'place.more' must be an object, not \"x\""},
    };
    for (const Case& one : cases) {
        INFO(one.arguments);
        CHECK(problem(one.arguments) == one.text);
    }
}

TEST_CASE("an unknown argument is refused, with the nearest known one") {
    const std::string text = problem(R"({"query":"q","limits":5})");
    CHECK(
        text.find("unknown argument \"limits\"; did you mean 'limit'? (known: query, note, limit"
        ) != std::string::npos
    );
    CHECK(
        problem(R"({"query":"q","zzz":null})").find("unknown argument \"zzz\" (known:") !=
        std::string::npos
    );
    CHECK(problem(R"({"query":"q","a\nb":1})").find(R"("a\nb")") != std::string::npos);
}

TEST_CASE("all problems are told at once, but no more than five") {
    CHECK(
        problem(R"({"limit":0,"weight":2})") ==
        "Validation error: 'limit' must be from 1 to 1000, not 0\n"
        "Validation error: 'weight' must be from 0 to 1, not 2\n"
        "Error: Missing required field: 'query'"
    );
    const std::string many = problem(
        R"({"limit":0,"weight":2,"offset":-1,"importance":2,"verbose":1,"note":1,"kind":"c"})"
    );
    CHECK(std::count(many.begin(), many.end(), '\n') == 5);
    CHECK(many.ends_with("... and 3 more problems"));
}

TEST_CASE("lengths are counted in characters") {
    CHECK(accepted(R"({"query":"日本語日本語日本語日"})").query.size() == 30);
    CHECK(problem(R"({"query":"日本語日本語日本語日本"})").find("it has 11") != std::string::npos);
}

TEST_CASE("a long wrong value is quoted in part, cut between characters") {
    const std::string text =
        problem((R"({"query":"q","kind":")" + std::string(59, 'x') + "日日日日\"}").c_str());
    CHECK(text.find(std::string(59, 'x') + "...") != std::string::npos);
}

TEST_CASE("members that nobody names are kept with those of the rest property") {
    const Arguments in =
        accepted(R"({"query":"q","place":{"path":"p","zone":5,"more":{"a":[1]},"note":null}})");
    CHECK(Json::parse(in.place.rest) == Json::parse(R"({"zone":5,"a":[1],"note":null})"));
    CHECK(accepted(R"({"query":"q","place":{"path":"p"}})").place.rest.empty());
}

TEST_CASE("clients see an object schema without root combinators, in declaration order") {
    const std::string text = make_schema().to_json();
    const Json schema = Json::parse(text);
    CHECK(schema["type"] == "object");
    CHECK(schema["required"] == Json::parse(R"(["query"])"));
    CHECK(schema.size() == 3);
    const Json& properties = schema["properties"];
    CHECK(
        properties["query"] ==
        Json::parse(R"({"type":"string","maxLength":10,"description":"What to find"})")
    );
    CHECK(
        properties["limit"] ==
        Json::parse(R"({"type":"integer","minimum":1,"maximum":1000,"description":"Default 20"})")
    );
    CHECK(properties["verbose"] == Json::parse(R"({"type":"boolean"})"));
    CHECK(properties["tags"] == Json::parse(R"({"type":"array","items":{"type":"string"}})"));
    CHECK(
        properties["types"] ==
        Json::parse(R"({"type":"array","items":{"type":"string","enum":["task","error"]}})")
    );
    CHECK(properties["kind"] == Json::parse(R"({"type":"string"})"));
    CHECK(properties["place"]["description"] == "Where");
    CHECK(properties["place"]["properties"]["more"] == Json::parse(R"({"type":"object"})"));
    CHECK(text.find("\"query\"") < text.find("\"note\""));
    CHECK(text.find("\"kind\"") < text.find("\"place\""));
}

TEST_CASE("rules that are not listed are checked all the same") {
    mcp::InputSchema<Place> place;
    place.add("path", &Place::path).max_length(5);
    mcp::InputSchema<Arguments> schema;
    schema.add("query", &Arguments::query).max_length(3, mcp::Listing::checked_only);
    schema.add("limit", &Arguments::limit).range(0, 1'000'000, mcp::Listing::checked_only);
    schema.add("place", &Arguments::place, std::move(place), mcp::Listing::checked_only)
        .describe("{path}");
    CHECK(
        Json::parse(schema.to_json())["properties"] ==
        Json::parse(R"({"query":{"type":"string"},"limit":{"type":"integer"},)"
                    R"("place":{"type":"object","description":"{path}"}})")
    );
    Arguments in;
    CHECK(
        schema.read(
            Json::parse(R"({"query":"abcd","limit":1000001,"place":{"path":"123456"}})"), in
        ) ==
        "Validation error: 'limit' must be from 0 to 1000000, not 1000001\n"
        "Validation error: 'place.path' must have at most 5 characters, it has 6\n"
        "Validation error: 'query' must have at most 3 characters, it has 4"
    );
}

TEST_CASE("a tool without arguments has an empty object schema and refuses any") {
    const mcp::InputSchema<Place> none;
    CHECK(none.to_json() == R"({"type":"object","properties":{}})");
    Place in;
    CHECK(none.read(Json::object(), in).empty());
    CHECK(
        none.read(Json::parse(R"({"a":1})"), in) ==
        "Validation error: unknown argument \"a\" (there are none)"
    );
}

TEST_CASE("declaring an argument twice is an error of the program") {
    mcp::InputSchema<Place> schema;
    schema.add("path", &Place::path);
    CHECK_THROWS_AS(schema.add("path", &Place::rest), mcp::Error);
}
