// Tests of reading an Authorization header.
// What is not exactly a bearer token is told apart from there being none: 400 and 401.

#include "auth/bearer_header.hpp"

#include "support/catch.hpp"

#include <string>

using mcp::auth::BearerHeader;
using mcp::auth::kMaxToken;
using mcp::auth::read_bearer_header;

namespace {

std::string token_of(std::string_view header) {
    std::string token;
    const BearerHeader found = read_bearer_header(header, token);
    return found == BearerHeader::token ? token : "no token";
}

BearerHeader kind_of(std::string_view header) {
    std::string token = "untouched";
    const BearerHeader found = read_bearer_header(header, token);
    CHECK((found == BearerHeader::token || token == "untouched"));
    return found;
}

}  // namespace

TEST_CASE("a bearer token is what follows the scheme, in any case, and blanks") {
    CHECK(token_of("Bearer abc") == "abc");
    CHECK(token_of("bearer abc") == "abc");
    CHECK(token_of("BEARER   abc") == "abc");
    CHECK(token_of("  Bearer abc\t ") == "abc");
    CHECK(token_of("Bearer aZ09-._~+/==") == "aZ09-._~+/==");
}

TEST_CASE("no header and an empty one are missing") {
    CHECK(kind_of("") == BearerHeader::missing);
    CHECK(kind_of("   ") == BearerHeader::missing);
}

TEST_CASE("anything but a bearer token is malformed") {
    for (const char* header :
         {"Bearer",
          "Bearer ",
          "Bearerabc",
          "Basic dXNlcjpwYXNz",
          "abc",
          "Bearer a b",
          "Bearer a,b",
          "Bearer a, Bearer b",
          "Bearer =",
          "Bearer a=b",
          "Bearer \"abc\"",
          "Bearer abc\r\nX: y",
          "Bearer\tabc",
          "Bearer t\xc3\xb6ken"}) {
        INFO(header);
        CHECK(kind_of(header) == BearerHeader::malformed);
    }
    CHECK(kind_of(std::string("Bearer a\0b", 10)) == BearerHeader::malformed);
}

TEST_CASE("a token is as long as allowed, and not longer") {
    CHECK(kind_of("Bearer " + std::string(kMaxToken, 'a')) == BearerHeader::token);
    CHECK(kind_of("Bearer " + std::string(kMaxToken + 1, 'a')) == BearerHeader::malformed);
}
