// One driver, many coroutines: each with a session of its own, connections shared by the pool, and
// a query that is cancelled because it takes too long. Usage: concurrency [COUNT], with NEO4J_URI,
// NEO4J_USER and NEO4J_PASSWORD.
#include "server.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace {

namespace asio = boost::asio;

constexpr std::size_t kConnections = 10;

/// Work of all coroutines that is still to be done, and what it came to.
struct Tally {
    Tally() = default;
    int left = 0;
    std::int64_t sum = 0;
    std::exception_ptr failure;
};

bolt::Task<> square(bolt::Driver driver, int number, std::shared_ptr<Tally> tally) {
    bolt::Session session = driver.session();
    bolt::Result result =
        co_await session.run("RETURN $n * $n AS square", bolt::params().set("n", number));
    const bolt::Record record = co_await result.single();
    tally->sum += record.at<std::int64_t>("square");
    co_await session.close();
}

/// Starts `count` coroutines at once; the pool lends its connections to them in turn. All run on
/// one thread, so the tally needs no lock.
bolt::Task<> square_many(bolt::Driver driver, int count) {
    const asio::any_io_executor ex = co_await asio::this_coro::executor;
    auto tally = std::make_shared<Tally>();
    auto all_done = std::make_shared<asio::steady_timer>(ex, asio::steady_timer::time_point::max());
    tally->left = count;
    for (int number = 1; number <= count; ++number) {
        asio::co_spawn(
            ex,
            square(driver, number, tally),
            [tally, all_done](std::exception_ptr failure) {
                if (failure) {
                    tally->failure = failure;
                }
                if (--tally->left == 0) {
                    all_done->cancel();
                }
            }
        );
    }
    boost::system::error_code ended;
    if (tally->left > 0) {
        co_await all_done->async_wait(asio::redirect_error(asio::use_awaitable, ended));
    }
    if (tally->failure) {
        std::rethrow_exception(tally->failure);
    }
    std::cout << "sum of squares: " << tally->sum << '\n';
}

/// Whichever ends first cancels the other: the query's connection is closed, and the server stops.
bolt::Task<> give_up_after(bolt::Driver driver, std::chrono::milliseconds limit) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    const auto first = co_await (
        driver.execute_query("UNWIND range(1, 1000000000) AS n RETURN sum(sin(n))") ||
        timer.async_wait(asio::use_awaitable)
    );
    std::cout << (first.index() == 0 ? "answered in time" : "gave up waiting") << '\n';
}

bolt::Task<> work(bolt::Driver driver, int count) {
    co_await square_many(driver, count);
    co_await give_up_after(driver, std::chrono::milliseconds(200));
    const bolt::DriverMetrics metrics = driver.metrics();
    std::cout << metrics.queries << " queries, "
              << (metrics.pool.opened <= kConnections + 1 ? "few" : "too many") << " connections\n";
}

}  // namespace

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 100;
    bolt::DriverConfig config;
    config.pool.max_size = kConnections;
    return example::run(
        [count](bolt::Driver driver) { return work(std::move(driver), count); }, config
    );
}
