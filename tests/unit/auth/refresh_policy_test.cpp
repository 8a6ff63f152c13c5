// Tests of when keys are fetched again.
// An issuer is asked when it must be, and not because of what clients send.

#include "auth/refresh_policy.hpp"

#include "support/catch.hpp"

#include <chrono>

using mcp::auth::RefreshPolicy;
using mcp::auth::RefreshTimes;
using std::chrono::seconds;

namespace {

RefreshTimes times() {
    RefreshTimes out;
    out.lifetime = seconds(300);
    out.usable = seconds(3'600);
    out.retry = seconds(5);
    out.unknown = seconds(30);
    return out;
}

RefreshPolicy::Time at(int second) {
    return RefreshPolicy::Time(seconds(1'000'000 + second));
}

}  // namespace

TEST_CASE("keys are fetched at the first need, and again when they are old") {
    RefreshPolicy policy(times());
    CHECK(policy.due(at(0)));
    CHECK_FALSE(policy.usable(at(0)));
    policy.began(at(0));
    policy.succeeded(at(1));
    CHECK(policy.usable(at(1)));
    CHECK_FALSE(policy.due(at(300)));
    CHECK(policy.due(at(301)));
    CHECK(policy.usable(at(301)));
}

TEST_CASE("a failed attempt is repeated after a while") {
    RefreshPolicy policy(times());
    policy.began(at(0));
    CHECK_FALSE(policy.due(at(4)));
    CHECK(policy.due(at(5)));
}

TEST_CASE("old keys are used for a while when no new ones can be had") {
    RefreshPolicy policy(times());
    policy.began(at(0));
    policy.succeeded(at(0));
    policy.began(at(300));
    CHECK(policy.usable(at(3'599)));
    CHECK_FALSE(policy.usable(at(3'600)));
    CHECK(policy.due(at(3'600)));
}

TEST_CASE("unknown keys are a reason to fetch every half minute at most") {
    RefreshPolicy policy(times());
    CHECK(policy.due_for_unknown(at(0)));
    policy.began(at(0));
    policy.succeeded(at(0));
    CHECK_FALSE(policy.due_for_unknown(at(29)));
    CHECK(policy.due_for_unknown(at(30)));
    policy.began(at(30));
    CHECK_FALSE(policy.due_for_unknown(at(59)));
    CHECK(policy.due_for_unknown(at(60)));
}
