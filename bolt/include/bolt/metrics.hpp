#pragma once
// Metrics: what a driver has done and is doing, as plain numbers to read whenever one likes.
// Counters only grow; gauges are of the moment. Reading costs a lock, counting costs nothing more.

#include <bolt/address.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bolt {

/// Connections to one server, or to all.
struct PoolMetrics {
    PoolMetrics() = default;

    // Gauges.
    std::size_t in_use = 0;  ///< lent, or being opened
    std::size_t idle = 0;
    std::size_t waiters = 0;  ///< callers in the queue

    // Counters.
    std::uint64_t acquired = 0;   ///< connections lent
    std::uint64_t timed_out = 0;  ///< callers who got none within the acquisition timeout
    std::uint64_t refused = 0;    ///< callers turned away because the queue was full
    std::uint64_t opened = 0;     ///< connections made
    std::uint64_t failed_to_open = 0;
    std::uint64_t closed = 0;               ///< connections ended, for whichever reason
    std::chrono::nanoseconds wait_time{0};  ///< total that callers spent in the queue
};

/// Durations by powers of two: bucket n counts those below 2^n microseconds and not below the
/// bucket before; the last one counts all that are longer.
struct LatencyHistogram {
    LatencyHistogram() = default;
    static constexpr std::size_t kBuckets = 32;
    std::array<std::uint64_t, kBuckets> counts{};
    std::chrono::nanoseconds total{0};
    std::uint64_t count = 0;
};

struct DriverMetrics {
    DriverMetrics() = default;

    struct Server {
        Server() = default;
        Address address;
        PoolMetrics pool;
    };

    PoolMetrics pool;             ///< of all servers together
    std::vector<Server> servers;  ///< by address
    std::uint64_t queries = 0;    ///< RUN messages sent
    std::uint64_t failures = 0;   ///< FAILURE answers
    std::uint64_t retries = 0;    ///< further attempts of managed transactions
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    LatencyHistogram query_latency;  ///< from RUN sent to its answer
};

}  // namespace bolt
