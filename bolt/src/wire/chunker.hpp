#pragma once
// Frames messages for sending: chunks of a big-endian u16 length and data, then 00 00.
// A message of up to 65,535 bytes, nearly every one, is a single chunk.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bolt::wire {

/// Appends `message` to `out` as chunks with the end mark.
void append_chunked(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> message);

}  // namespace bolt::wire
