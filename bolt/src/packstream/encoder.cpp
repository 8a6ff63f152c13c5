// The PackStream encoder; see encoder.hpp, and decoder.hpp for the markers.
// Structure tags: bolt documentation, "Structure semantics".

#include "packstream/encoder.hpp"

#include <bolt/error.hpp>
#include <bolt/time_zone.hpp>
#include <bolt/unsupported.hpp>

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <string>

namespace bolt::packstream {

namespace {

/// Deeper values than this are refused: no server reads them, and the stack has an end. [limit]
constexpr std::size_t kDeepest = 128;

bool is_continuation(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<std::uint8_t>(text[at]) & 0xC0U) == 0x80U;
}

/// Length of the UTF-8 sequence at `at`; 0 when it is none (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto first = static_cast<std::uint8_t>(text[at]);
    if (first < 0x80U) {
        return 1;
    }
    if (!is_continuation(text, at + 1)) {
        return 0;
    }
    const auto second = static_cast<std::uint8_t>(text[at + 1]);
    if (first >= 0xC2U && first <= 0xDFU) {
        return 2;
    }
    if (!is_continuation(text, at + 2)) {
        return 0;
    }
    if (first >= 0xE0U && first <= 0xEFU) {
        const bool overlong = first == 0xE0U && second < 0xA0U;
        const bool surrogate = first == 0xEDU && second >= 0xA0U;
        return overlong || surrogate ? 0 : 3;
    }
    if (first < 0xF0U || first > 0xF4U || !is_continuation(text, at + 3)) {
        return 0;
    }
    const bool overlong = first == 0xF0U && second < 0x90U;
    const bool too_large = first == 0xF4U && second >= 0x90U;
    return overlong || too_large ? 0 : 4;
}

/// Where the text stops being UTF-8; npos when it does not.
std::size_t invalid_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        // Eight ASCII bytes at a time: that is what nearly all text consists of.
        constexpr std::uint64_t kHighBits = 0x8080808080808080U;
        std::uint64_t word = 0;
        while (text.size() - at >= sizeof word) {
            std::memcpy(&word, text.data() + at, sizeof word);
            if ((word & kHighBits) != 0) {
                break;
            }
            at += sizeof word;
        }
        if (at == text.size()) {
            break;
        }
        const std::size_t length = utf8_length(text, at);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::string_view::npos;
}

/// The seconds of a date-time with a zone's name, as the dialect counts them.
std::int64_t seconds_for(const DateTime& value, const Dialect& dialect) {
    if (value.local_seconds != dialect.utc_datetimes) {
        return value.seconds;
    }
    try {
        return (dialect.utc_datetimes ? with_utc_seconds(value) : with_local_seconds(value))
            .seconds;
    } catch (const Error& error) {
        throw Error(
            ErrorKind::usage,
            "a date-time cannot be sent in this Bolt version: " + std::string(error.what())
        );
    }
}

/// The marker of the elements' type, the same as that of one such number.
std::uint8_t vector_marker(VectorType type) {
    switch (type) {
        case VectorType::i8:
            return 0xC8;
        case VectorType::i16:
            return 0xC9;
        case VectorType::i32:
            return 0xCA;
        case VectorType::i64:
            return 0xCB;
        case VectorType::f32:
            return 0xC6;
        case VectorType::f64:
            break;
    }
    return 0xC1;
}

}  // namespace

void Encoder::big_endian(std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i > 0; --i) {
        out_.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
    }
}

void Encoder::null() {
    out_.push_back(0xC0);
}

void Encoder::boolean(bool value) {
    out_.push_back(value ? 0xC3 : 0xC2);
}

void Encoder::integer(std::int64_t value) {
    const auto raw = std::bit_cast<std::uint64_t>(value);
    if (value >= -16 && value <= 127) {
        out_.push_back(static_cast<std::uint8_t>(raw));
    } else if (value >= std::numeric_limits<std::int8_t>::min() && value < 0) {
        out_.push_back(0xC8);
        big_endian(raw, 1);
    } else if (value >= std::numeric_limits<std::int16_t>::min() &&
               value <= std::numeric_limits<std::int16_t>::max()) {
        out_.push_back(0xC9);
        big_endian(raw, 2);
    } else if (value >= std::numeric_limits<std::int32_t>::min() &&
               value <= std::numeric_limits<std::int32_t>::max()) {
        out_.push_back(0xCA);
        big_endian(raw, 4);
    } else {
        out_.push_back(0xCB);
        big_endian(raw, 8);
    }
}

void Encoder::floating(double value) {
    out_.push_back(0xC1);
    big_endian(std::bit_cast<std::uint64_t>(value), 8);
}

void Encoder::sized(std::size_t size, std::uint8_t tiny, std::uint8_t first, bool has_tiny) {
    if (has_tiny && size < 16) {
        out_.push_back(static_cast<std::uint8_t>(tiny | size));
    } else if (size <= 0xFF) {
        out_.push_back(first);
        big_endian(size, 1);
    } else if (size <= 0xFFFF) {
        out_.push_back(static_cast<std::uint8_t>(first + 1));
        big_endian(size, 2);
    } else if (size <= 0x7FFFFFFF) {
        out_.push_back(static_cast<std::uint8_t>(first + 2));
        big_endian(size, 4);
    } else {
        throw Error(ErrorKind::usage, "a parameter is larger than Bolt can carry (2 GiB)");
    }
}

