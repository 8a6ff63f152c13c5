// When a remembered document frequency may be used, and when it must be counted again.
// Time is an argument of the cache, so nothing here waits.
#include "neo4j/frequency_cache.hpp"
#include "support/catch.hpp"

#include <string>

using memory::QueryTerm;
using memory::neo4j::FrequencyCache;

namespace {

constexpr FrequencyCache::TimePoint kNow{};
constexpr std::int64_t kLarge = 100'000;

}  // namespace

TEST_CASE("a small store is always counted afresh") {
    FrequencyCache cache;
    const std::int64_t small = FrequencyCache::kExactBelow - 1;
    cache.remember(QueryTerm("a"), 5, small, kNow);
    CHECK_FALSE(cache.find(QueryTerm("a"), small, kNow).has_value());
    CHECK_FALSE(cache.find(QueryTerm("a"), kLarge, kNow).has_value());
}

TEST_CASE("a large store remembers counts by word and kind of match") {
    FrequencyCache cache;
    cache.remember(QueryTerm("a"), 5, kLarge, kNow);
    cache.remember(QueryTerm("a", QueryTerm::Match::prefix), 9, kLarge, kNow);
    CHECK(cache.find(QueryTerm("a"), kLarge, kNow) == 5);
    CHECK(cache.find(QueryTerm("a", QueryTerm::Match::prefix), kLarge, kNow) == 9);
    CHECK_FALSE(cache.find(QueryTerm("a", QueryTerm::Match::similar), kLarge, kNow).has_value());
    cache.remember(QueryTerm("a"), 6, kLarge, kNow);
    CHECK(cache.find(QueryTerm("a"), kLarge, kNow) == 6);
}

TEST_CASE("a count ends when the collection has changed by more than one per cent") {
    FrequencyCache cache;
    cache.remember(QueryTerm("a"), 5, kLarge, kNow);
    CHECK(cache.find(QueryTerm("a"), kLarge + 900, kNow).has_value());
    CHECK_FALSE(cache.find(QueryTerm("a"), kLarge + 1'100, kNow).has_value());
    CHECK_FALSE(cache.find(QueryTerm("a"), kLarge - 1'100, kNow).has_value());
    cache.note_writes(600);
    CHECK(cache.find(QueryTerm("a"), kLarge, kNow).has_value());
    CHECK_FALSE(cache.find(QueryTerm("a"), kLarge + 500, kNow).has_value());
    cache.note_writes(600);
    CHECK_FALSE(cache.find(QueryTerm("a"), kLarge, kNow).has_value());
    cache.remember(QueryTerm("a"), 7, kLarge, kNow);
    CHECK(cache.find(QueryTerm("a"), kLarge, kNow) == 7);
}

TEST_CASE("a count ends with its age") {
    FrequencyCache cache;
    cache.remember(QueryTerm("a"), 5, kLarge, kNow);
    CHECK(cache.find(QueryTerm("a"), kLarge, kNow + FrequencyCache::kMaxAge).has_value());
    const auto later = kNow + FrequencyCache::kMaxAge + std::chrono::seconds(1);
    CHECK_FALSE(cache.find(QueryTerm("a"), kLarge, later).has_value());
}

TEST_CASE("the cache is bounded and drops its oldest word") {
    FrequencyCache cache;
    for (std::size_t i = 0; i <= FrequencyCache::kCapacity; ++i) {
        cache.remember(QueryTerm("w" + std::to_string(i)), 1, kLarge, kNow);
    }
    CHECK_FALSE(cache.find(QueryTerm("w0"), kLarge, kNow).has_value());
    CHECK(cache.find(QueryTerm("w1"), kLarge, kNow).has_value());
    const std::string newest = "w" + std::to_string(FrequencyCache::kCapacity);
    CHECK(cache.find(QueryTerm(newest), kLarge, kNow).has_value());
}

TEST_CASE("the collection's size is what was heard last") {
    FrequencyCache cache;
    CHECK(cache.last_documents() == 0);
    cache.note_documents(42);
    CHECK(cache.last_documents() == 42);
}
