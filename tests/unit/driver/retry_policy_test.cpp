// Delays between the attempts of a unit of work.
// The numbers are the official drivers': 1 s, doubled each time, a fifth of jitter, 30 s in all.

#include "api/retry_policy.hpp"

#include "support/catch.hpp"

#include <chrono>

using bolt::api::RetryPolicy;
using namespace std::chrono_literals;

namespace {

constexpr RetryPolicy::Clock::time_point kStart{1h};

}  // namespace

TEST_CASE("delays double") {
    RetryPolicy policy(30s);
    CHECK(policy.next_delay(kStart, 0.5) == 1s);
    CHECK(policy.next_delay(kStart + 1s, 0.5) == 2s);
    CHECK(policy.next_delay(kStart + 3s, 0.5) == 4s);
    CHECK(policy.next_delay(kStart + 7s, 0.5) == 8s);
}

TEST_CASE("jitter is at most a fifth, either way") {
    RetryPolicy low(30s);
    RetryPolicy high(30s);
    CHECK(low.next_delay(kStart, 0.0) == 800ms);
    const auto most = high.next_delay(kStart, 0.9999999);
    REQUIRE(most);
    CHECK(*most > 1'199ms);
    CHECK(*most <= 1'200ms);
}

TEST_CASE("the time counts from the end of the first attempt") {
    RetryPolicy policy(10s);
    // However long the first attempt took, the second one comes.
    CHECK(policy.next_delay(kStart, 0.5));
    CHECK(policy.next_delay(kStart + 9'999ms, 0.5));
    CHECK_FALSE(policy.next_delay(kStart + 10s, 0.5));
}

TEST_CASE("no delay goes beyond the total time") {
    RetryPolicy policy(15s);
    CHECK(policy.next_delay(kStart, 0.5) == 1s);
    CHECK(policy.next_delay(kStart + 1s, 0.5) == 2s);
    CHECK(policy.next_delay(kStart + 3s, 0.5) == 4s);
    CHECK(policy.next_delay(kStart + 7s, 0.5) == 8s);
    // A little early, thanks to jitter: sixteen seconds more would double what was asked for.
    CHECK(policy.next_delay(kStart + 14'500ms, 0.5) == 500ms);
    CHECK_FALSE(policy.next_delay(kStart + 15s, 0.5));
}

TEST_CASE("no time means no retry") {
    RetryPolicy policy(0s);
    CHECK_FALSE(policy.next_delay(kStart, 0.5));
}
