#pragma once
// Cypher's temporal values as plain structs: dates, times, zoned and local date-times, durations.
// Ranges are the server's; calendar fields, time zones and std::chrono are in time_zone.hpp.

#include <cstdint>
#include <string>

namespace bolt {

/// Days since 1970-01-01; may be negative.
struct Date {
    Date() = default;

    /// From the count.
    explicit Date(std::int64_t days_since_epoch) : days(days_since_epoch) {}

    friend bool operator==(const Date&, const Date&) = default;
    std::int64_t days = 0;  ///< since 1970-01-01
};

/// Time of day with an offset from UTC.
struct Time {
    Time() = default;

    /// Nanoseconds since local midnight, and seconds east of UTC.
    Time(std::int64_t nanos, std::int32_t offset_seconds)
        : nanoseconds(nanos), utc_offset(offset_seconds) {}

    friend bool operator==(const Time&, const Time&) = default;
    std::int64_t nanoseconds = 0;  ///< since local midnight
    std::int32_t utc_offset = 0;   ///< seconds east of UTC
};

/// Time of day without a zone.
struct LocalTime {
    LocalTime() = default;

    /// Nanoseconds since midnight.
    explicit LocalTime(std::int64_t nanos) : nanoseconds(nanos) {}

    friend bool operator==(const LocalTime&, const LocalTime&) = default;
    std::int64_t nanoseconds = 0;  ///< since midnight
};

/// Date and time without a zone, as if it were UTC.
struct LocalDateTime {
    LocalDateTime() = default;

    /// Seconds since 1970-01-01T00:00:00, and nanoseconds of the second.
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

    /// Seconds in UTC, nanoseconds of the second, and seconds east of UTC.
    DateTime(std::int64_t s, std::int32_t ns, std::int32_t offset)
        : seconds(s), nanoseconds(ns), utc_offset(offset) {}

    /// Seconds in UTC, nanoseconds of the second, and the zone; it is not looked up.
    DateTime(std::int64_t s, std::int32_t ns, std::string zone_name)
        : seconds(s), nanoseconds(ns), zone(std::move(zone_name)) {}

    friend bool operator==(const DateTime&, const DateTime&) = default;
    std::int64_t seconds = 0;      ///< since 1970-01-01T00:00:00 in UTC, but see local_seconds
    std::int32_t nanoseconds = 0;  ///< 0 to 999,999,999
    std::int32_t utc_offset = 0;   ///< seconds east of UTC; meaningless when `zone` is set
    std::string zone;              ///< IANA name, e.g. "Europe/Stockholm"; empty = offset
    bool local_seconds = false;    ///< `seconds` are what clocks show in `zone`; old servers only
};

/// A duration; the parts are independent, because months and days have no fixed length.
struct Duration {
    Duration() = default;

    /// Months, days, seconds and nanoseconds.
    Duration(std::int64_t m, std::int64_t d, std::int64_t s, std::int32_t ns)
        : months(m), days(d), seconds(s), nanoseconds(ns) {}

    friend bool operator==(const Duration&, const Duration&) = default;
    std::int64_t months = 0;       ///< whole months; 12 for a year
    std::int64_t days = 0;         ///< whole days; 7 for a week
    std::int64_t seconds = 0;      ///< whole seconds
    std::int32_t nanoseconds = 0;  ///< 0 to 999,999,999, also when `seconds` is negative
};

}  // namespace bolt
