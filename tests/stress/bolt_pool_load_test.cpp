// The pool under as many callers as it is made for: 5,000 waiters on ten connections, and 1,000
// idle connections. bolt_pool_benchmark prints the figures of an optimised build, where the server
// takes 1 ms for a query; here it takes 5, because the driver is not optimised.

#include "support/catch.hpp"
#include "support/memory_use.hpp"
#include "support/pool_load.hpp"

using namespace std::chrono_literals;

// First, while the allocator has nothing from before to reuse.
TEST_CASE("an idle connection costs no more than 64 KiB") {
    const support::IdleFigures figures = support::measure_idle(1'000);
    INFO("resident " << figures.resident_bytes_each << ", heap " << figures.heap_bytes_each);
    // Sanitizers put red zones around all that is allocated, and keep what was freed.
    if (!support::runs_under_sanitizer()) {
        CHECK(figures.resident_bytes_each <= 64 * 1024);
    }
    CHECK(figures.heap_bytes_each <= 64 * 1024);
    CHECK(figures.heap_bytes_each > 0);
}

TEST_CASE("5,000 waiters share ten connections in order, in little more than the server's time") {
    constexpr std::size_t kConnections = 10;
    const support::WaiterFigures figures = support::measure_waiters(5'000, kConnections, 5ms);
    INFO(
        "p50 " << figures.p50.count() << " ms, p99 " << figures.p99.count() << " ms, longest "
               << figures.longest.count() << " ms"
    );
    CHECK(figures.errors == 0);
    // Queries that are under way at once may overtake each other on the way to the server, no more.
    CHECK(figures.most_displaced < 2 * kConnections);
    // One connection alone would need ten times the ideal.
    CHECK(figures.p99 < figures.ideal * (support::runs_under_sanitizer() ? 6.0 : 2.0));
    CHECK(figures.p99 > figures.ideal * 0.9);
}
