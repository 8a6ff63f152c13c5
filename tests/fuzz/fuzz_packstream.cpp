// Fuzz target: any bytes as one PackStream value, hydrated in both dialects and read back whole.
// Promises: no crash; arena bounded by the input; what can be sent encodes and decodes to itself.

#include "packstream/arena.hpp"
#include "packstream/decoder.hpp"
#include "packstream/encoder.hpp"
#include "protocol/hydrate.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>

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
void check_round_trip(const bolt::Value& value, bool utc) {
    bolt::packstream::Dialect dialect;
    dialect.utc_datetimes = utc;
    std::vector<std::uint8_t> first;
    try {
        bolt::packstream::Encoder(first, dialect).value(value);
    } catch (const bolt::Error& error) {
        require(error.kind() == bolt::ErrorKind::usage);
        return;
    }
    bolt::packstream::Arena arena(64);
    const bolt::packstream::Limits limits;
    bolt::packstream::Decoder decoder(first, arena, limits);
    bolt::detail::Cell cell;
    require(decoder.read(cell) == DecodeStatus::ok && decoder.bytes_left() == 0);
    bolt::protocol::Dialect reading;
    reading.utc_datetimes = utc;
    bolt::protocol::hydrate(cell, reading);
    const std::optional<bolt::Value> again = read(cell);
    require(again.has_value());
    std::vector<std::uint8_t> second;
    bolt::packstream::Encoder(second, dialect).value(*again);
    require(first == second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const bool modern : {true, false}) {
        bolt::packstream::Arena arena(64);
        const bolt::packstream::Limits limits;
        bolt::packstream::Decoder decoder(std::span(data, size), arena, limits);
        bolt::detail::Cell cell;
        if (decoder.read(cell) != DecodeStatus::ok) {
            continue;
        }
        bolt::protocol::Dialect dialect;
        dialect.element_ids = modern;
        dialect.utc_datetimes = modern;
        bolt::protocol::hydrate(cell, dialect);
        if (const std::optional<bolt::Value> value = read(cell)) {
            check_round_trip(*value, modern);
        }
    }
    return 0;
}
