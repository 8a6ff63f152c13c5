#pragma once
// A message as one line for a log: names, not numbers, and no secrets. For level trace only,
// because query texts and values are in it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace bolt::protocol {

/// The body of one message, of either side, e.g. `LOGON {scheme: "basic", credentials: "*******"}`.
/// Values of the keys `credentials` and `parameters` of HELLO and LOGON are blanked. At most about
/// `limit` bytes; what is left out is marked by "...". Never throws on what the bytes hold.
[[nodiscard]] std::string loggable(
    std::span<const std::uint8_t> message, std::size_t limit = 1'024
);

}  // namespace bolt::protocol
