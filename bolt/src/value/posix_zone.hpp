#pragma once
// The rule at the end of a zone's file, such as "CET-1CEST,M3.5.0,M10.5.0/3": what holds after the
// last change that the file lists. POSIX, "Environment variables: TZ"; RFC 8536, section 3.3.

#include <cstdint>
#include <optional>
#include <string_view>

namespace bolt::detail {

/// When in a year clocks are changed.
struct YearlyChange {
    enum class Form : std::uint8_t {
        weekday_of_month,  ///< M: `weekday` of week `week` (5 = last) of `month`
        day_without_leap,  ///< J: day 1 to 365, 29 February is never counted
        day,               ///< day 0 to 365
    };

    /// Seconds from 1970-01-01T00:00:00 on the clocks that are changed.
    [[nodiscard]] std::int64_t in_year(std::int64_t year) const noexcept;

    Form form = Form::day;
    std::int32_t month = 0;
    std::int32_t week = 0;
    std::int32_t weekday = 0;         ///< 0 = Sunday
    std::int32_t day = 0;             ///< of the two day forms
    std::int32_t seconds = 2 * 3600;  ///< after midnight; may be negative or more than a day
};

class PosixZone {
  public:
    /// nullopt when the text is no such rule.
    [[nodiscard]] static std::optional<PosixZone> parse(std::string_view text) noexcept;

    /// Seconds east of UTC in force at a moment.
    [[nodiscard]] std::int32_t offset_at(std::int64_t utc_seconds) const noexcept;

  private:
    std::int32_t standard_ = 0;
    std::int32_t summer_ = 0;
    bool has_summer_ = false;
    YearlyChange to_summer_;
    YearlyChange to_standard_;
};

}  // namespace bolt::detail
