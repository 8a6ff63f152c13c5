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
    std::size_t in_use = 0;   ///< lent, or being opened
    std::size_t idle = 0;     ///< open and not lent
    std::size_t waiters = 0;  ///< callers in the queue

    // Counters.
    std::uint64_t acquired = 0;             ///< connections lent
    std::uint64_t timed_out = 0;            ///< callers who got none within the acquisition timeout
    std::uint64_t refused = 0;              ///< callers turned away because the queue was full
    std::uint64_t opened = 0;               ///< connections made
    std::uint64_t failed_to_open = 0;       ///< attempts that made no connection
    std::uint64_t closed = 0;               ///< connections ended, for whichever reason
    std::chrono::nanoseconds wait_time{0};  ///< total that callers spent in the queue
};

/// Durations by powers of two: bucket n counts those below 2^n microseconds and not below the
/// bucket before; the last one counts all that are longer.
struct LatencyHistogram {
    LatencyHistogram() = default;
    static constexpr std::size_t kBuckets = 32;  ///< the last is for 2^30 us (18 minutes) and more
    std::array<std::uint64_t, kBuckets> counts{};  ///< by bucket
    std::chrono::nanoseconds total{0};             ///< sum of all durations
    std::uint64_t count = 0;  ///< number of durations; total / count is the mean
};

/// All numbers of one driver, read at one moment each.
struct DriverMetrics {
    DriverMetrics() = default;

    /// One server that the driver has or had connections to.
    struct Server {
        Server() = default;
        Address address;   ///< of the server
        PoolMetrics pool;  ///< of its connections
    };

    PoolMetrics pool;                  ///< of all servers together
    std::vector<Server> servers;       ///< by address
    std::uint64_t queries = 0;         ///< RUN messages sent
    std::uint64_t failures = 0;        ///< FAILURE answers
    std::uint64_t retries = 0;         ///< further attempts of managed transactions
    std::uint64_t bytes_sent = 0;      ///< to all servers, before TLS
    std::uint64_t bytes_received = 0;  ///< from all servers, after TLS
    LatencyHistogram query_latency;    ///< from RUN sent to its answer
};

}  // namespace bolt
