// Tests of the URLs that key sets may be fetched from.
// Keys that anybody on the way could exchange are refused.

#include "auth/key_url.hpp"

#include "support/catch.hpp"

#include <string>

using mcp::auth::KeyUrl;
using mcp::auth::parse_key_url;

namespace {

KeyUrl parsed(const std::string& text) {
    KeyUrl url;
    REQUIRE(parse_key_url(text, url).empty());
    return url;
}

std::string problem_of(const std::string& text) {
    KeyUrl url;
    url.host = "untouched";
    std::string problem = parse_key_url(text, url);
    CHECK((problem.empty() || url.host == "untouched"));
    return problem;
}

}  // namespace

TEST_CASE("an https URL is cut into its parts") {
    KeyUrl url = parsed("https://issuer.example/.well-known/jwks.json?v=1");
    CHECK(url.tls);
    CHECK(url.host == "issuer.example");
    CHECK(url.port == 443);
    CHECK(url.target == "/.well-known/jwks.json?v=1");
    CHECK(url.authority == "issuer.example");

    url = parsed("https://issuer.example:8443");
    CHECK(url.port == 8443);
    CHECK(url.target == "/");
    CHECK(url.authority == "issuer.example:8443");

    url = parsed("https://[2001:db8::1]:444?x");
    CHECK(url.host == "2001:db8::1");
    CHECK(url.port == 444);
    CHECK(url.target == "/?x");
    CHECK(url.authority == "[2001:db8::1]:444");
}

TEST_CASE("plain http is for this machine") {
    CHECK(parsed("http://127.0.0.1:8080/keys").port == 8080);
    CHECK(parsed("http://localhost/keys").port == 80);
    CHECK_FALSE(parsed("http://127.8.9.1/keys").tls);
    CHECK(parsed("http://[::1]/keys").host == "::1");
    for (const char* text :
         {"http://issuer.example/keys",
          "http://127.0.0.1.example/keys",
          "http://localhost.example/",
          "http://10.0.0.1/",
          "http://[::2]/",
          "http://127x/"}) {
        INFO(text);
        CHECK(problem_of(text).find("use https") != std::string::npos);
    }
}

TEST_CASE("what is no such URL is refused") {
    for (const char* text :
         {"",
          "issuer.example/keys",
          "ftp://issuer.example/",
          "HTTPS://issuer.example/",
          "https://",
          "https:///keys",
          "https://user@issuer.example/",
          "https://user:secret@issuer.example/",
          "https://issuer.example:/",
          "https://issuer.example:0/",
          "https://issuer.example:65536/",
          "https://issuer.example:80x/",
          "https://issuer.example:+80/",
          "https://[::1/",
          "https://[]/",
          "https://[::1]x/",
          "https://[zz]/",
          "https://issuer.example/#keys",
          "https://issuer.example/a b",
          "https://issuer.example/\r\nX: y",
          "https://issuer.example/\xc3\xa4"}) {
        INFO(text);
        CHECK_FALSE(problem_of(text).empty());
    }
    CHECK_FALSE(problem_of("https://issuer.example/" + std::string(3'000, 'a')).empty());
}
