// Fuzz target: any bytes as one PackStream value, hydrated in both dialects and read back whole.
// Promises: no crash; arena bounded by the input; texts may be kept in place or in the arena; what
// can be sent encodes and decodes to itself; every temporal value has a text.

#include "packstream/arena.hpp"
#include "packstream/decoder.hpp"
#include "packstream/encoder.hpp"
#include "protocol/hydrate.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/time_zone.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

namespace {

using bolt::packstream::DecodeStatus;

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

bolt::packstream::Limits limits_of(bool modern) {
    bolt::packstream::Limits limits;
    limits.allow_uuids = modern;
    return limits;
}

/// The newest dialect, or the oldest.
bolt::protocol::Dialect dialect_of(bool modern) {
    bolt::protocol::Dialect dialect;
    dialect.element_ids = modern;
    dialect.utc_datetimes = modern;
    dialect.vectors = modern;
    dialect.uuids = modern;
    return dialect;
}

/// The value, when it can be read; a structure that means nothing throws Error (type) instead.
std::optional<bolt::Value> read(const bolt::detail::Cell& cell) {
    try {
        return bolt::ValueView(cell).to_value();
    } catch (const bolt::Error& error) {
        require(error.kind() == bolt::ErrorKind::type);
        return std::nullopt;
    }
}

/// Encodes, decodes and encodes again: the bytes must not change.
void check_round_trip(const bolt::Value& value, bool modern) {
    bolt::packstream::Dialect dialect;
    dialect.utc_datetimes = modern;
    dialect.vectors = modern;
    dialect.uuids = modern;
    std::vector<std::uint8_t> first;
    try {
        bolt::packstream::Encoder(first, dialect).value(value);
    } catch (const bolt::Error& error) {
        require(error.kind() == bolt::ErrorKind::usage);
        return;
    }
    bolt::packstream::Arena arena(64);
    const bolt::packstream::Limits limits = limits_of(modern);
    bolt::packstream::Decoder decoder(first, arena, limits);
    bolt::detail::Cell cell;
    require(decoder.read(cell) == DecodeStatus::ok && decoder.bytes_left() == 0);
    bolt::protocol::hydrate(cell, dialect_of(modern));
    const std::optional<bolt::Value> again = read(cell);
    require(again.has_value());
    std::vector<std::uint8_t> second;
    bolt::packstream::Encoder(second, dialect).value(*again);
    require(first == second);
}

/// Compared as bytes, because a NaN does not equal itself.
void check_same_bytes(const bolt::Value& a, const bolt::Value& b, bool modern) {
    bolt::packstream::Dialect dialect;
    dialect.utc_datetimes = modern;
    dialect.vectors = modern;
    dialect.uuids = modern;
    std::vector<std::uint8_t> first;
    std::vector<std::uint8_t> second;
    try {
        bolt::packstream::Encoder(first, dialect).value(a);
        bolt::packstream::Encoder(second, dialect).value(b);
    } catch (const bolt::Error& error) {
        require(error.kind() == bolt::ErrorKind::usage);
        return;
    }
    require(first == second);
}

void check_text(const bolt::Value& value) {
    switch (value.kind()) {
        case bolt::Kind::date:
            return require(!to_string(value.as<bolt::Date>()).empty());
        case bolt::Kind::time:
            return require(!to_string(value.as<bolt::Time>()).empty());
        case bolt::Kind::local_time:
            return require(!to_string(value.as<bolt::LocalTime>()).empty());
        case bolt::Kind::local_date_time:
            return require(!to_string(value.as<bolt::LocalDateTime>()).empty());
        case bolt::Kind::date_time:
            return require(!to_string(value.as<bolt::DateTime>()).empty());
        case bolt::Kind::duration:
            return require(!to_string(value.as<bolt::Duration>()).empty());
        default:
            return;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const bool modern : {true, false}) {
        bolt::packstream::Arena arena(64);
        const bolt::packstream::Limits limits = limits_of(modern);
        bolt::packstream::Decoder decoder(std::span(data, size), arena, limits);
        bolt::detail::Cell cell;
        const DecodeStatus status = decoder.read(cell);
        require(arena.used() <= sizeof(cell) * size);
        bolt::packstream::Arena other(64);
        bolt::packstream::Decoder keeping(
            std::span(data, size), other, limits, bolt::packstream::Texts::kept
        );
        bolt::detail::Cell kept;
        require(keeping.read(kept) == status);
        if (status != DecodeStatus::ok) {
            continue;
        }
        bolt::protocol::hydrate(cell, dialect_of(modern));
        bolt::protocol::hydrate(kept, dialect_of(modern));
        const std::optional<bolt::Value> value = read(cell);
        require(value.has_value() == read(kept).has_value());
        if (value) {
            check_round_trip(*value, modern);
            check_same_bytes(*value, *read(kept), modern);
            check_text(*value);
        }
    }
    return 0;
}
