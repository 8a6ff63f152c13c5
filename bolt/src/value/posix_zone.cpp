// Reading and applying a zone's yearly rule; see posix_zone.hpp.
// The text is the system's, but a broken one must do no harm either.

#include "value/posix_zone.hpp"

#include "value/calendar.hpp"

namespace bolt::detail {

namespace {

constexpr std::int32_t kMostHoursOfOffset = 24;   // POSIX
constexpr std::int32_t kMostHoursOfChange = 167;  // a week, RFC 8536

/// Takes the parts of the rule from the front; what does not fit leaves ok() false for good.
class Reader {
  public:
    explicit Reader(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] bool ok() const noexcept { return ok_; }

    [[nodiscard]] bool at_end() const noexcept { return text_.empty(); }

    [[nodiscard]] bool next_is(char c) const noexcept { return !text_.empty() && text_[0] == c; }

    bool take(char c) noexcept {
        if (!next_is(c)) {
            return false;
        }
        text_.remove_prefix(1);
        return true;
    }

    void need(char c) noexcept { ok_ = take(c) && ok_; }

    /// A zone's abbreviation: letters, or anything in angle brackets.
    void skip_name() noexcept {
        std::size_t size = 0;
        if (take('<')) {
            size = text_.find('>');
            ok_ = ok_ && size != std::string_view::npos;
            text_.remove_prefix(ok_ ? size + 1 : text_.size());
            return;
        }
        while (size < text_.size() && is_letter(text_[size])) {
            ++size;
        }
        ok_ = ok_ && size >= 3;
        text_.remove_prefix(size);
    }

    std::int32_t number(std::int32_t least, std::int32_t most) noexcept {
        std::int32_t value = 0;
        std::size_t digits = 0;
        while (digits < text_.size() && digits < 4 && text_[digits] >= '0' && text_[digits] <= '9'
        ) {
            value = value * 10 + (text_[digits] - '0');
            ++digits;
        }
        text_.remove_prefix(digits);
        ok_ = ok_ && digits > 0 && value >= least && value <= most;
        return ok_ ? value : least;
    }

    /// [+-]hh[:mm[:ss]] in seconds.
    std::int32_t clock(std::int32_t most_hours) noexcept {
        const bool negative = take('-');
        if (!negative) {
            take('+');
        }
        std::int32_t seconds = number(0, most_hours) * 3600;
        if (take(':')) {
            seconds += number(0, 59) * 60;
            if (take(':')) {
                seconds += number(0, 59);
            }
        }
        return negative ? -seconds : seconds;
    }

    YearlyChange change() noexcept {
        YearlyChange change;
        if (take('M')) {
            change.form = YearlyChange::Form::weekday_of_month;
            change.month = number(1, 12);
            need('.');
            change.week = number(1, 5);
            need('.');
            change.weekday = number(0, 6);
        } else if (take('J')) {
            change.form = YearlyChange::Form::day_without_leap;
            change.day = number(1, 365);
        } else {
            change.form = YearlyChange::Form::day;
            change.day = number(0, 365);
        }
        if (take('/')) {
            change.seconds = clock(kMostHoursOfChange);
        }
        return change;
    }

  private:
    static bool is_letter(char c) noexcept {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    std::string_view text_;
    bool ok_ = true;
};

}  // namespace

std::int64_t YearlyChange::in_year(std::int64_t year) const noexcept {
    std::int64_t count = 0;
    if (form == Form::weekday_of_month) {
        const std::int64_t first = days_of(year, month, 1);
        // 1970-01-01 was a Thursday.
        const std::int64_t first_weekday = floored(first + 4, 7).remainder;
        std::int64_t in_month =
            floored(weekday - first_weekday, 7).remainder + std::int64_t{week - 1} * 7;
        if (in_month >= days_in_month(year, month)) {
            in_month -= 7;
        }
        count = first + in_month;
    } else if (form == Form::day_without_leap) {
        const bool after_february = day >= 60;
        count = days_of(year, 1, 1) + day - 1 + (after_february && is_leap(year) ? 1 : 0);
    } else {
        count = days_of(year, 1, 1) + day;
    }
    return count * kSecondsPerDay + seconds;
}

std::optional<PosixZone> PosixZone::parse(std::string_view text) noexcept {
    Reader reader(text);
    PosixZone zone;
    reader.skip_name();
    zone.standard_ = -reader.clock(kMostHoursOfOffset);  // POSIX counts towards the west
    zone.summer_ = zone.standard_ + 3600;
    if (reader.ok() && !reader.at_end()) {
        zone.has_summer_ = true;
        reader.skip_name();
        if (!reader.next_is(',')) {
            zone.summer_ = -reader.clock(kMostHoursOfOffset);
        }
        reader.need(',');
        zone.to_summer_ = reader.change();
        reader.need(',');
        zone.to_standard_ = reader.change();
    }
    return reader.ok() && reader.at_end() ? std::optional(zone) : std::nullopt;
}

std::int32_t PosixZone::offset_at(std::int64_t utc_seconds) const noexcept {
    if (!has_summer_) {
        return standard_;
    }
    // All years 400 years apart are alike; so nothing here can overflow.
    const std::int64_t moment = floored(utc_seconds, kDaysPerCycle * kSecondsPerDay).remainder;
    const std::int64_t year =
        year_month_day(floored(moment + standard_, kSecondsPerDay).quotient).year;
    const std::int64_t begin = to_summer_.in_year(year) - standard_;
    const std::int64_t end = to_standard_.in_year(year) - summer_;
    // In the south summer lasts over the new year.
    const bool summer =
        begin < end ? moment >= begin && moment < end : !(moment >= end && moment < begin);
    return summer ? summer_ : standard_;
}

}  // namespace bolt::detail
