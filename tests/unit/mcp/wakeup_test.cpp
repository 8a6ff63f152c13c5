// Waiting for a change: all waiters wake, each at its own deadline, and none wakes another.
// Handlers are run one by one, so that waiters that wake each other for ever are a failure, not a
// hang.

#include "async/wakeup.hpp"

#include "support/catch.hpp"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;
using mcp::async::Wakeup;
using namespace std::chrono_literals;

namespace {

mcp::Task<> until_open(
    Wakeup& wakeup, const bool& open, int& ended, Wakeup::Clock::time_point until
) {
    while (!open && Wakeup::Clock::now() < until) {
        co_await wakeup.wait(until);
    }
    ++ended;
}

/// Runs what is ready, and says how many handlers that were; at most a thousand.
int run_ready(asio::io_context& context) {
    context.restart();
    int handlers = 0;
    while (handlers < 1'000 && context.poll_one() > 0) {
        ++handlers;
    }
    return handlers;
}

}  // namespace

TEST_CASE("waiters do not wake each other") {
    asio::io_context context;
    Wakeup wakeup(context.get_executor());
    bool open = false;
    int ended = 0;
    for (int waiter = 0; waiter < 3; ++waiter) {
        const auto until = Wakeup::Clock::now() + std::chrono::hours(1 + waiter);
        asio::co_spawn(
            context,
            until_open(wakeup, open, ended, until),
            [](std::exception_ptr error) { CHECK(error == nullptr); }
        );
    }
    CHECK(run_ready(context) < 100);
    CHECK(ended == 0);
    wakeup.notify();
    CHECK(run_ready(context) < 100);
    CHECK(ended == 0);
    open = true;
    wakeup.notify();
    CHECK(run_ready(context) < 100);
    CHECK(ended == 3);
}

TEST_CASE("a waiter's own deadline ends its wait, and no other's") {
    asio::io_context context;
    Wakeup wakeup(context.get_executor());
    const bool open = false;
    int ended = 0;
    const auto now = Wakeup::Clock::now();
    const auto spawn = [&](Wakeup::Clock::time_point until) {
        asio::co_spawn(
            context,
            until_open(wakeup, open, ended, until),
            [](std::exception_ptr error) { CHECK(error == nullptr); }
        );
    };
    spawn(now - 1s);
    spawn(now + 1h);
    CHECK(run_ready(context) < 100);
    CHECK(ended == 1);
}
