// Counts to calendar fields and back, and to std::chrono: examples, edges, refusals, and the
// whole calendar against std::chrono's own.

#include "support/catch.hpp"

#include <bolt/error.hpp>
#include <bolt/time_zone.hpp>

#include <limits>

using namespace bolt;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

template <class Call>
ErrorKind kind_of(Call call) {
    try {
        (void)call();
    } catch (const Error& error) {
        return error.kind();
    }
    FAIL("nothing was thrown");
    return ErrorKind::connectivity;
}

}  // namespace

TEST_CASE("dates are counted from 1970 in both directions") {
    CHECK(civil(Date(0)) == CivilDate(1970, 1, 1));
    CHECK(civil(Date(-1)) == CivilDate(1969, 12, 31));
    CHECK(civil(Date(-719'162)) == CivilDate(1, 1, 1));
    CHECK(civil(Date(-719'163)) == CivilDate(0, 12, 31));
    CHECK(civil(Date(2'932'896)) == CivilDate(9999, 12, 31));
    CHECK(date_of(CivilDate(2022, 3, 30)) == Date(19'081));
    CHECK(date_of(CivilDate(2000, 2, 29)) == Date(11'016));
    CHECK(date_of(CivilDate(-4, 2, 29)).days + 1 == date_of(CivilDate(-4, 3, 1)).days);
}

TEST_CASE("days of 4,000 years agree with std::chrono's calendar") {
    using namespace std::chrono;
    int wrong = 0;  // counted, because so many assertions would take a second
    for (std::int64_t days = -800'000; days <= 800'000; days += 13) {
        const year_month_day expected{sys_days(std::chrono::days(days))};
        const CivilDate date = civil(Date(days));
        const bool right =
            date.year == static_cast<int>(expected.year()) &&
            static_cast<unsigned>(date.month) == static_cast<unsigned>(expected.month()) &&
            static_cast<unsigned>(date.day) == static_cast<unsigned>(expected.day()) &&
            date_of(date) == Date(days);
        wrong += right ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("the calendar ends where the server's ends") {
    CHECK(civil(Date(-365'243'219'162)) == CivilDate(-999'999'999, 1, 1));
    CHECK(civil(Date(365'241'780'471)) == CivilDate(999'999'999, 12, 31));
    CHECK(date_of(CivilDate(-999'999'999, 1, 1)) == Date(-365'243'219'162));
    CHECK(date_of(CivilDate(999'999'999, 12, 31)) == Date(365'241'780'471));
    for (const std::int64_t days : {-365'243'219'163, 365'241'780'472, kMin, kMax}) {
        CHECK(kind_of([&] { return civil(Date(days)); }) == ErrorKind::type);
    }
    CHECK(kind_of([] { return civil(LocalDateTime(kMax, 0)); }) == ErrorKind::type);
    CHECK(kind_of([] { return civil(DateTime(kMin, 0, -1)); }) == ErrorKind::type);
}

TEST_CASE("days that do not exist are refused") {
    for (const CivilDate& date :
         {CivilDate(2023, 2, 29),
          CivilDate(1900, 2, 29),
          CivilDate(2023, 4, 31),
          CivilDate(2023, 13, 1),
          CivilDate(2023, 0, 1),
          CivilDate(2023, 1, 0),
          CivilDate(1'000'000'000, 1, 1)}) {
        CHECK(kind_of([&] { return date_of(date); }) == ErrorKind::usage);
    }
}

TEST_CASE("times of day have four fields") {
    CHECK(civil(LocalTime(0)) == CivilTime(0, 0));
    CHECK(civil(LocalTime(86'399'999'999'999)) == CivilTime(23, 59, 59, 999'999'999));
    CHECK(local_time_of(CivilTime(13, 24, 34, 699'546'224)) == LocalTime(48'274'699'546'224));
    CHECK(civil(Time(48'274'699'546'224, 3600)) == CivilTime(13, 24, 34, 699'546'224));
    CHECK(time_of(CivilTime(13, 24), -3600) == Time(48'240'000'000'000, -3600));
    for (const CivilTime& time :
         {CivilTime(24, 0),
          CivilTime(-1, 0),
          CivilTime(0, 60),
          CivilTime(0, 0, 60),
          CivilTime(0, 0, 0, 1'000'000'000),
          CivilTime(0, 0, 0, -1)}) {
        CHECK(kind_of([&] { return local_time_of(time); }) == ErrorKind::usage);
    }
    CHECK(kind_of([] { return time_of(CivilTime(), 86'400); }) == ErrorKind::usage);
    CHECK(kind_of([] { return civil(LocalTime(-1)); }) == ErrorKind::type);
    CHECK(kind_of([] { return civil(Time(86'400'000'000'000, 0)); }) == ErrorKind::type);
}

TEST_CASE("date-times join the two") {
    const CivilDateTime fields(CivilDate(2022, 6, 7), CivilTime(11, 52, 5, 9));
    CHECK(local_date_time_of(fields) == LocalDateTime(1'654'602'725, 9));
    CHECK(civil(LocalDateTime(1'654'602'725, 9)) == fields);
    CHECK(civil(LocalDateTime(-1, 5)) == CivilDateTime({1969, 12, 31}, CivilTime(23, 59, 59, 5)));
    CHECK(date_time_of(fields, 7200) == DateTime(1'654'595'525, 9, 7200));
    CHECK(civil(DateTime(1'654'595'525, 9, 7200)) == ZonedCivil(fields, 7200));
    CHECK(civil(DateTime(0, 0, -1)).local.date == CivilDate(1969, 12, 31));
    CHECK(kind_of([&] { return date_time_of(fields, -86'400); }) == ErrorKind::usage);
    CHECK(kind_of([] { return civil(LocalDateTime(0, -1)); }) == ErrorKind::type);
}

TEST_CASE("dates and times go to std::chrono and back") {
    using namespace std::chrono;
    CHECK(to_sys_days(Date(19'081)) == sys_days(2022y / March / 30));
    CHECK(date_of(sys_days(2022y / March / 30)) == Date(19'081));
    CHECK(to_nanoseconds(LocalTime(5)) == 5ns);
    CHECK(local_time_of(23h + 5ns) == LocalTime(82'800'000'000'005));
    CHECK(kind_of([] { return local_time_of(24h); }) == ErrorKind::usage);
    CHECK(kind_of([] { return local_time_of(-1ns); }) == ErrorKind::usage);
    const LocalDateTime noon(1'654'603'200, 1);
    CHECK(to_local_time(noon).time_since_epoch() == 1'654'603'200s + 1ns);
    CHECK(local_date_time_of(to_local_time(noon)) == noon);
}

TEST_CASE("moments go to std::chrono as far as nanoseconds reach") {
    CHECK(to_sys_time(DateTime(1, 5, 3600)).time_since_epoch() == 1s + 5ns);
    CHECK(to_sys_time(DateTime(-1, 999'999'999, "UTC")).time_since_epoch() == -1ns);
    CHECK(date_time_of(SysNanoseconds(-1ns)) == DateTime(-1, 999'999'999, 0));
    CHECK(date_time_of(SysNanoseconds(1s), 3600) == DateTime(1, 0, 3600));
    CHECK(date_time_of(SysNanoseconds(1s), "Mars/Base") == DateTime(1, 0, "Mars/Base"));
    for (const std::int64_t nanoseconds : {kMin, kMin + 1, kMax - 1, kMax, std::int64_t{0}}) {
        const SysNanoseconds time{std::chrono::nanoseconds(nanoseconds)};
        CHECK(to_sys_time(date_time_of(time)) == time);
    }
    CHECK(kind_of([] { return to_sys_time(DateTime(9'223'372'037, 0, 0)); }) == ErrorKind::type);
    CHECK(kind_of([] {
              return to_sys_time(DateTime(9'223'372'036, 854'775'808, 0));
          }) == ErrorKind::type);
    CHECK(kind_of([] {
              return to_sys_time(DateTime(-9'223'372'037, 145'224'191, 0));
          }) == ErrorKind::type);
}

TEST_CASE("durations of fixed length go to std::chrono") {
    CHECK(to_nanoseconds(Duration(0, 0, 1, 5)) == 1s + 5ns);
    CHECK(to_nanoseconds(Duration(0, 0, -1, 5)) == -1s + 5ns);
    CHECK(duration_of(90s) == Duration(0, 0, 90, 0));
    CHECK(duration_of(-1ns) == Duration(0, 0, -1, 999'999'999));
    CHECK(to_nanoseconds(duration_of(std::chrono::nanoseconds(kMin))).count() == kMin);
    CHECK(kind_of([] { return to_nanoseconds(Duration(1, 0, 0, 0)); }) == ErrorKind::type);
    CHECK(kind_of([] { return to_nanoseconds(Duration(0, 1, 0, 0)); }) == ErrorKind::type);
    CHECK(kind_of([] { return to_nanoseconds(Duration(0, 0, kMax, 0)); }) == ErrorKind::type);
}
