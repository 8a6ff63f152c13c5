#pragma once
// Bounds on what a peer may make us hold. [limit]
// A declared size is never trusted: memory grows only with bytes that have arrived.

#include <cstddef>

namespace bolt::packstream {

struct Limits {
    Limits() = default;
    std::size_t max_message = std::size_t{64} * 1024 * 1024;  ///< bytes of one message
    std::size_t max_depth = 128;          ///< nesting of lists, maps, structures; 128 at most
    std::size_t max_values = 16'000'000;  ///< values in one message
    bool allow_uuids = false;             ///< marker E0 is read: from Bolt 6.1 on
};

}  // namespace bolt::packstream
