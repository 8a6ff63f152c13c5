#pragma once
// Bytes of the Bolt protocol for tests: written and shown as hex, decoded to values, rendered as
// text. Nothing here depends on what is tested but the decoder and the encoder themselves.

#include "packstream/arena.hpp"
#include "packstream/decoder.hpp"
#include "packstream/encoder.hpp"
#include "packstream/limits.hpp"
#include "protocol/hydrate.hpp"

#include <bolt/value.hpp>

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::test {

using ByteVector = std::vector<std::uint8_t>;

/// "B1 71 90" to bytes; blanks and line ends are skipped.
[[nodiscard]] ByteVector bytes(std::string_view hex);
[[nodiscard]] std::string hex(std::span<const std::uint8_t> data);

// What the newest Bolt version can do: the tests' default, so that random values may be anything.
[[nodiscard]] packstream::Dialect newest_encoding();
[[nodiscard]] protocol::Dialect newest_dialect();
[[nodiscard]] packstream::Limits newest_limits();

[[nodiscard]] ByteVector encode(
    const Value& value, const packstream::Dialect& dialect = newest_encoding()
);
/// As 4.4 does, with the "utc" patch or without.
[[nodiscard]] ByteVector encode(const Value& value, bool utc_datetimes);

/// What the decoder says to one whole value.
struct Decoded {
    Decoded() = default;
    packstream::DecodeStatus status = packstream::DecodeStatus::ok;
    Value value;
    std::size_t bytes_left = 0;
    std::size_t arena_used = 0;
};

/// Decodes and hydrates one value from the front of `data`.
[[nodiscard]] Decoded decode(
    std::span<const std::uint8_t> data,
    const protocol::Dialect& dialect = newest_dialect(),
    const packstream::Limits& limits = newest_limits()
);

/// One message's body as text: `RUN "RETURN $x" {x: 1} {}`. Texts in quotes, bytes as #0A0B,
/// structures as <44 1>; secrets included.
[[nodiscard]] std::string show(std::span<const std::uint8_t> message);

/// Takes the messages out of a chunked stream; a test fails when bytes are left over.
[[nodiscard]] std::vector<ByteVector> messages_of(std::span<const std::uint8_t> stream);

/// A message from a tag and its fields, without chunks.
[[nodiscard]] ByteVector message(std::uint8_t tag, const std::vector<Value>& fields);
[[nodiscard]] ByteVector chunked(std::span<const std::uint8_t> message);

/// Any value that may be sent, of bounded size; the same for the same state of `random`.
[[nodiscard]] Value random_value(std::mt19937_64& random, int depth = 4);

}  // namespace bolt::test
