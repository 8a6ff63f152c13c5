// Tests of scopes that include others.
// A token holds what its scopes come to, and nothing that they do not.

#include "support/catch.hpp"

#include <mcp/principal.hpp>
#include <mcp/scopes.hpp>

#include <string>
#include <vector>

using mcp::with_included;
using Names = std::vector<std::string>;

namespace {

const mcp::ScopeTable kTable = {{"admin", {"write"}}, {"write", {"read"}}, {"read", {}}};

}  // namespace

TEST_CASE("a broader scope includes the narrower, over every step") {
    CHECK(with_included({"admin"}, kTable) == Names{"admin", "read", "write"});
    CHECK(with_included({"write"}, kTable) == Names{"read", "write"});
    CHECK(with_included({"read"}, kTable) == Names{"read"});
    CHECK(with_included({}, kTable).empty());
}

TEST_CASE("a scope that the table does not have stands for itself") {
    CHECK(with_included({"other", "read", "other"}, kTable) == Names{"other", "read"});
    CHECK(with_included({"admin"}, {}) == Names{"admin"});
}

TEST_CASE("scopes that include each other end") {
    const mcp::ScopeTable circle = {{"a", {"b"}}, {"b", {"a", "b"}}};
    CHECK(with_included({"a"}, circle) == Names{"a", "b"});
}

TEST_CASE("a principal may what its scopes say, and what needs none") {
    mcp::Principal principal;
    principal.scopes = with_included({"write"}, kTable);
    CHECK(principal.may("read"));
    CHECK(principal.may("write"));
    CHECK(principal.may(""));
    CHECK_FALSE(principal.may("admin"));
    CHECK_FALSE(principal.may("rea"));
    CHECK_FALSE(principal.may("Read"));
}
