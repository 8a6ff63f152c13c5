// URI templates: which URIs belong to a family, and what their variables are.
// Templates that could be read in two ways are refused.

#include "protocol/uri_template.hpp"

#include "support/catch.hpp"

#include <mcp/error.hpp>

using mcp::protocol::percent_decode;
using mcp::protocol::UriTemplate;
using Variables = UriTemplate::Variables;

TEST_CASE("variables are what stands between the literals") {
    const UriTemplate one("memory://item/{id}");
    CHECK(one.match("memory://item/7") == Variables{{"id", "7"}});
    CHECK_FALSE(one.match("memory://item/").has_value());
    CHECK_FALSE(one.match("memory://item/7/8").has_value());
    CHECK_FALSE(one.match("memory://items/7").has_value());
    const UriTemplate two("a://{x}/data/{y}.json");
    CHECK(two.match("a://1/data/2.json") == Variables{{"x", "1"}, {"y", "2"}});
    CHECK(two.match("a://1/data/2.3.json") == Variables{{"x", "1"}, {"y", "2.3"}});
    CHECK_FALSE(two.match("a://1/data/2").has_value());
    CHECK(two.names() == std::vector<std::string>{"x", "y"});
}

TEST_CASE("a template without variables matches itself only") {
    const UriTemplate plain("a://b");
    CHECK(plain.match("a://b") == Variables{});
    CHECK_FALSE(plain.match("a://bc").has_value());
    CHECK_FALSE(UriTemplate().match("").has_value());
}

TEST_CASE("values are percent-decoded, and wrong encodings match nothing") {
    const UriTemplate one("a:{x}");
    CHECK(one.match("a:%C3%A9%2F") == Variables{{"x", "\xC3\xA9/"}});
    CHECK_FALSE(one.match("a:%4").has_value());
    CHECK_FALSE(one.match("a:%zz").has_value());
    CHECK(percent_decode("%41%62c") == "Abc");
}

TEST_CASE("templates that cannot be matched are refused") {
    for (const char* text : {"{", "}", "a}b", "{a", "{}", "{a b}", "{+a}", "{a}{b}", "{a}/{a}"}) {
        INFO(text);
        CHECK_THROWS_AS(UriTemplate(text), mcp::Error);
    }
}
