// Counts to calendar fields and back, and to std::chrono; see time_zone.hpp.
// What comes from a server and does not fit is a wrong type, what a caller gives a wrong use.

#include "value/calendar.hpp"
#include "value/zone.hpp"

#include <bolt/error.hpp>
#include <bolt/time_zone.hpp>

#include <limits>
#include <utility>

namespace bolt {

namespace {

using detail::floored;
using detail::kNanosPerSecond;
using detail::kSecondsPerDay;

// The first and the last day of Cypher's calendar, as Java's LocalDate has them.
constexpr std::int32_t kLastYear = 999'999'999;
constexpr std::int64_t kFirstDay = detail::days_of(-kLastYear, 1, 1);
constexpr std::int64_t kLastDay = detail::days_of(kLastYear, 12, 31);
constexpr std::int64_t kNanosPerDay = kSecondsPerDay * kNanosPerSecond;

static_assert(kFirstDay == -365'243'219'162 && kLastDay == 365'241'780'471);

[[noreturn]] void refuse(ErrorKind kind, const std::string& problem) {
    throw Error(kind, problem);
}

void check_days(std::int64_t days) {
    if (days < kFirstDay || days > kLastDay) {
        refuse(
            ErrorKind::type,
            std::to_string(days) + " days from 1970-01-01 are beyond the years ±999999999"
        );
    }
}

void check_nanoseconds(std::int32_t nanoseconds) {
    if (nanoseconds < 0 || nanoseconds >= kNanosPerSecond) {
        refuse(
            ErrorKind::type, std::to_string(nanoseconds) + " nanoseconds are no part of a second"
        );
    }
}

void check_offset(std::int32_t offset) {
    if (offset <= -kSecondsPerDay || offset >= kSecondsPerDay) {
        refuse(
            ErrorKind::usage,
            "an offset from UTC of " + std::to_string(offset) + " seconds is a day or more"
        );
    }
}

void check(const CivilDate& date) {
    if (date.year < -kLastYear || date.year > kLastYear || date.month < 1 || date.month > 12 ||
        date.day < 1 || date.day > detail::days_in_month(date.year, date.month)) {
        refuse(
            ErrorKind::usage,
            "there is no day " + std::to_string(date.day) + " of month " +
                std::to_string(date.month) + " of the year " + std::to_string(date.year)
        );
    }
}

void check(const CivilTime& time) {
    if (time.hour < 0 || time.hour > 23 || time.minute < 0 || time.minute > 59 || time.second < 0 ||
        time.second > 59 || time.nanosecond < 0 || time.nanosecond >= kNanosPerSecond) {
        refuse(
            ErrorKind::usage,
            "there is no time " + std::to_string(time.hour) + ":" + std::to_string(time.minute) +
                ":" + std::to_string(time.second) + " and " + std::to_string(time.nanosecond) +
                " nanoseconds"
        );
    }
}

CivilTime time_of_nanoseconds(std::int64_t nanoseconds) {
    if (nanoseconds < 0 || nanoseconds >= kNanosPerDay) {
        refuse(ErrorKind::type, std::to_string(nanoseconds) + " nanoseconds are no time of day");
    }
    const std::int64_t seconds = nanoseconds / kNanosPerSecond;
    return {
        static_cast<std::int32_t>(seconds / 3600),
        static_cast<std::int32_t>(seconds / 60 % 60),
        static_cast<std::int32_t>(seconds % 60),
        static_cast<std::int32_t>(nanoseconds % kNanosPerSecond)
    };
}

std::int64_t nanoseconds_of(const CivilTime& time) {
    check(time);
    return ((std::int64_t{time.hour} * 60 + time.minute) * 60 + time.second) * kNanosPerSecond +
           time.nanosecond;
}

CivilDateTime fields_of(std::int64_t seconds, std::int32_t nanoseconds) {
    check_nanoseconds(nanoseconds);
    const detail::Floored day = floored(seconds, kSecondsPerDay);
    return {
        civil(Date(day.quotient)),
        time_of_nanoseconds(day.remainder * kNanosPerSecond + nanoseconds)
    };
}

std::int64_t seconds_of(const CivilDateTime& fields) {
    return date_of(fields.date).days * kSecondsPerDay +
           nanoseconds_of(fields.time) / kNanosPerSecond;
}

/// Moments and local times that are near the calendar: what is added to them cannot overflow.
std::int64_t checked_seconds(std::int64_t seconds) {
    check_days(floored(seconds, kSecondsPerDay).quotient);
    return seconds;
}

DateTime in_zone(std::int64_t seconds, const CivilTime& time, const std::string& zone) {
    return {seconds, time.nanosecond, zone};
}

/// seconds * 1e9 + nanoseconds; throws when that is beyond 64 bits.
std::chrono::nanoseconds total(std::int64_t seconds, std::int64_t nanoseconds) {
    // One second less while it is negative, so that the smallest number is reached, too.
    if (seconds < 0 && nanoseconds > 0) {
        ++seconds;
        nanoseconds -= kNanosPerSecond;
    }
    std::int64_t result = 0;
    if (__builtin_mul_overflow(seconds, kNanosPerSecond, &result) ||
        __builtin_add_overflow(result, nanoseconds, &result)) {
        refuse(
            ErrorKind::type,
            std::to_string(seconds) + " seconds do not fit std::chrono::nanoseconds"
        );
    }
    return std::chrono::nanoseconds(result);
}

std::pair<std::int64_t, std::int32_t> split(std::chrono::nanoseconds time) {
    const detail::Floored parts = floored(time.count(), kNanosPerSecond);
    return {parts.quotient, static_cast<std::int32_t>(parts.remainder)};
}

}  // namespace

CivilDate civil(Date date) {
    check_days(date.days);
    const detail::YearMonthDay fields = detail::year_month_day(date.days);
    return {static_cast<std::int32_t>(fields.year), fields.month, fields.day};
}

CivilTime civil(LocalTime time) {
    return time_of_nanoseconds(time.nanoseconds);
}

CivilTime civil(const Time& time) {
    return time_of_nanoseconds(time.nanoseconds);
}

CivilDateTime civil(const LocalDateTime& date_time) {
    return fields_of(date_time.seconds, date_time.nanoseconds);
}

ZonedCivil civil(const DateTime& date_time) {
    const std::int64_t seconds = checked_seconds(date_time.seconds);
    std::int32_t offset = date_time.utc_offset;
    std::int64_t utc = seconds;
    if (!date_time.zone.empty()) {
        const detail::Zone& zone = detail::Zone::get(date_time.zone, ErrorKind::type);
        if (date_time.local_seconds) {
            utc -= zone.offsets_for(seconds).earlier;
        }
        offset = zone.offset_at(utc);
    }
    return {fields_of(utc + offset, date_time.nanoseconds), offset};
}

Date date_of(const CivilDate& date) {
    check(date);
    return Date(detail::days_of(date.year, date.month, date.day));
}

LocalTime local_time_of(const CivilTime& time) {
    return LocalTime(nanoseconds_of(time));
}

Time time_of(const CivilTime& time, std::int32_t utc_offset) {
    check_offset(utc_offset);
    return {nanoseconds_of(time), utc_offset};
}

LocalDateTime local_date_time_of(const CivilDateTime& date_time) {
    return {seconds_of(date_time), date_time.time.nanosecond};
}

DateTime date_time_of(const CivilDateTime& local, std::int32_t utc_offset) {
    check_offset(utc_offset);
    return {seconds_of(local) - utc_offset, local.time.nanosecond, utc_offset};
}

DateTime date_time_of(const CivilDateTime& local, const std::string& zone) {
    const std::int64_t seconds = seconds_of(local);
    const detail::Zone& rules = detail::Zone::get(zone, ErrorKind::usage);
    return in_zone(seconds - rules.offsets_for(seconds).earlier, local.time, zone);
}

DateTime date_time_of(
    const CivilDateTime& local, const std::string& zone, std::int32_t utc_offset
) {
    check_offset(utc_offset);
    const std::int64_t seconds = seconds_of(local);
    const std::int64_t utc = seconds - utc_offset;
    if (detail::Zone::get(zone, ErrorKind::usage).offset_at(utc) != utc_offset) {
        refuse(
            ErrorKind::usage,
            "clocks in " + zone + " never show " +
                to_string(LocalDateTime(seconds, local.time.nanosecond)) + " with an offset of " +
                std::to_string(utc_offset) + " seconds"
        );
    }
    return in_zone(utc, local.time, zone);
}

DateTime with_utc_seconds(const DateTime& date_time) {
    DateTime result = date_time;
    if (date_time.local_seconds && !date_time.zone.empty()) {
        const detail::Zone& zone = detail::Zone::get(date_time.zone, ErrorKind::type);
        result.seconds -= zone.offsets_for(checked_seconds(date_time.seconds)).earlier;
    }
    result.local_seconds = false;
    return result;
}

DateTime with_local_seconds(const DateTime& date_time) {
    DateTime result = date_time;
    if (!date_time.local_seconds && !date_time.zone.empty()) {
        const detail::Zone& zone = detail::Zone::get(date_time.zone, ErrorKind::type);
        result.seconds += zone.offset_at(checked_seconds(date_time.seconds));
        result.local_seconds = true;
    }
    return result;
}

std::chrono::sys_days to_sys_days(Date date) {
    return std::chrono::sys_days(std::chrono::days(date.days));
}

Date date_of(std::chrono::sys_days days) {
    return Date(days.time_since_epoch().count());
}

std::chrono::nanoseconds to_nanoseconds(LocalTime time) {
    return std::chrono::nanoseconds(time.nanoseconds);
}

LocalTime local_time_of(std::chrono::nanoseconds since_midnight) {
    if (since_midnight.count() < 0 || since_midnight.count() >= kNanosPerDay) {
        refuse(ErrorKind::usage, std::to_string(since_midnight.count()) + " ns are no time of day");
    }
    return LocalTime(since_midnight.count());
}

LocalNanoseconds to_local_time(const LocalDateTime& date_time) {
    return LocalNanoseconds(total(date_time.seconds, date_time.nanoseconds));
}

LocalDateTime local_date_time_of(LocalNanoseconds time) {
    const auto [seconds, nanoseconds] = split(time.time_since_epoch());
    return {seconds, nanoseconds};
}

SysNanoseconds to_sys_time(const DateTime& date_time) {
    return SysNanoseconds(total(with_utc_seconds(date_time).seconds, date_time.nanoseconds));
}

DateTime date_time_of(SysNanoseconds time, std::int32_t utc_offset) {
    check_offset(utc_offset);
    const auto [seconds, nanoseconds] = split(time.time_since_epoch());
    return {seconds, nanoseconds, utc_offset};
}

DateTime date_time_of(SysNanoseconds time, std::string zone) {
    const auto [seconds, nanoseconds] = split(time.time_since_epoch());
    return {seconds, nanoseconds, std::move(zone)};
}

std::chrono::nanoseconds to_nanoseconds(const Duration& duration) {
    if (duration.months != 0 || duration.days != 0) {
        refuse(
            ErrorKind::type, to_string(duration) + " has months or days, which have no fixed length"
        );
    }
    return total(duration.seconds, duration.nanoseconds);
}

Duration duration_of(std::chrono::nanoseconds duration) {
    const auto [seconds, nanoseconds] = split(duration);
    return {0, 0, seconds, nanoseconds};
}

}  // namespace bolt