void Encoder::string(std::string_view value) {
    if (const std::size_t bad = invalid_utf8(value); bad != std::string_view::npos) {
        throw Error(
            ErrorKind::usage,
            "a text is not UTF-8 (byte " + std::to_string(bad) +
                "); send it as Bytes, or convert it"
        );
    }
    sized(value.size(), 0x80, 0xD0, true);
    out_.insert(out_.end(), value.begin(), value.end());
}

void Encoder::bytes(std::span<const std::uint8_t> value) {
    sized(value.size(), 0, 0xCC, false);
    out_.insert(out_.end(), value.begin(), value.end());
}

void Encoder::list(std::size_t size) {
    sized(size, 0x90, 0xD4, true);
}

void Encoder::map(std::size_t size) {
    sized(size, 0xA0, 0xD8, true);
}

void Encoder::structure(std::uint8_t tag, std::size_t fields) {
    out_.push_back(static_cast<std::uint8_t>(0xB0U | fields));
    out_.push_back(tag);
}

void Encoder::map(const Map& value) {
    map(value, 0);
}

void Encoder::map(const Map& value, std::size_t depth) {
    map(value.size());
    for (const MapEntry& entry : value) {
        string(entry.key);
        this->value(entry.value, depth + 1);
    }
}

void Encoder::date_time(const DateTime& value) {
    if (value.zone.empty()) {
        const std::int64_t shift = dialect_.utc_datetimes ? 0 : value.utc_offset;
        std::int64_t seconds = 0;
        if (__builtin_add_overflow(value.seconds, shift, &seconds)) {
            throw Error(ErrorKind::usage, "a date-time is beyond what Bolt can carry");
        }
        structure(dialect_.utc_datetimes ? 0x49 : 0x46, 3);
        integer(seconds);
        integer(value.nanoseconds);
        integer(value.utc_offset);
        return;
    }
    structure(dialect_.utc_datetimes ? 0x69 : 0x66, 3);
    integer(seconds_for(value, dialect_));
    integer(value.nanoseconds);
    string(value.zone);
}

void Encoder::point(const Point& value) {
    structure(value.z ? 0x59 : 0x58, value.z ? 4 : 3);
    integer(value.srid);
    floating(value.x);
    floating(value.y);
    if (value.z) {
        floating(*value.z);
    }
}

void Encoder::vector(const Vector& value) {
    if (!dialect_.vectors) {
        throw Error(
            ErrorKind::usage,
            "a vector needs Bolt 6.0 or newer, which this connection does not speak; send a list"
        );
    }
    structure(0x56, 2);
    const std::array<std::uint8_t, 1> marker{vector_marker(value.type())};
    bytes(marker);
    bytes(value.big_endian());
}

void Encoder::uuid(const Uuid& value) {
    if (!dialect_.uuids) {
        throw Error(
            ErrorKind::usage,
            "a UUID needs Bolt 6.1 or newer, which this connection does not speak; send its text"
        );
    }
    out_.push_back(0xE0);
    out_.insert(out_.end(), value.bytes.begin(), value.bytes.end());
}

void Encoder::value(const Value& value) {
    this->value(value, 0);
}

void Encoder::value(const Value& value, std::size_t depth) {
    if (depth > kDeepest) {
        throw Error(
            ErrorKind::usage,
            "a parameter is nested deeper than " + std::to_string(kDeepest) + " lists and maps"
        );
    }
    switch (value.kind()) {
        case Kind::null:
            return null();
        case Kind::boolean:
            return boolean(value.as<bool>());
        case Kind::integer:
            return integer(value.as<std::int64_t>());
        case Kind::floating:
            return floating(value.as<double>());
        case Kind::string:
            return string(value.as<std::string>());
        case Kind::bytes:
            return bytes(value.as<Bytes>().data);
        case Kind::list: {
            const List& items = value.as<List>();
            list(items.size());
            for (const Value& item : items) {
                this->value(item, depth + 1);
            }
            return;
        }
        case Kind::map:
            return map(value.as<Map>(), depth);
        case Kind::date:
            structure(0x44, 1);
            return integer(value.as<Date>().days);
        case Kind::time:
            structure(0x54, 2);
            integer(value.as<Time>().nanoseconds);
            return integer(value.as<Time>().utc_offset);
        case Kind::local_time:
            structure(0x74, 1);
            return integer(value.as<LocalTime>().nanoseconds);
        case Kind::date_time:
            return date_time(value.as<DateTime>());
        case Kind::local_date_time:
            structure(0x64, 2);
            integer(value.as<LocalDateTime>().seconds);
            return integer(value.as<LocalDateTime>().nanoseconds);
        case Kind::duration: {
            const Duration& duration = value.as<Duration>();
            structure(0x45, 4);
            integer(duration.months);
            integer(duration.days);
            integer(duration.seconds);
            return integer(duration.nanoseconds);
        }
        case Kind::point:
            return point(value.as<Point>());
        case Kind::vector:
            return vector(value.as<Vector>());
        case Kind::uuid:
            return uuid(value.as<Uuid>());
        case Kind::unsupported:
            throw Error(
                ErrorKind::usage,
                "a value of the unsupported type '" + value.as<UnsupportedType>().name +
                    "' cannot be a query parameter; servers send such values, and take none"
            );
        case Kind::node:
        case Kind::relationship:
        case Kind::path:
        case Kind::unreadable:
            break;
    }
    throw Error(
        ErrorKind::usage,
        "a " + std::string(to_string(value.kind())) +
            " cannot be a query parameter; pass its element id or its properties"
    );
}

}  // namespace bolt::packstream
