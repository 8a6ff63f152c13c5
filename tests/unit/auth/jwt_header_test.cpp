// Tests of a token's outside: three parts, strict base64url, and a header that can be obeyed.
// Nothing here is signed: what is refused here never reaches the crypto library.

#include "auth/jwt_header.hpp"

#include "support/catch.hpp"
#include "support/jwt_signer.hpp"
#include "text/base64.hpp"

#include <string>
#include <utility>
#include <vector>

using mcp::auth::JwtHeader;
using mcp::auth::read_jwt_header;
using mcp::text::base64url_encode;

namespace {

std::string token_with(const std::string& header) {
    return support::signing_input(header, "{}") + "." + base64url_encode("signature");
}

std::string problem_of(const std::string& token) {
    JwtHeader header;
    header.algorithm = "untouched";
    std::string problem = read_jwt_header(token, header);
    CHECK((problem.empty() || header.algorithm == "untouched"));
    return problem;
}

}  // namespace

TEST_CASE("a header says how the token is signed") {
    JwtHeader header;
    REQUIRE(
        read_jwt_header(token_with(R"({"alg":"RS256","kid":"a/b","typ":"at+jwt"})"), header).empty()
    );
    CHECK(header.algorithm == "RS256");
    CHECK(header.key_id == "a/b");
    CHECK(header.signature_bytes == 9);
    REQUIRE(read_jwt_header(token_with(R"({"alg":"none"})"), header).empty());
    CHECK(header.algorithm == "none");
    CHECK_FALSE(header.key_id.has_value());
}

TEST_CASE("the type of an access token may be written in several ways") {
    for (const char* type :
         {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/jwt"}) {
        INFO(type);
        CHECK(
            problem_of(token_with(R"({"alg":"RS256","typ":")" + std::string(type) + "\"}")).empty()
        );
    }
    for (const char* type : {"\"logout+jwt\"", "\"dpop+jwt\"", "\"\"", "1", "null", "\"JOSE\""}) {
        INFO(type);
        CHECK(
            problem_of(token_with(R"({"alg":"RS256","typ":)" + std::string(type) + "}"))
                .find("typ") != std::string::npos
        );
    }
}

TEST_CASE("a header that cannot be obeyed is refused") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", "not JSON"},
        {"{", "not JSON"},
        {"[]", "not a JSON object"},
        {"\"RS256\"", "not a JSON object"},
        {"{}", "no alg"},
        {R"({"alg":null})", "no alg"},
        {R"({"alg":["RS256"]})", "no alg"},
        {R"({"ALG":"RS256"})", "no alg"},
        {R"({"alg":"RS256","kid":7})", "kid is not a string"},
        {R"({"alg":"RS256","crit":["b64"],"b64":false})", "crit"},
        {R"({"alg":"RS256","crit":[]})", "crit"},
        {"{\"alg\":\"RS256\",\"x\":\"\xff\"}", "not JSON"},
        {R"({"alg":"RS256","x":[[[[[[[[[1]]]]]]]]]})", "not JSON"},
    };
    for (const auto& [header, expected] : cases) {
        INFO(header);
        CHECK(problem_of(token_with(header)).find(expected) != std::string::npos);
    }
}

TEST_CASE("a token has three parts of strict base64url") {
    const std::string header = base64url_encode(R"({"alg":"RS256"})");
    const std::string body = base64url_encode("{}");
    CHECK(problem_of(header + "." + body + ".c2ln").empty());
    for (const std::string& token :
         {std::string(),
          std::string("."),
          std::string("abc"),
          header + "." + body,
          header + "." + body + ".c2ln.c2ln",
          header + ".a.b.c.d"}) {
        INFO(token);
        CHECK(problem_of(token).find("three parts") != std::string::npos);
    }
    for (const std::string& token :
         {header + "=." + body + ".c2ln",
          header + "." + body + ".c2lnZ",
          header + "." + body + ".c2l+",
          header + "." + body + ".c2l/",
          header + "." + body + ".YR",  // unused bits set: a second spelling of "YQ"
          header + "." + body + "==.c2ln",
          header + ". " + body + ".c2ln"}) {
        INFO(token);
        CHECK(problem_of(token).find("base64url") != std::string::npos);
    }
    CHECK(problem_of("." + body + ".c2ln").find("not JSON") != std::string::npos);
}
