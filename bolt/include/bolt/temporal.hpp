#pragma once
// Cypher's temporal values as plain structs: dates, times, zoned and local date-times, durations.
// Ranges are the server's; calendar fields, time zones and std::chrono are in time_zone.hpp.

#include <cstdint>
#include <string>

namespace bolt {

/// Days since 1970-01-01; may be negative.
struct Date {
    Date() = default;

    explicit Date(std::int64_t days_since_epoch) : days(days_since_epoch) {}

    friend bool operator==(const Date&, const Date&) = default;
    std::int64_t days = 0;
};

/// Time of day with an offset from UTC.
struct Time {
    Time() = default;

    Time(std::int64_t nanos, std::int32_t offset_seconds)
        : nanoseconds(nanos), utc_offset(offset_seconds) {}

    friend bool operator==(const Time&, const Time&) = default;
    std::int64_t nanoseconds = 0;  ///< since local midnight
    std::int32_t utc_offset = 0;   ///< seconds east of UTC
};

/// Time of day without a zone.
struct LocalTime {
    LocalTime() = default;

    explicit LocalTime(std::int64_t nanos) : nanoseconds(nanos) {}

    friend bool operator==(const LocalTime&, const LocalTime&) = default;
    std::int64_t nanoseconds = 0;  ///< since midnight
};

/// Date and time without a zone, as if it were UTC.
struct LocalDateTime {
    LocalDateTime() = default;

    LocalDateTime(std::int64_t s, std::int32_t ns) : seconds(s), nanoseconds(ns) {}

    friend bool operator==(const LocalDateTime&, const LocalDateTime&) = default;
    std::int64_t seconds = 0;      ///< since 1970-01-01T00:00:00
    std::int32_t nanoseconds = 0;  ///< 0 to 999,999,999
};

/// A point in time with an offset, or with the name of a zone.
///
/// `seconds` counts from the epoch in UTC, except that a server before Bolt 5.0 without the "utc"
/// patch sends local seconds with a zone name; then `local_seconds` is true, because only a
/// time-zone database can tell the instant.
struct DateTime {
    DateTime() = default;

    DateTime(std::int64_t s, std::int32_t ns, std::int32_t offset)
        : seconds(s), nanoseconds(ns), utc_offset(offset) {}

    DateTime(std::int64_t s, std::int32_t ns, std::string zone_name)
        : seconds(s), nanoseconds(ns), zone(std::move(zone_name)) {}

    friend bool operator==(const DateTime&, const DateTime&) = default;
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;
    std::int32_t utc_offset = 0;  ///< seconds east of UTC; meaningless when `zone` is set
    std::string zone;             ///< IANA name, e.g. "Europe/Stockholm"; empty = offset
    bool local_seconds = false;
};

/// A duration; the parts are independent, because months and days have no fixed length.
struct Duration {
    Duration() = default;

    Duration(std::int64_t m, std::int64_t d, std::int64_t s, std::int32_t ns)
        : months(m), days(d), seconds(s), nanoseconds(ns) {}

    friend bool operator==(const Duration&, const Duration&) = default;
    std::int64_t months = 0;
    std::int64_t days = 0;
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;
};

}  // namespace bolt
