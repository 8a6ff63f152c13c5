// Statements around co_await that the code of this project uses: loops, conditions, bindings,
// exceptions, and the destruction of a frame that never resumes. Each must leave no probe alive and
// touch no dead one.
#include "support/catch.hpp"
#include "unit/toolchain/probe.hpp"

#include <chrono>
#include <optional>
#include <tuple>
#include <vector>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

namespace toolchain {
namespace {

Task<Probe> fetch() {
    co_await hop();
    co_return Probe();
}

Task<std::tuple<Probe, int>> fetch_pair() {
    co_await hop();
    co_return std::tuple<Probe, int>{Probe(), 3};
}

Task<std::vector<Probe>> fetch_many() {
    co_await hop();
    co_return std::vector<Probe>(3);
}

Task<std::optional<Probe>> fetch_while(bool more) {
    co_await hop();
    if (more) {
        co_return Probe();
    }
    co_return std::nullopt;
}

Task<bool> is(Probe probe, bool answer) {
    co_await hop();
    co_return answer && !probe.text().empty();
}

Task<int> number(Probe probe, int value) {
    co_await hop();
    co_return probe.text().empty() ? 0 : value;
}

Task<void> fail(Probe probe) {
    co_await hop();
    if (!probe.text().empty()) {
        throw std::runtime_error("planned");
    }
}

Task<void> bindings_in_a_loop() {
    for (int i = 0; i < 3; ++i) {
        auto [probe, count] = co_await fetch_pair();
        co_await hop();
        expect(!probe.text().empty() && count == 3);
    }
}

Task<void> range_for_over_an_await() {
    int seen = 0;
    for (const auto& probe : co_await fetch_many()) {
        co_await hop();
        seen += probe.text().empty() ? 0 : 1;
    }
    expect(seen == 3);
}

Task<void> conditions_with_declarations() {
    int round = 0;
    while (auto probe = co_await fetch_while(round < 3)) {
        co_await hop();
        expect(!probe->text().empty());
        ++round;
    }
    expect(round == 3);
    if (auto probe = co_await fetch_while(true); probe) {
        co_await hop();
    } else {
        expect(false);
    }
}

Task<void> short_circuits() {
    const bool both = co_await is(Probe(), true) && co_await is(Probe(), true);
    const bool either = co_await is(Probe(), false) || co_await is(Probe(), true);
    const bool stopped = co_await is(Probe(), false) && co_await is(Probe(), true);
    expect(both && either && !stopped);
}

/// In a loop's own condition g++ 12 would run the right side unasked.
Task<void> short_circuit_ends_a_loop() {
    const Probe* left = nullptr;
    const Probe local;
    int asked = 0;
    co_await hop();
    for (;;) {
        if (left == nullptr || !co_await is(Probe(), ++asked > 0)) {
            break;
        }
    }
    expect(asked == 0);
}

Task<void> switch_over_an_await() {
    switch (co_await number(Probe(), 1)) {
        case 1: {
            const Probe local;
            co_await hop();
            expect(!local.text().empty());
            break;
        }
        default:
            expect(false);
    }
}

Task<void> conditional_numbers() {
    const bool first = co_await is(Probe(), true);
    const int value = first ? co_await number(Probe(), 5) : co_await number(Probe(), 6);
    expect(value == 5);
}

Task<void> exception_from_an_await() {
    bool caught = false;
    for (int i = 0; i < 3; ++i) {
        const Probe outer;
        try {
            const Probe inner;
            co_await fail(Probe());
            expect(false);
        } catch (const std::runtime_error&) {
            caught = true;
            continue;
        }
    }
    co_await hop();
    expect(caught);
}

Task<void> two_at_once() {
    using namespace asio::experimental::awaitable_operators;
    auto [first, second] = co_await (fetch() && fetch());
    expect(!first.text().empty() && !second.text().empty());
}

Task<void> wait_forever(Probe probe) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(std::chrono::steady_clock::time_point::max());
    const Probe local;
    co_await timer.async_wait(asio::use_awaitable);
    expect(probe.text() == local.text());
}

Task<void> never_resumed() {
    Probe probe;
    co_await wait_forever(std::move(probe));
}

}  // namespace

TEST_CASE("loops and bindings over awaited values keep every object once", "[toolchain]") {
    CHECK(run(bindings_in_a_loop).clean());
    CHECK(run(range_for_over_an_await).clean());
    CHECK(run(conditions_with_declarations).clean());
}

TEST_CASE("conditions and switches over awaited values keep every object once", "[toolchain]") {
    CHECK(run(short_circuits).clean());
    CHECK(run(short_circuit_ends_a_loop).clean());
    CHECK(run(switch_over_an_await).clean());
    CHECK(run(conditional_numbers).clean());
}

TEST_CASE("an exception out of an awaited call unwinds every object once", "[toolchain]") {
    CHECK(run(exception_from_an_await).clean());
}

TEST_CASE("two coroutines awaited together keep every object once", "[toolchain]") {
    CHECK(run(two_at_once).clean());
}

TEST_CASE("a frame destroyed while it waits destroys what it holds", "[toolchain]") {
    ledger() = {};
    bool finished = false;
    {
        asio::io_context loop;
        asio::co_spawn(loop, never_resumed(), [&finished](std::exception_ptr) { finished = true; });
        loop.poll();
        REQUIRE_FALSE(ledger().alive.empty());
    }
    CHECK_FALSE(finished);
    CHECK(ledger().alive.empty());
    CHECK(ledger().wrong == 0);
}

}  // namespace toolchain
