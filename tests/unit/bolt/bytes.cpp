// Hex, message texts and random values; see bytes.hpp.
// Message names are the documentation's.

#include "bytes.hpp"

#include "support/catch.hpp"
#include "wire/chunker.hpp"
#include "wire/dechunker.hpp"

#include <bolt/record.hpp>

#include <array>
#include <cstdio>
#include <limits>
#include <map>

namespace bolt::test {

namespace {

std::string hex_byte(std::uint8_t byte) {
    std::array<char, 4> text{};
    std::snprintf(text.data(), text.size(), "%02X", unsigned{byte});
    return text.data();
}

unsigned digit(char c) {
    return c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'A') + 10U;
}

std::string_view name_of(std::uint8_t tag) {
    static const std::map<std::uint8_t, std::string_view> kNames{
        {0x01, "HELLO"},
        {0x02, "GOODBYE"},
        {0x0F, "RESET"},
        {0x10, "RUN"},
        {0x11, "BEGIN"},
        {0x12, "COMMIT"},
        {0x13, "ROLLBACK"},
        {0x2F, "DISCARD"},
        {0x3F, "PULL"},
        {0x54, "TELEMETRY"},
        {0x66, "ROUTE"},
        {0x6A, "LOGON"},
        {0x6B, "LOGOFF"},
        {0x70, "SUCCESS"},
        {0x71, "RECORD"},
        {0x7E, "IGNORED"},
        {0x7F, "FAILURE"},
    };
    const auto place = kNames.find(tag);
    return place == kNames.end() ? "UNKNOWN" : place->second;
}

std::string show_cell(const detail::Cell& cell) {
    const std::string_view text(
        cell.kind == Kind::string || cell.kind == Kind::bytes ? cell.text : "",
        cell.kind == Kind::string || cell.kind == Kind::bytes ? cell.size : 0
    );
    std::string out;
    switch (cell.kind) {
        case Kind::null:
            return "null";
        case Kind::boolean:
            return cell.boolean ? "true" : "false";
        case Kind::integer:
            return std::to_string(cell.integer);
        case Kind::floating: {
            std::array<char, 32> number{};
            std::snprintf(number.data(), number.size(), "%g", cell.floating);
            return std::string(number.data()) + "f";
        }
        case Kind::string:
            return '"' + std::string(text) + '"';
        case Kind::bytes:
            for (const char c : text) {
                out += hex_byte(static_cast<std::uint8_t>(c));
            }
            return "#" + out;
        case Kind::uuid:
            return to_string(ValueView(cell).to<Uuid>());
        case Kind::list:
            for (std::size_t i = 0; i < cell.size; ++i) {
                out += (i == 0 ? "" : ", ") + show_cell(cell.cells[i]);
            }
            return "[" + out + "]";
        case Kind::map:
            for (std::size_t i = 0; i < cell.size; ++i) {
                const detail::Cell& key = cell.cells[2 * i];
                out += (i == 0 ? "" : ", ") + std::string(key.text, key.size) + ": " +
                       show_cell(cell.cells[2 * i + 1]);
            }
            return "{" + out + "}";
        default:
            for (std::size_t i = 0; i < cell.size; ++i) {
                out += " " + show_cell(cell.cells[i]);
            }
            return "<" + hex_byte(cell.flags) + out + ">";
    }
}

std::int64_t random_integer(std::mt19937_64& random) {
    // As many small numbers as large ones: shift by a random width.
    const auto raw = static_cast<std::int64_t>(random());
    return raw >> (random() % 64U);
}

std::string random_text(std::mt19937_64& random) {
    static constexpr std::array<std::string_view, 6> kPieces{
        "a", "Z9", "é", "漢字", "🙂", " \n\t\""
    };
    std::string text;
    const std::size_t pieces = random() % 4 == 0 ? random() % 300 : random() % 8;
    for (std::size_t i = 0; i < pieces; ++i) {
        text += kPieces[random() % kPieces.size()];
    }
    return text;
}

Value random_temporal(std::mt19937_64& random) {
    const auto below = [&random](std::int64_t bound) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound));
    };
    const auto nanos = static_cast<std::int32_t>(below(1'000'000'000));
    const auto offset = static_cast<std::int32_t>(below(2 * 86'399) - 86'399);
    constexpr std::int64_t kDay = 86'400'000'000'000;
    // Seconds stay well inside 64 bits, as every calendar does.
    const std::int64_t seconds = random_integer(random) / 1024;
    switch (random() % 7) {
        case 0:
            return Date(random_integer(random));
        case 1:
            return Time(below(kDay), offset);
        case 2:
            return LocalTime(below(kDay));
        case 3:
            return DateTime(seconds, nanos, offset);
        case 4:
            return LocalDateTime(seconds, nanos);
        case 5:
            return Duration(random_integer(random), random_integer(random), seconds, nanos);
        default:
            return DateTime(seconds, nanos, "Europe/Stockholm");
    }
}

std::vector<std::uint8_t> random_bytes(std::mt19937_64& random, std::size_t size) {
    std::vector<std::uint8_t> data(size);
    for (std::uint8_t& byte : data) {
        byte = static_cast<std::uint8_t>(random());
    }
    return data;
}

Value random_vector_or_uuid(std::mt19937_64& random) {
    if (random() % 2 == 0) {
        Uuid uuid;
        for (std::uint8_t& byte : uuid.bytes) {
            byte = static_cast<std::uint8_t>(random());
        }
        return uuid;
    }
    const auto type = static_cast<VectorType>(random() % 6);
    return Vector::from_big_endian(type, random_bytes(random, size_of(type) * (random() % 40)));
}

}  // namespace

ByteVector bytes(std::string_view text) {
    ByteVector out;
    unsigned high = 0;
    bool half = false;
    for (const char c : text) {
        if (c == ' ' || c == '\n') {
            continue;
        }
        if (half) {
            out.push_back(static_cast<std::uint8_t>(high * 16U + digit(c)));
        }
        high = digit(c);
        half = !half;
    }
    REQUIRE_FALSE(half);
    return out;
}

std::string hex(std::span<const std::uint8_t> data) {
    std::string out;
    for (const std::uint8_t byte : data) {
        out += (out.empty() ? "" : " ") + hex_byte(byte);
    }
    return out;
}

packstream::Dialect newest_encoding() {
    packstream::Dialect dialect;
    dialect.vectors = true;
    dialect.uuids = true;
    return dialect;
}

protocol::Dialect newest_dialect() {
    protocol::Dialect dialect;
    dialect.vectors = true;
    dialect.uuids = true;
    return dialect;
}

packstream::Limits newest_limits() {
    packstream::Limits limits;
    limits.allow_uuids = true;
    return limits;
}

ByteVector encode(const Value& value, const packstream::Dialect& dialect) {
    ByteVector out;
    packstream::Encoder(out, dialect).value(value);
    return out;
}

ByteVector encode(const Value& value, bool utc_datetimes) {
    packstream::Dialect dialect;
    dialect.utc_datetimes = utc_datetimes;
    return encode(value, dialect);
}

Decoded decode(
    std::span<const std::uint8_t> data,
    const protocol::Dialect& dialect,
    const packstream::Limits& limits
) {
    // A copy of exactly this size, so that a sanitizer sees every read beyond the end.
    const ByteVector copy(data.begin(), data.end());
    packstream::Arena arena(64);
    packstream::Decoder decoder(copy, arena, limits);
    Decoded result;
    detail::Cell cell;
    result.status = decoder.read(cell);
    result.bytes_left = decoder.bytes_left();
    result.arena_used = arena.used();
    if (result.status == packstream::DecodeStatus::ok) {
        protocol::hydrate(cell, dialect);
        result.value = ValueView(cell).to_value();
    }
    return result;
}

std::string show(std::span<const std::uint8_t> body) {
    packstream::Arena arena;
    const packstream::Limits limits = newest_limits();
    packstream::Decoder decoder(body, arena, limits);
    std::uint8_t tag = 0;
    std::uint32_t fields = 0;
    REQUIRE(decoder.read_structure(tag, fields) == packstream::DecodeStatus::ok);
    std::string text(name_of(tag));
    for (std::uint32_t i = 0; i < fields; ++i) {
        detail::Cell cell;
        REQUIRE(decoder.read(cell) == packstream::DecodeStatus::ok);
        text += " " + show_cell(cell);
    }
    REQUIRE(decoder.bytes_left() == 0);
    return text;
}

std::vector<ByteVector> messages_of(std::span<const std::uint8_t> stream) {
    wire::Dechunker dechunker(packstream::Limits().max_message);
    std::vector<ByteVector> found;
    std::span<const std::uint8_t> body;
    while (dechunker.next(stream, body) == wire::DechunkStatus::message) {
        found.emplace_back(body.begin(), body.end());
    }
    REQUIRE(stream.empty());
    REQUIRE(dechunker.idle());
    return found;
}

ByteVector message(std::uint8_t tag, const std::vector<Value>& fields) {
    ByteVector out;
    packstream::Encoder encoder(out, newest_encoding());
    encoder.structure(tag, fields.size());
    for (const Value& field : fields) {
        encoder.value(field);
    }
    return out;
}

ByteVector chunked(std::span<const std::uint8_t> body) {
    ByteVector out;
    wire::append_chunked(out, body);
    return out;
}

Value random_value(std::mt19937_64& random, int depth) {
    const std::uint64_t choice = random() % (depth > 0 ? 12U : 10U);
    switch (choice) {
        case 0:
            return nullptr;
        case 1:
            return random() % 2 == 0;
        case 2:
        case 3:
            return random_integer(random);
        case 4:
            return static_cast<double>(random_integer(random)) / 1024.0;
        case 5:
        case 6:
            return random_text(random);
        case 7:
            return Bytes(random_bytes(random, random() % 300));
        case 8:
            return random_temporal(random);
        case 9:
            return random_vector_or_uuid(random);
        case 10: {
            List items(random() % 20);
            for (Value& item : items) {
                item = random_value(random, depth - 1);
            }
            return items;
        }
        default: {
            Map map;
            const std::size_t entries = random() % 20;
            for (std::size_t i = 0; i < entries; ++i) {
                map.set("k" + std::to_string(i), random_value(random, depth - 1));
            }
            return map;
        }
    }
}

}  // namespace bolt::test
