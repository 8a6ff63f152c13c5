// The yearly rules at the end of zone files: every form that occurs, and texts that are none.
// Expected offsets were taken from Python's zoneinfo.

#include "value/posix_zone.hpp"

#include "support/catch.hpp"
#include "value/calendar.hpp"

#include <limits>

using namespace bolt::detail;

namespace {

std::int64_t utc(int year, int month, int day, int hour, int minute = 0, int second = 0) {
    return days_of(year, month, day) * kSecondsPerDay + (std::int64_t{hour} * 60 + minute) * 60 +
           second;
}

PosixZone rule(std::string_view text) {
    const std::optional<PosixZone> zone = PosixZone::parse(text);
    REQUIRE(zone);
    return *zone;
}

}  // namespace

TEST_CASE("a zone without summer time has one offset") {
    CHECK(rule("UTC0").offset_at(0) == 0);
    CHECK(rule("<+0545>-5:45").offset_at(0) == 20'700);
    CHECK(rule("<-02>2").offset_at(utc(2100, 7, 1, 0)) == -7200);
    CHECK(rule("LMT-1:12:12").offset_at(0) == 4332);
}

TEST_CASE("summer begins and ends to the second") {
    const PosixZone stockholm = rule("CET-1CEST,M3.5.0,M10.5.0/3");
    CHECK(stockholm.offset_at(utc(2040, 3, 25, 0, 59, 59)) == 3600);
    CHECK(stockholm.offset_at(utc(2040, 3, 25, 1)) == 7200);
    CHECK(stockholm.offset_at(utc(2040, 10, 28, 0, 59, 59)) == 7200);
    CHECK(stockholm.offset_at(utc(2040, 10, 28, 1)) == 3600);
    CHECK(stockholm.offset_at(utc(2100, 7, 1, 0)) == 7200);
    CHECK(stockholm.offset_at(utc(1, 7, 1, 0)) == 7200);

    const PosixZone new_york = rule("EST5EDT,M3.2.0,M11.1.0");
    CHECK(new_york.offset_at(utc(2040, 3, 11, 6, 59, 59)) == -18'000);
    CHECK(new_york.offset_at(utc(2040, 3, 11, 7)) == -14'400);
    CHECK(new_york.offset_at(utc(2040, 11, 4, 5, 59, 59)) == -14'400);
    CHECK(new_york.offset_at(utc(2040, 11, 4, 6)) == -18'000);
}

TEST_CASE("in the south summer lasts over the new year") {
    const PosixZone sydney = rule("AEST-10AEDT,M10.1.0,M4.1.0/3");
    CHECK(sydney.offset_at(utc(2040, 1, 1, 0)) == 39'600);
    CHECK(sydney.offset_at(utc(2040, 7, 1, 0)) == 36'000);
    CHECK(sydney.offset_at(utc(2039, 12, 31, 23, 59, 59)) == 39'600);
    CHECK(sydney.offset_at(utc(2040, 3, 31, 15, 59, 59)) == 39'600);
    CHECK(sydney.offset_at(utc(2040, 3, 31, 16)) == 36'000);
}

TEST_CASE("odd rules are understood: winter time, half hours, other days, negative times") {
    // Dublin's standard time is its summer's.
    const PosixZone dublin = rule("IST-1GMT0,M10.5.0,M3.5.0/1");
    CHECK(dublin.offset_at(utc(2040, 1, 1, 0)) == 0);
    CHECK(dublin.offset_at(utc(2040, 7, 1, 0)) == 3600);
    const PosixZone lord_howe = rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
    CHECK(lord_howe.offset_at(utc(2040, 1, 1, 0)) == 39'600);
    CHECK(lord_howe.offset_at(utc(2040, 7, 1, 0)) == 37'800);
    // Gaza: 50 hours after the start of a Thursday; Nuuk: an hour before Sunday.
    const PosixZone gaza = rule("EET-2EEST,M3.4.4/50,M10.4.4/50");
    CHECK(gaza.offset_at(utc(2040, 3, 23, 23, 59, 59)) == 7200);
    CHECK(gaza.offset_at(utc(2040, 3, 24, 0)) == 10'800);
    const PosixZone nuuk = rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    CHECK(nuuk.offset_at(utc(2040, 3, 25, 0, 59, 59)) == -7200);
    CHECK(nuuk.offset_at(utc(2040, 3, 25, 1)) == -3600);
    // Days of the year, with and without 29 February.
    const PosixZone with = rule("AAA0BBB,59/0,J365/0");
    CHECK(with.offset_at(utc(2040, 2, 28, 23, 59, 59)) == 0);
    CHECK(with.offset_at(utc(2040, 2, 29, 0)) == 3600);
    CHECK(with.offset_at(utc(2041, 3, 1, 0)) == 3600);
    CHECK(with.offset_at(utc(2041, 2, 28, 23)) == 0);
    const PosixZone without = rule("AAA0BBB,J60/0,J365/0");
    CHECK(without.offset_at(utc(2040, 2, 29, 23)) == 0);
    CHECK(without.offset_at(utc(2040, 3, 1, 0)) == 3600);
}

TEST_CASE("no moment is out of reach") {
    const PosixZone stockholm = rule("CET-1CEST,M3.5.0,M10.5.0/3");
    for (const std::int64_t moment :
         {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        const std::int32_t offset = stockholm.offset_at(moment);
        CHECK((offset == 3600 || offset == 7200));
    }
}

TEST_CASE("what is no rule is not parsed") {
    for (const char* text : {
             "",
             "CE-1",
             "CET",
             "CET-1CEST",
             "CET-1CEST,M3.5.0",
             "CET-1CEST,M3.5.0,",
             "CET-1CEST,M13.5.0,M10.5.0",
             "CET-1CEST,M3.6.0,M10.5.0",
             "CET-1CEST,M3.5.7,M10.5.0",
             "CET-1CEST,M3.5.0,M10.5.0/3 ",
             "CET-1CEST,J0,J366",
             "CET-1CEST,366,1",
             "CET-168",
             "CET-25",
             "CET-1CEST-25,M3.5.0,M10.5.0",
             "CET-1:60",
             "<+01",
             "<>",
             "CET-99999999999999999999",
         }) {
        INFO(text);
        CHECK_FALSE(PosixZone::parse(text));
    }
}
