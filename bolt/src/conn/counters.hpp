#pragma once
// What a driver counts while it works, for DriverMetrics. Shared by all its connections.
// Relaxed atomics: each number is right, no two of them need to belong together.

#include <bolt/metrics.hpp>

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bolt::conn {

class Counters {
  public:
    using Number = std::atomic<std::uint64_t>;

    static void add(Number& number, std::uint64_t by = 1) noexcept {
        number.fetch_add(by, std::memory_order_relaxed);
    }

    void query_took(std::chrono::nanoseconds duration) noexcept {
        const auto micros = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(duration).count()
        );
        const std::size_t bucket = std::bit_width(micros);
        add(latency_[bucket < latency_.size() ? bucket : latency_.size() - 1]);
        add(latency_total_, static_cast<std::uint64_t>(duration.count()));
    }

    void read(DriverMetrics& metrics) const noexcept {
        metrics.queries = queries.load(std::memory_order_relaxed);
        metrics.failures = failures.load(std::memory_order_relaxed);
        metrics.retries = retries.load(std::memory_order_relaxed);
        metrics.bytes_sent = bytes_sent.load(std::memory_order_relaxed);
        metrics.bytes_received = bytes_received.load(std::memory_order_relaxed);
        metrics.query_latency.count = 0;
        for (std::size_t i = 0; i < latency_.size(); ++i) {
            metrics.query_latency.counts[i] = latency_[i].load(std::memory_order_relaxed);
            metrics.query_latency.count += metrics.query_latency.counts[i];
        }
        metrics.query_latency.total =
            std::chrono::nanoseconds(latency_total_.load(std::memory_order_relaxed));
    }

    Number queries{0};
    Number failures{0};
    Number retries{0};
    Number bytes_sent{0};
    Number bytes_received{0};

  private:
    std::array<Number, LatencyHistogram::kBuckets> latency_{};
    Number latency_total_{0};
};

}  // namespace bolt::conn
