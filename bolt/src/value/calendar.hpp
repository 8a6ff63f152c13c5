#pragma once
// Day counts to calendar fields and back, for every 64-bit count: the arithmetic alone.
// What is in the server's range is decided by its users (civil.cpp, temporal_text.cpp).

#include <cstdint>

namespace bolt::detail {

inline constexpr std::int64_t kSecondsPerDay = 86'400;
inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

/// A quotient rounded down, and its remainder, which is not negative.
struct Floored {
    std::int64_t quotient = 0;
    std::int64_t remainder = 0;
};

[[nodiscard]] constexpr Floored floored(std::int64_t value, std::int64_t divisor) noexcept {
    const std::int64_t remainder = value % divisor;
    return remainder < 0 ? Floored{value / divisor - 1, remainder + divisor}
                         : Floored{value / divisor, remainder};
}

struct YearMonthDay {
    std::int64_t year = 0;
    std::int32_t month = 0;
    std::int32_t day = 0;
};

// Both after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March,
// so that the leap day is the last one, and the calendar repeats after 400 years of 146,097 days.
inline constexpr std::int64_t kDaysPerCycle = 146'097;

[[nodiscard]] constexpr YearMonthDay year_month_day(std::int64_t days) noexcept {
    // Divided first, because the shift by the days from 0000-03-01 to 1970-01-01 could overflow.
    const Floored cycle = floored(days, kDaysPerCycle);
    const Floored shifted = floored(cycle.remainder + 719'468, kDaysPerCycle);
    const std::int64_t day_of_cycle = shifted.remainder;
    const std::int64_t year_of_cycle =
        (day_of_cycle - day_of_cycle / 1'460 + day_of_cycle / 36'524 - day_of_cycle / 146'096) /
        365;
    const std::int64_t day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    const std::int64_t month = (5 * day_of_year + 2) / 153;  // 0 = March
    YearMonthDay result;
    result.day = static_cast<std::int32_t>(day_of_year - (153 * month + 2) / 5 + 1);
    result.month = static_cast<std::int32_t>(month < 10 ? month + 3 : month - 9);
    result.year =
        year_of_cycle + (cycle.quotient + shifted.quotient) * 400 + (result.month <= 2 ? 1 : 0);
    return result;
}

/// Days since 1970-01-01, for years of up to 32 bits.
[[nodiscard]] constexpr std::int64_t days_of(
    std::int64_t year, std::int32_t month, std::int32_t day
) noexcept {
    const Floored cycle = floored(month <= 2 ? year - 1 : year, 400);
    const std::int64_t month_from_march = month > 2 ? month - 3 : month + 9;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    const std::int64_t day_of_cycle =
        cycle.remainder * 365 + cycle.remainder / 4 - cycle.remainder / 100 + day_of_year;
    return cycle.quotient * kDaysPerCycle + day_of_cycle - 719'468;
}

[[nodiscard]] constexpr bool is_leap(std::int64_t year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

[[nodiscard]] constexpr std::int32_t days_in_month(std::int64_t year, std::int32_t month) noexcept {
    if (month == 2) {
        return is_leap(year) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static_assert(days_of(1970, 1, 1) == 0);
static_assert(year_month_day(0).year == 1970);
static_assert(days_of(1, 1, 1) == -719'162);

}  // namespace bolt::detail
