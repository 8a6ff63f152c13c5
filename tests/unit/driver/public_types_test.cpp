// What a caller writes inside a co_await expression may not be an aggregate: g++ 12 destroys such
// temporaries twice. This file holds the driver's public types to it.

#include "support/catch.hpp"

#include <bolt/bolt.hpp>

#include <string>
#include <type_traits>
#include <vector>

namespace {

template <class... T>
constexpr bool kNoneIsAggregate = (!std::is_aggregate_v<T> && ...);

static_assert(kNoneIsAggregate<
              bolt::AuthToken,
              bolt::Bookmarks,
              bolt::Counters,
              bolt::Date,
              bolt::DateTime,
              bolt::DriverConfig,
              bolt::Duration,
              bolt::EagerResult,
              bolt::Error,
              bolt::LocalDateTime,
              bolt::LocalTime,
              bolt::Map,
              bolt::Node,
              bolt::Notification,
              bolt::NotificationConfig,
              bolt::Params,
              bolt::Path,
              bolt::Point,
              bolt::PoolConfig,
              bolt::PoolMetrics,
              bolt::QueryConfig,
              bolt::Record,
              bolt::Relationship,
              bolt::ServerError,
              bolt::ServerInfo,
              bolt::SessionConfig,
              bolt::Summary,
              bolt::Time,
              bolt::TxConfig,
              bolt::Value>);

static_assert(std::is_copy_constructible_v<bolt::Driver>);
static_assert(std::is_nothrow_move_constructible_v<bolt::Session>);
static_assert(std::is_nothrow_move_constructible_v<bolt::Transaction>);
static_assert(std::is_nothrow_move_constructible_v<bolt::Result>);
static_assert(!std::is_copy_constructible_v<bolt::Transaction>);

}  // namespace

TEST_CASE("bookmarks are a set") {
    std::vector<std::string> values;
    values.emplace_back("b");
    values.emplace_back("a");
    values.emplace_back("b");
    const bolt::Bookmarks bookmarks(values);
    CHECK(bookmarks.values() == std::vector<std::string>{"a", "b"});
    const bolt::Bookmarks other(std::vector<std::string>{"c"});
    CHECK(bookmarks.merged(other).values().size() == 3);
    CHECK(bolt::Bookmarks().empty());
}

TEST_CASE("a transaction's settings chain, and refuse a negative time-out") {
    const bolt::TxConfig config = bolt::TxConfig().timeout(std::chrono::milliseconds(5));
    CHECK(config.timeout() == std::chrono::milliseconds(5));
    CHECK_FALSE(bolt::TxConfig().timeout().has_value());
    CHECK_THROWS_AS(bolt::TxConfig().timeout(std::chrono::milliseconds(-1)), bolt::Error);
}

TEST_CASE("an error in doubt says so, keeps its reason, and is never retried") {
    const bolt::Error reason(bolt::ErrorKind::connectivity, "reading from h:1 failed");
    CHECK(reason.retryable());
    const bolt::Error doubt = bolt::Error::commit_in_doubt(reason);
    CHECK(doubt.kind() == bolt::ErrorKind::connectivity);
    CHECK(doubt.commit_outcome_unknown());
    CHECK_FALSE(doubt.retryable());
    CHECK(std::string(doubt.what()).find("reading from h:1 failed)") != std::string::npos);
    CHECK((doubt.code() == bolt::ErrorKind::connectivity));
}
