// The connection pool in figures: bolt_pool_benchmark [WAITERS [CONNECTIONS [IDLE [PASSES]]]].
// Waiters on a server that answers each query after a millisecond, and the memory of idle
// connections. One line of JSON for each.

#include "support/pool_load.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

std::size_t number(int argc, char** argv, int place, std::size_t missing) {
    return argc > place ? std::strtoull(argv[place], nullptr, 10) : missing;
}

void print_waiters(std::size_t waiters, std::size_t connections) {
    const support::WaiterFigures figures =
        support::measure_waiters(waiters, connections, std::chrono::milliseconds(1));
    std::printf(
        "{\"waiters\":%zu,\"connections\":%zu,\"errors\":%zu,\"p50_ms\":%.1f,\"p99_ms\":%.1f,"
        "\"longest_ms\":%.1f,\"ideal_ms\":%.1f,\"p99_over_ideal\":%.3f,\"most_displaced\":%zu}\n",
        waiters,
        connections,
        figures.errors,
        figures.p50.count(),
        figures.p99.count(),
        figures.longest.count(),
        figures.ideal.count(),
        figures.p99 / figures.ideal,
        figures.most_displaced
    );
}

}  // namespace

int main(int argc, char** argv) {
    try {
        // First, while the allocator has nothing to reuse.
        const support::IdleFigures idle = support::measure_idle(number(argc, argv, 3, 1'000));
        std::printf(
            "{\"idle\":%zu,\"resident_bytes_each\":%.0f,\"heap_bytes_each\":%.0f}\n",
            idle.connections,
            idle.resident_bytes_each,
            idle.heap_bytes_each
        );
        for (std::size_t pass = number(argc, argv, 4, 3); pass > 0; --pass) {
            print_waiters(number(argc, argv, 1, 5'000), number(argc, argv, 2, 10));
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bolt_pool_benchmark: %s\n", error.what());
        return 1;
    }
    return 0;
}
