// ISO 8601 in and out, and the machine's clock. The grammar is in time.hpp; a text is read from
// left to right by Reader, which only ever looks at the next character.
#include <memory/time.hpp>

#include <cstdint>

namespace memory {

namespace {

using std::chrono::microseconds;

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const noexcept { return at_ == text_.size(); }

    bool accept(char wanted) noexcept {
        if (at_end() || text_[at_] != wanted) {
            return false;
        }
        ++at_;
        return true;
    }

    /// Exactly `count` digits; -1 when they are not there.
    int digits(int count) noexcept {
        int value = 0;
        for (int i = 0; i < count; ++i) {
            const int digit = next_digit();
            if (digit < 0) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /// One or more digits after a decimal point, as microseconds; -1 when there is none.
    std::int64_t fraction() noexcept {
        std::int64_t value = 0;
        int kept = 0;
        int digit = next_digit();
        if (digit < 0) {
            return -1;
        }
        for (; digit >= 0; digit = next_digit()) {
            if (kept < 6) {
                value = value * 10 + digit;
                ++kept;
            }
        }
        for (; kept < 6; ++kept) {
            value *= 10;
        }
        return value;
    }

  private:
    int next_digit() noexcept {
        if (at_end() || text_[at_] < '0' || text_[at_] > '9') {
            return -1;
        }
        return text_[at_++] - '0';
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

bool in_range(int value, int low, int high) noexcept {
    return value >= low && value <= high;
}

/// Time of day after the `T`; nullopt for anything that is none. 24:00 is none.
std::optional<microseconds> read_time_of_day(Reader& reader) noexcept {
    const int hour = reader.digits(2);
    if (!in_range(hour, 0, 23) || !reader.accept(':')) {
        return std::nullopt;
    }
    const int minute = reader.digits(2);
    if (!in_range(minute, 0, 59)) {
        return std::nullopt;
    }
    microseconds time = std::chrono::hours(hour) + std::chrono::minutes(minute);
    if (reader.accept(':')) {
        const int second = reader.digits(2);
        if (!in_range(second, 0, 59)) {
            return std::nullopt;
        }
        time += std::chrono::seconds(second);
        if (reader.accept('.')) {
            const std::int64_t fraction = reader.fraction();
            if (fraction < 0) {
                return std::nullopt;
            }
            time += microseconds(fraction);
        }
    }
    return time;
}

/// Offset from UTC at the end of the text: nothing, `Z`, `+hh:mm`, `+hhmm` or `+hh`.
std::optional<microseconds> read_offset(Reader& reader) noexcept {
    if (reader.at_end() || reader.accept('Z') || reader.accept('z')) {
        return microseconds(0);
    }
    const bool east = reader.accept('+');
    if (!east && !reader.accept('-')) {
        return std::nullopt;
    }
    const int hours = reader.digits(2);
    if (!in_range(hours, 0, 23)) {
        return std::nullopt;
    }
    int minutes = 0;
    const bool separated = reader.accept(':');
    if (separated || !reader.at_end()) {
        minutes = reader.digits(2);
        if (!in_range(minutes, 0, 59)) {
            return std::nullopt;
        }
    }
    const microseconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return east ? offset : -offset;
}

void append_padded(std::string& text, std::int64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    if (digits.size() < width) {
        text.append(width - digits.size(), '0');
    }
    text += digits;
}

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Timestamp now() const override {
        return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
    }
};

}  // namespace

std::optional<Timestamp> parse_iso8601(std::string_view text) noexcept {
    Reader reader(text);
    const int year = reader.digits(4);
    if (!in_range(year, 1, 9999) || !reader.accept('-')) {
        return std::nullopt;
    }
    const int month = reader.digits(2);
    if (month < 0 || !reader.accept('-')) {
        return std::nullopt;
    }
    const int day = reader.digits(2);
    if (day < 0) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date(
        std::chrono::year(year),
        std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))
    );
    if (!date.ok()) {
        return std::nullopt;
    }
    Timestamp time = std::chrono::sys_days(date);
    if (!reader.at_end()) {
        if (!reader.accept('T') && !reader.accept('t') && !reader.accept(' ')) {
            return std::nullopt;
        }
        const std::optional<microseconds> time_of_day = read_time_of_day(reader);
        if (!time_of_day) {
            return std::nullopt;
        }
        const std::optional<microseconds> offset = read_offset(reader);
        if (!offset || !reader.at_end()) {
            return std::nullopt;
        }
        time += *time_of_day - *offset;
    }
    // An offset can carry the first or last day of the range out of it.
    const std::chrono::year_month_day utc(std::chrono::floor<std::chrono::days>(time));
    if (!in_range(static_cast<int>(utc.year()), 1, 9999)) {
        return std::nullopt;
    }
    return time;
}

std::string format_iso8601(Timestamp time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::string text;
    append_padded(text, static_cast<int>(date.year()), 4);
    text.push_back('-');
    append_padded(text, static_cast<unsigned>(date.month()), 2);
    text.push_back('-');
    append_padded(text, static_cast<unsigned>(date.day()), 2);
    text.push_back('T');
    append_padded(text, clock.hours().count(), 2);
    text.push_back(':');
    append_padded(text, clock.minutes().count(), 2);
    text.push_back(':');
    append_padded(text, clock.seconds().count(), 2);
    if (clock.subseconds().count() != 0) {
        text.push_back('.');
        append_padded(text, clock.subseconds().count(), 6);
    }
    text.push_back('Z');
    return text;
}

const Clock& system_clock() noexcept {
    static const SystemClock clock;
    return clock;
}

}  // namespace memory
