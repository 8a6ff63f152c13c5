// Tests of the claims of a token whose signature is good.
// A claim that is missing, of another type or for somebody else is named; time is handed in.

#include "auth/jwt_claims.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace mcp::auth;
using Names = std::vector<std::string>;

namespace {

ClaimRules rules() {
    ClaimRules out;
    out.issuer = "https://issuer.example/";
    out.audiences = {"https://us.example/mcp", "us"};
    out.leeway = std::chrono::seconds(60);
    return out;
}

std::string payload(const std::string& more) {
    return R"({"iss":"https://issuer.example/","aud":"us","sub":"ada","exp":2000)" + more + "}";
}

std::string problem_of(const std::string& text) {
    Claims claims;
    claims.subject = "untouched";
    std::string problem = read_claims(text, rules(), claims);
    CHECK((problem.empty() || claims.subject == "untouched"));
    return problem;
}

Names scopes_of(const std::string& more) {
    Claims claims;
    REQUIRE(read_claims(payload(more), rules(), claims).empty());
    return claims.scopes;
}

std::string time_problem(const std::string& more, double now) {
    Claims claims;
    REQUIRE(read_claims(payload(more), rules(), claims).empty());
    return check_time(claims, EpochSeconds(now));
}

}  // namespace

TEST_CASE("a token for us is read") {
    Claims claims;
    REQUIRE(
        read_claims(payload(R"(,"scope":"a b","extra":{"x":[1,null]})"), rules(), claims).empty()
    );
    CHECK(claims.subject == "ada");
    CHECK(claims.scopes == Names{"a", "b"});
    CHECK(claims.expires == EpochSeconds(2060));
}

TEST_CASE("scopes come from scope or scp, as words or as a list") {
    CHECK(scopes_of("").empty());
    CHECK(scopes_of(R"(,"scope":"")").empty());
    CHECK(scopes_of(R"(,"scope":"  a   b ")") == Names{"a", "b"});
    CHECK(scopes_of(R"(,"scp":["a","b c"])") == Names{"a", "b c"});
    CHECK(scopes_of(R"(,"scp":"a b")") == Names{"a", "b"});
    CHECK(scopes_of(R"(,"scope":["a"],"scp":"b")") == Names{"a", "b"});
    CHECK(problem_of(payload(R"(,"scope":7)")) == "scope is neither a string nor a list");
    CHECK(problem_of(payload(R"(,"scp":["a",7])")) == "scp has something that is not a string");
}

TEST_CASE("the audience must name us, alone or among others") {
    const auto with = [](const std::string& audience) {
        return problem_of(
            R"({"iss":"https://issuer.example/","sub":"ada","exp":2000,"aud":)" + audience + "}"
        );
    };
    CHECK(with(R"("us")").empty());
    CHECK(with(R"(["other","https://us.example/mcp"])").empty());
    for (const char* audience :
         {R"("them")",
          R"("US")",
          R"("us/")",
          R"("https://us.example/mcp/")",
          R"([])",
          R"([["us"]])",
          R"(["us2"])",
          R"({"us":1})",
          "null",
          "7",
          R"("")"}) {
        INFO(audience);
        CHECK(with(audience) == "aud does not name this server");
    }
    CHECK(problem_of(R"({"iss":"https://issuer.example/","sub":"a","exp":1})") == "it has no aud");
}

TEST_CASE("the issuer is exactly ours") {
    const auto with = [](const std::string& issuer) {
        return problem_of(R"({"aud":"us","sub":"ada","exp":2000,"iss":)" + issuer + "}");
    };
    CHECK(with(R"("https://issuer.example/")").empty());
    CHECK(with(R"("https://issuer.example")") == "iss is another issuer");
    CHECK(with(R"("https://evil.example/")") == "iss is another issuer");
    CHECK(with(R"(["https://issuer.example/"])") == "it has no iss");
    CHECK(problem_of(R"({"aud":"us","sub":"ada","exp":2000})") == "it has no iss");
}

TEST_CASE("the subject is a text that a log line can carry") {
    const auto with = [](const std::string& subject) {
        return problem_of(
            R"({"iss":"https://issuer.example/","aud":"us","exp":2000,"sub":)" + subject + "}"
        );
    };
    CHECK(with("\"" + std::string(512, 'a') + "\"").empty());
    CHECK(with(R"("Adä 7|x")").empty());
    CHECK_FALSE(with("\"" + std::string(513, 'a') + "\"").empty());
    CHECK_FALSE(with(R"("")").empty());
    CHECK_FALSE(with(R"("a\nb")").empty());
    CHECK_FALSE(with(R"("a\u0000b")").empty());
    CHECK_FALSE(with("7").empty());
    CHECK(problem_of(R"({"iss":"https://issuer.example/","aud":"us","exp":1})") == "it has no sub");
}

TEST_CASE("a token is good from nbf or iat until exp, with the leeway on both ends") {
    CHECK(time_problem("", 0).empty());
    CHECK(time_problem("", 2059.5).empty());
    CHECK(time_problem("", 2060) == "it has expired");
    CHECK(time_problem(R"(,"nbf":1000)", 940).empty());
    CHECK(time_problem(R"(,"nbf":1000)", 939.5) == "it is not good yet (nbf or iat lies ahead)");
    CHECK(time_problem(R"(,"iat":1000)", 939.5) == "it is not good yet (nbf or iat lies ahead)");
    CHECK(
        time_problem(R"(,"nbf":500,"iat":1000)", 600) ==
        "it is not good yet (nbf or iat lies ahead)"
    );
    CHECK(time_problem(R"(,"nbf":1000.5,"iat":1e3)", 1'000).empty());
}

TEST_CASE("no leeway is none") {
    ClaimRules strict = rules();
    strict.leeway = std::chrono::seconds(0);
    Claims claims;
    REQUIRE(read_claims(payload(R"(,"nbf":1000)"), strict, claims).empty());
    CHECK_FALSE(check_time(claims, EpochSeconds(999)).empty());
    CHECK(check_time(claims, EpochSeconds(1'000)).empty());
    CHECK(check_time(claims, EpochSeconds(1'999)).empty());
    CHECK_FALSE(check_time(claims, EpochSeconds(2'000)).empty());
}

TEST_CASE("times are numbers, and exp is never missing") {
    const auto with = [](const std::string& times) {
        return problem_of(
            R"({"iss":"https://issuer.example/","aud":"us","sub":"ada")" + times + "}"
        );
    };
    CHECK(with("") == "it has no exp");
    CHECK(with(R"(,"exp":"2000")") == "exp is not a time");
    CHECK(with(R"(,"exp":null)") == "exp is not a time");
    CHECK(with(R"(,"exp":-1)") == "exp is not a time");
    CHECK(with(R"(,"exp":true)") == "exp is not a time");
    CHECK(with(R"(,"exp":2000,"nbf":"now")") == "nbf is not a time");
    CHECK(with(R"(,"exp":2000,"iat":{})") == "iat is not a time");
    CHECK(with(R"(,"exp":1e300)").empty());
}

TEST_CASE("claims are a JSON object") {
    for (const char* text : {"", "[]", "null", "\"x\"", "{", "{}x"}) {
        INFO(text);
        CHECK(problem_of(text) == "its claims are not a JSON object");
    }
    CHECK(problem_of(std::string(100'000, '[')) == "its claims are not a JSON object");
}
