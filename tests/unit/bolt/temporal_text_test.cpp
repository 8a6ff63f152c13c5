// Temporal values as ISO 8601 text: the forms that Cypher writes, and counts beyond all calendars.
// Named zones are the system's.

#include "support/catch.hpp"

#include <bolt/time_zone.hpp>

#include <limits>

using namespace bolt;

namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST_CASE("dates have four digits of the year, or a sign and more") {
    CHECK(to_string(Date(19'081)) == "2022-03-30");
    CHECK(to_string(Date(-719'162)) == "0001-01-01");
    CHECK(to_string(Date(-719'163)) == "0000-12-31");
    CHECK(to_string(date_of(CivilDate(-1, 1, 2))) == "-0001-01-02");
    CHECK(to_string(date_of(CivilDate(10'000, 1, 2))) == "+10000-01-02");
    CHECK(to_string(date_of(CivilDate(-999'999'999, 12, 31))) == "-999999999-12-31");
}

TEST_CASE("times have seconds, and nine decimals or none") {
    CHECK(to_string(LocalTime(0)) == "00:00:00");
    CHECK(to_string(local_time_of(CivilTime(13, 24, 34, 699'546'224))) == "13:24:34.699546224");
    CHECK(to_string(LocalTime(1)) == "00:00:00.000000001");
    CHECK(to_string(Time(0, 0)) == "00:00:00Z");
    CHECK(to_string(time_of(CivilTime(11, 52, 5), 7200)) == "11:52:05+02:00");
    CHECK(to_string(time_of(CivilTime(11, 52, 5), -19'800)) == "11:52:05-05:30");
    CHECK(to_string(time_of(CivilTime(11, 52, 5), 4332)) == "11:52:05+01:12:12");
}

TEST_CASE("date-times have a date, a time, and what they know of UTC") {
    const CivilDateTime fields(CivilDate(2022, 6, 7), CivilTime(11, 52, 5));
    CHECK(to_string(local_date_time_of(fields)) == "2022-06-07T11:52:05");
    CHECK(to_string(date_time_of(fields, 0)) == "2022-06-07T11:52:05Z");
    CHECK(to_string(date_time_of(fields, -3600)) == "2022-06-07T11:52:05-01:00");
    CHECK(
        to_string(date_time_of(fields, "Europe/Stockholm")) ==
        "2022-06-07T11:52:05+02:00[Europe/Stockholm]"
    );
    CHECK(to_string(DateTime(0, 1, "UTC")) == "1970-01-01T00:00:00.000000001Z[UTC]");
}

TEST_CASE("a zone that the system does not know costs no more than its offset") {
    CHECK(to_string(DateTime(0, 0, "Mars/Base")) == "1970-01-01T00:00:00Z[Mars/Base]");
    DateTime local(0, 0, "Mars/Base");
    local.local_seconds = true;
    CHECK(to_string(local) == "1970-01-01T00:00:00[Mars/Base]");
    local.zone = "Europe/Stockholm";
    CHECK(to_string(local) == "1970-01-01T00:00:00+01:00[Europe/Stockholm]");
}

TEST_CASE("durations keep their parts apart") {
    CHECK(to_string(Duration()) == "PT0S");
    CHECK(to_string(Duration(14, 3, 5, 0)) == "P14M3DT5S");
    CHECK(to_string(Duration(-14, 3, 0, 0)) == "P-14M3D");
    CHECK(to_string(Duration(0, 0, 3600, 1)) == "PT3600.000000001S");
    CHECK(to_string(Duration(0, 0, -1, 1)) == "PT-0.999999999S");
    CHECK(to_string(Duration(0, 0, 1, -1)) == "PT0.999999999S");
    CHECK(to_string(Duration(0, 0, 0, -999'999'999)) == "PT-0.999999999S");
    CHECK(to_string(Duration(0, 0, -5, -7)) == "PT-5.000000007S");
    CHECK(to_string(Duration(0, 0, 1, 2'000'000'000)) == "PT3S");
    CHECK(to_string(Duration(0, 0, kMin, 0)) == "PT-9223372036854775808S");
}

TEST_CASE("no count is too large for a text") {
    for (const std::int64_t count : {kMin, kMax}) {
        CHECK_FALSE(to_string(Date(count)).empty());
        CHECK_FALSE(to_string(LocalTime(count)).empty());
        CHECK_FALSE(to_string(Time(count, -86'399)).empty());
        CHECK_FALSE(to_string(LocalDateTime(count, 999'999'999)).empty());
        CHECK_FALSE(to_string(DateTime(count, 0, 86'399)).empty());
        CHECK_FALSE(to_string(DateTime(count, 0, -86'399)).empty());
        CHECK_FALSE(to_string(DateTime(count, 0, "Europe/Stockholm")).empty());
        CHECK_FALSE(to_string(Duration(count, count, count, 1)).empty());
        CHECK_FALSE(to_string(Duration(count, count, count, -1)).empty());
        CHECK_FALSE(to_string(Duration(count, count, count, 2'000'000'000)).empty());
    }
    CHECK(to_string(Date(kMax)) == "+25252734927768524-07-27");
}
