// Tests of the memory of tokens that were verified.
// It holds so many and no more, and forgets first what nobody asked for.

#include "auth/verified_tokens.hpp"

#include "support/catch.hpp"

#include <memory>
#include <string>

using mcp::auth::VerifiedToken;
using mcp::auth::VerifiedTokens;

namespace {

VerifiedToken token(const std::string& id) {
    auto principal = std::make_shared<mcp::Principal>();
    principal->id = id;
    VerifiedToken out;
    out.principal = std::move(principal);
    return out;
}

}  // namespace

TEST_CASE("a token is found by its digest until it is forgotten") {
    VerifiedTokens tokens(10);
    tokens.add("a", token("ada"));
    tokens.add("b", token("bob"));
    REQUIRE(tokens.find("a") != nullptr);
    CHECK(tokens.find("a")->principal->id == "ada");
    CHECK(tokens.find("c") == nullptr);
    tokens.forget("a");
    tokens.forget("c");
    CHECK(tokens.find("a") == nullptr);
    CHECK(tokens.size() == 1);
    tokens.clear();
    CHECK(tokens.find("b") == nullptr);
    CHECK(tokens.size() == 0);
}

TEST_CASE("beyond the limit, the token used longest ago goes") {
    VerifiedTokens tokens(3);
    tokens.add("a", token("a"));
    tokens.add("b", token("b"));
    tokens.add("c", token("c"));
    CHECK(tokens.find("a") != nullptr);
    tokens.add("d", token("d"));
    CHECK(tokens.size() == 3);
    CHECK(tokens.find("b") == nullptr);
    CHECK(tokens.find("a") != nullptr);
    CHECK(tokens.find("c") != nullptr);
    CHECK(tokens.find("d") != nullptr);
}

TEST_CASE("adding a token again replaces it") {
    VerifiedTokens tokens(2);
    tokens.add("a", token("old"));
    tokens.add("a", token("new"));
    CHECK(tokens.size() == 1);
    CHECK(tokens.find("a")->principal->id == "new");
}

TEST_CASE("many tokens in any order keep the limit") {
    VerifiedTokens tokens(16);
    for (int i = 0; i < 10'000; ++i) {
        tokens.add(std::to_string(i * 7'919 % 101), token("x"));
        (void)tokens.find(std::to_string(i % 50));
        CHECK(tokens.size() <= 16);
    }
}

TEST_CASE("a limit of none keeps none") {
    VerifiedTokens tokens(0);
    tokens.add("a", token("a"));
    CHECK(tokens.find("a") == nullptr);
    CHECK(tokens.size() == 0);
}
