// Temporal values as ISO 8601 text; see time_zone.hpp.
// Works for every count that fits the structs, so that a log line never fails.

#include "value/calendar.hpp"
#include "value/zone.hpp"

#include <bolt/time_zone.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace bolt {

namespace {

using detail::floored;
using detail::kNanosPerSecond;
using detail::kSecondsPerDay;

std::string two_digits(std::int64_t value) {
    return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

/// The decimals of a second: nine of them, or nothing.
std::string decimals(std::int64_t nanoseconds) {
    if (nanoseconds == 0) {
        return {};
    }
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), ".%09lld", static_cast<long long>(nanoseconds));
    return text.data();
}

/// "hh:mm:ss" and decimals; more than a day has more hours.
std::string clock(std::int64_t seconds, std::int64_t nanoseconds) {
    const std::int64_t hours = seconds / 3600;
    return (hours < 100 ? two_digits(hours) : std::to_string(hours)) + ":" +
           two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60) + decimals(nanoseconds);
}

std::string clock(std::int64_t nanoseconds) {
    const detail::Floored parts = floored(nanoseconds, kNanosPerSecond);
    return parts.quotient < 0 ? std::to_string(nanoseconds) + " ns"
                              : clock(parts.quotient, parts.remainder);
}

/// "Z", "+02:00", and with seconds when there are some.
std::string offset_text(std::int32_t offset) {
    if (offset == 0) {
        return "Z";
    }
    const std::int64_t size = std::abs(std::int64_t{offset});
    std::string text = offset < 0 ? "-" : "+";
    text += two_digits(size / 3600) + ":" + two_digits(size / 60 % 60);
    return size % 60 == 0 ? text : text + ":" + two_digits(size % 60);
}

/// Four digits at least; a sign before more, and before years that precede the year 0.
std::string year_text(std::int64_t year) {
    std::string digits = std::to_string(year < 0 ? -year : year);
    digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
    return (year < 0 ? "-" : year > 9'999 ? "+" : "") + digits;
}

/// The date and the time `offset` seconds after these seconds.
std::string date_and_time(std::int64_t seconds, std::int32_t offset, std::int32_t nanoseconds) {
    const detail::Floored day = floored(seconds, kSecondsPerDay);
    const detail::Floored shifted = floored(day.remainder + offset, kSecondsPerDay);
    return to_string(Date(day.quotient + shifted.quotient)) + "T" +
           clock(shifted.remainder, nanoseconds);
}

void append(std::string& text, std::int64_t count, char unit) {
    if (count != 0) {
        text += std::to_string(count) + unit;
    }
}

}  // namespace

std::string to_string(Date date) {
    const detail::YearMonthDay fields = detail::year_month_day(date.days);
    return year_text(fields.year) + "-" + two_digits(fields.month) + "-" + two_digits(fields.day);
}

std::string to_string(LocalTime time) {
    return clock(time.nanoseconds);
}

std::string to_string(const Time& time) {
    return clock(time.nanoseconds) + offset_text(time.utc_offset);
}

std::string to_string(const LocalDateTime& date_time) {
    return date_and_time(date_time.seconds, 0, date_time.nanoseconds);
}

std::string to_string(const DateTime& date_time) {
    const std::int64_t seconds = date_time.seconds;
    const std::int32_t nanoseconds = date_time.nanoseconds;
    if (date_time.zone.empty()) {
        return date_and_time(seconds, date_time.utc_offset, nanoseconds) +
               offset_text(date_time.utc_offset);
    }
    const std::string zone_text = "[" + date_time.zone + "]";
    const detail::Zone* const zone = detail::Zone::find(date_time.zone);
    // Beyond all calendars the distance to UTC matters to nobody.
    constexpr std::int64_t kFar = std::int64_t{1} << 60;
    if (zone == nullptr || seconds > kFar || seconds < -kFar) {
        return date_and_time(seconds, 0, nanoseconds) + (date_time.local_seconds ? "" : "Z") +
               zone_text;
    }
    const std::int64_t utc =
        date_time.local_seconds ? seconds - zone->offsets_for(seconds).earlier : seconds;
    const std::int32_t offset = zone->offset_at(utc);
    return date_and_time(utc, offset, nanoseconds) + offset_text(offset) + zone_text;
}

std::string to_string(const Duration& duration) {
    std::string text = "P";
    append(text, duration.months, 'M');
    append(text, duration.days, 'D');
    std::int64_t seconds = duration.seconds;
    std::int64_t nanoseconds = duration.nanoseconds;
    // Less than a second of nanoseconds, and one sign for both.
    if (!__builtin_add_overflow(seconds, nanoseconds / kNanosPerSecond, &seconds)) {
        nanoseconds %= kNanosPerSecond;
    }
    if (seconds > 0 && nanoseconds < 0) {
        --seconds;
        nanoseconds += kNanosPerSecond;
    } else if (seconds < 0 && nanoseconds > 0) {
        ++seconds;
        nanoseconds -= kNanosPerSecond;
    }
    if (seconds != 0 || nanoseconds != 0) {
        text += 'T';
        text += seconds == 0 && nanoseconds < 0 ? "-" : "";
        text += std::to_string(seconds) + decimals(std::abs(nanoseconds)) + 'S';
    }
    return text == "P" ? "PT0S" : text;
}

}  // namespace bolt
