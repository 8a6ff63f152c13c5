#pragma once
// Calendar fields, time zones, std::chrono and ISO 8601 for the counts of temporal.hpp.
// The rules of named zones are the system's (package tzdata); only they are ever looked up.

#include <bolt/temporal.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace bolt {

/// A day of the proleptic Gregorian calendar. Years are the server's: -999,999,999 to 999,999,999.
struct CivilDate {
    CivilDate() = default;

    /// Year, month and day; looked at only when they are converted.
    CivilDate(std::int32_t y, std::int32_t m, std::int32_t d) : year(y), month(m), day(d) {}

    friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
    std::int32_t year = 1970;  ///< -999,999,999 to 999,999,999
    std::int32_t month = 1;    ///< 1 to 12
    std::int32_t day = 1;      ///< 1 to 31
};

/// A time of day; there are no leap seconds.
struct CivilTime {
    CivilTime() = default;

    /// Hour, minute, second and nanosecond; looked at only when they are converted.
    CivilTime(std::int32_t h, std::int32_t min, std::int32_t s = 0, std::int32_t ns = 0)
        : hour(h), minute(min), second(s), nanosecond(ns) {}

    friend auto operator<=>(const CivilTime&, const CivilTime&) = default;
    std::int32_t hour = 0;        ///< 0 to 23
    std::int32_t minute = 0;      ///< 0 to 59
    std::int32_t second = 0;      ///< 0 to 59
    std::int32_t nanosecond = 0;  ///< 0 to 999,999,999
};

/// A day and a time of day, without a zone.
struct CivilDateTime {
    CivilDateTime() = default;

    /// Both together.
    CivilDateTime(CivilDate d, CivilTime t) : date(d), time(t) {}

    friend auto operator<=>(const CivilDateTime&, const CivilDateTime&) = default;
    CivilDate date;  ///< the day
    CivilTime time;  ///< the time of that day
};

/// What clocks show somewhere, and how far they are from UTC.
struct ZonedCivil {
    ZonedCivil() = default;

    /// Local time, and seconds east of UTC.
    ZonedCivil(CivilDateTime there, std::int32_t offset) : local(there), utc_offset(offset) {}

    friend bool operator==(const ZonedCivil&, const ZonedCivil&) = default;
    CivilDateTime local;          ///< what clocks there show
    std::int32_t utc_offset = 0;  ///< seconds east of UTC at that moment
};

// Counts to fields. Each throws Error (ErrorKind::type) for counts beyond what a calendar or a day
// has.
[[nodiscard]] CivilDate civil(Date date);
[[nodiscard]] CivilTime civil(LocalTime time);
/// The clock's time; how far it is from UTC is in `time` already.
[[nodiscard]] CivilTime civil(const Time& time);
[[nodiscard]] CivilDateTime civil(const LocalDateTime& date_time);
/// Also throws Error (type) that names the zone when the system does not know it.
[[nodiscard]] ZonedCivil civil(const DateTime& date_time);

// Fields to counts. Each throws Error (ErrorKind::usage) for fields that do not exist, such as
// 30 February, and for offsets of a day and more.
[[nodiscard]] Date date_of(const CivilDate& date);
[[nodiscard]] LocalTime local_time_of(const CivilTime& time);
[[nodiscard]] Time time_of(const CivilTime& time, std::int32_t utc_offset);
[[nodiscard]] LocalDateTime local_date_time_of(const CivilDateTime& date_time);
[[nodiscard]] DateTime date_time_of(const CivilDateTime& local, std::int32_t utc_offset);
/// What clocks show in a zone, as Cypher's datetime() reads it: a time that comes twice, because
/// clocks are put back, is the earlier one; a time that is left out, because they are put forward,
/// is moved forward by as much. Throws Error (usage) for a zone that the system does not know.
[[nodiscard]] DateTime date_time_of(const CivilDateTime& local, const std::string& zone);
/// The same with the offset that tells the two apart; throws Error (usage) when clocks in the zone
/// never show this time with this offset.
[[nodiscard]] DateTime date_time_of(
    const CivilDateTime& local, const std::string& zone, std::int32_t utc_offset
);

/// The same moment with `seconds` in UTC: those of a server before Bolt 5.0 may be local, see
/// DateTime::local_seconds. A local time that comes twice or not at all is read as in
/// date_time_of(). Throws Error (type) for a zone that the system does not know.
[[nodiscard]] DateTime with_utc_seconds(const DateTime& date_time);
/// The reverse, as such a server takes a date-time with a zone's name. A parameter is converted by
/// itself when it is sent.
[[nodiscard]] DateTime with_local_seconds(const DateTime& date_time);

// std::chrono. Conversions to it throw Error (ErrorKind::type) for what does not fit: nanoseconds
// since 1970 reach from 1677 to 2262 only.
using SysNanoseconds = std::chrono::sys_time<std::chrono::nanoseconds>;
using LocalNanoseconds = std::chrono::local_time<std::chrono::nanoseconds>;

[[nodiscard]] std::chrono::sys_days to_sys_days(Date date);
[[nodiscard]] Date date_of(std::chrono::sys_days days);
[[nodiscard]] std::chrono::nanoseconds to_nanoseconds(LocalTime time);
/// Throws Error (usage) for less than nothing, and for a day and more.
[[nodiscard]] LocalTime local_time_of(std::chrono::nanoseconds since_midnight);
[[nodiscard]] LocalNanoseconds to_local_time(const LocalDateTime& date_time);
[[nodiscard]] LocalDateTime local_date_time_of(LocalNanoseconds time);
[[nodiscard]] SysNanoseconds to_sys_time(const DateTime& date_time);
[[nodiscard]] DateTime date_time_of(SysNanoseconds time, std::int32_t utc_offset = 0);
/// The zone is not looked up: the server will say whether it knows it.
[[nodiscard]] DateTime date_time_of(SysNanoseconds time, std::string zone);
/// Also throws Error (type) when there are months or days, which have no fixed length.
[[nodiscard]] std::chrono::nanoseconds to_nanoseconds(const Duration& duration);
[[nodiscard]] Duration duration_of(std::chrono::nanoseconds duration);

// ISO 8601, with nine decimals of the second or none: "2022-06-07", "11:52:05.000000001+02:00",
// "P14M3DT5S". None of these throws for what a server sent: a date beyond the calendar is written
// as its count of days.
[[nodiscard]] std::string to_string(Date date);
[[nodiscard]] std::string to_string(LocalTime time);
[[nodiscard]] std::string to_string(const Time& time);
[[nodiscard]] std::string to_string(const LocalDateTime& date_time);
/// "2022-06-07T11:52:05+02:00[Europe/Stockholm]"; in UTC, "...09:52:05Z[Mars/Base]", when the
/// system does not know the zone.
[[nodiscard]] std::string to_string(const DateTime& date_time);
[[nodiscard]] std::string to_string(const Duration& duration);

}  // namespace bolt
