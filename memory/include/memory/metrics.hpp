#pragma once
// What a store is doing, as plain numbers for monitoring: queues of the embedded store, connections
// and statements of the server store. Reading them does no I/O.

#include <cstddef>
#include <cstdint>
#include <optional>

namespace memory {

/// Connections to the servers of a Neo4j store and what went over them. Counters only grow.
struct PoolNumbers {
    PoolNumbers() = default;
    std::size_t in_use = 0;            ///< lent, or being opened
    std::size_t idle = 0;              ///< open and not lent
    std::size_t waiting = 0;           ///< operations that wait for a connection
    std::uint64_t opened = 0;          ///< connections made
    std::uint64_t failed_to_open = 0;  ///< attempts that made none
    std::uint64_t closed = 0;          ///< connections ended, for whichever reason
    std::uint64_t timed_out = 0;       ///< operations that got no connection in time
    std::uint64_t queries = 0;         ///< statements sent
    std::uint64_t failures = 0;        ///< statements that the server refused
    std::uint64_t retries = 0;         ///< further attempts of transactions
};

/// Operations that wait for the threads of an embedded store.
struct QueueNumbers {
    QueueNumbers() = default;
    std::size_t reads = 0;
    std::size_t writes = 0;
};

/// What there is to tell depends on the backend.
struct StoreMetrics {
    StoreMetrics() = default;
    std::optional<PoolNumbers> pool;
    std::optional<QueueNumbers> queues;
};

}  // namespace memory
