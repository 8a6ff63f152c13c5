#pragma once
// Load for the connection pool, with figures: many waiters on few connections, and what idle
// connections cost. Used by the test, with a bound, and by the benchmark, for the numbers.

#include <chrono>
#include <cstddef>

namespace support {

struct WaiterFigures {
    WaiterFigures() = default;
    std::size_t errors = 0;
    /// Of waiting and query together, from the first caller's call on.
    std::chrono::duration<double, std::milli> p50{0};
    std::chrono::duration<double, std::milli> p99{0};
    std::chrono::duration<double, std::milli> longest{0};
    /// The same when nothing but the server took time.
    std::chrono::duration<double, std::milli> ideal{0};
    /// How far the order in which the server got the queries differs from that of the callers.
    std::size_t most_displaced = 0;
};

/// `waiters` callers at once, on `connections` connections to a server that answers each query
/// `delay` after it came.
[[nodiscard]] WaiterFigures measure_waiters(
    std::size_t waiters, std::size_t connections, std::chrono::microseconds delay
);

struct IdleFigures {
    IdleFigures() = default;
    std::size_t connections = 0;
    double resident_bytes_each = 0;
    double heap_bytes_each = 0;
};

/// Connections that have each done a query and are idle in the pool.
[[nodiscard]] IdleFigures measure_idle(std::size_t connections);

}  // namespace support
