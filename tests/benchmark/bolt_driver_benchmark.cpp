// How much of a processor the driver takes: one result of many records, and many small queries.
// Same work, arguments and output as the clients of other drivers that it is compared with:
// bolt_driver_benchmark MODE URI N FETCH-or-INFLIGHT PASSES, one line of JSON per pass. MODE is
// stream (Result::next), each (Result::for_each), typed (for_each with tuples) or ping.

#include <bolt/bolt.hpp>

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <tuple>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::string mode;
    std::string uri;
    std::int64_t count = 0;
    std::int64_t size = 0;  ///< records per PULL, or queries in flight
    int passes = 1;
};

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Time since its construction: the wall's and the process's.
class Lap {
  public:
    Lap() : wall_(Clock::now()) { getrusage(RUSAGE_SELF, &start_); }

    void print(int pass) const {
        rusage now{};
        getrusage(RUSAGE_SELF, &now);
        std::printf(
            "{\"pass\":%d,\"wall\":%.4f,\"user\":%.4f,\"sys\":%.4f,\"rss\":%.1f",
            pass,
            std::chrono::duration<double>(Clock::now() - wall_).count(),
            seconds(now.ru_utime) - seconds(start_.ru_utime),
            seconds(now.ru_stime) - seconds(start_.ru_stime),
            static_cast<double>(now.ru_maxrss) / 1024
        );
    }

  private:
    Clock::time_point wall_;
    rusage start_{};
};

struct Sums {
    Sums() = default;

    void add(
        std::int64_t i,
        std::string_view name,
        double number,
        std::int64_t first,
        std::int64_t second,
        bool is_even
    ) {
        ++records;
        sum_i += i;
        len_name += static_cast<std::int64_t>(name.size());
        sum_x += number;
        sum_xs += first + second;
        evens += is_even ? 1 : 0;
    }

    std::int64_t records = 0;
    std::int64_t sum_i = 0;
    std::int64_t len_name = 0;
    double sum_x = 0;
    std::int64_t sum_xs = 0;
    std::int64_t evens = 0;
};

constexpr const char* kStream =
    "UNWIND range(1, $n) AS i RETURN i, 'name-' + toString(i), toFloat(i)/3, [i, i+1], i % 2 = 0";

void add(Sums& sums, const bolt::Record& record) {
    const bolt::ValueView list = record[3];
    sums.add(
        record[0].to<std::int64_t>(),
        record[1].to<std::string_view>(),
        record[2].to<double>(),
        list[0].to<std::int64_t>(),
        list[1].to<std::int64_t>(),
        record[4].to<bool>()
    );
}

bolt::Task<> stream(bolt::Driver driver, const Options& options, int pass) {
    bolt::SessionConfig config;
    config.fetch_size = options.size;
    bolt::Session session = driver.session(config);
    const Lap lap;
    Sums sums;
    bolt::Params params;
    params.set("n", options.count);
    bolt::Result result = co_await session.run(kStream, params);
    if (options.mode == "each") {
        co_await result.for_each([&sums](const bolt::Record& record) { add(sums, record); });
    } else if (options.mode == "typed") {
        using Row =
            std::tuple<std::int64_t, std::string_view, double, std::array<std::int64_t, 2>, bool>;
        co_await result.for_each<Row>([&sums](const Row& row) {
            const auto& [i, name, number, list, is_even] = row;
            sums.add(i, name, number, list[0], list[1], is_even);
        });
    } else {
        while (const auto record = co_await result.next()) {
            add(sums, *record);
        }
    }
    lap.print(pass);
    std::printf(
        ",\"records\":%" PRId64 ",\"sum_i\":%" PRId64 ",\"len_name\":%" PRId64
        ",\"sum_x\":%.1f,\"sum_xs\":%" PRId64 ",\"evens\":%" PRId64 "}\n",
        sums.records,
        sums.sum_i,
        sums.len_name,
        sums.sum_x,
        sums.sum_xs,
        sums.evens
    );
    co_await session.close();
}

struct Pings {
    Pings() = default;
    std::int64_t next = 0;
    std::int64_t end = 0;
    std::int64_t sum = 0;
    int running = 0;
    std::vector<std::int64_t> micros;
};

bolt::Task<> ping(bolt::Driver driver, Pings& pings) {
    while (pings.next < pings.end) {
        const std::int64_t number = pings.next++;
        const Clock::time_point start = Clock::now();
        bolt::Session session = driver.session();
        bolt::Params params;
        params.set("i", number);
        bolt::Result result = co_await session.run("RETURN $i AS n", params);
        const bolt::Record record = co_await result.single();
        pings.sum += record[0].to<std::int64_t>();
        pings.micros.push_back(
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count()
        );
    }
}

void rethrow(std::exception_ptr failure) {
    if (failure) {
        std::rethrow_exception(failure);
    }
}

/// `count` queries by as many coroutines as are to be in flight.
void run_pings(
    boost::asio::io_context& loop,
    const bolt::Driver& driver,
    const Options& options,
    std::int64_t count,
    Pings& pings
) {
    pings = Pings();
    pings.end = count;
    pings.micros.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < options.size; ++i) {
        ++pings.running;
        boost::asio::co_spawn(loop, ping(driver, pings), [&pings](std::exception_ptr failure) {
            --pings.running;
            rethrow(failure);
        });
    }
    loop.restart();
    while (pings.running > 0) {
        loop.run_one();
    }
}

void ping_pass(
    boost::asio::io_context& loop, const bolt::Driver& driver, const Options& options, int pass
) {
    Pings pings;
    const Lap lap;
    run_pings(loop, driver, options, options.count, pings);
    lap.print(pass);
    std::sort(pings.micros.begin(), pings.micros.end());
    const std::size_t size = pings.micros.size();
    std::printf(
        ",\"queries\":%zu,\"sum_n\":%" PRId64 ",\"p50_us\":%" PRId64 ",\"p99_us\":%" PRId64 "}\n",
        size,
        pings.sum,
        pings.micros[size / 2],
        pings.micros[size * 99 / 100]
    );
}

void run(boost::asio::io_context& loop, bolt::Task<> task) {
    bool done = false;
    boost::asio::co_spawn(loop, std::move(task), [&done](std::exception_ptr failure) {
        done = true;
        rethrow(failure);
    });
    loop.restart();
    while (!done) {
        loop.run_one();
    }
}

bolt::Task<> connect(bolt::Driver driver) {
    (void)co_await driver.verify_connectivity();
}

std::string environment(const char* name, const char* fallback) {
    const char* value = std::getenv(name);
    return value == nullptr ? fallback : value;
}

int measure(const Options& options) {
    boost::asio::io_context loop(1);
    bolt::DriverConfig config;
    if (options.mode == "ping") {
        config.pool.max_size = static_cast<std::size_t>(options.size);
    }
    bolt::Driver driver(
        loop.get_executor(),
        options.uri,
        bolt::AuthToken::basic(
            environment("BENCH_USER", "neo4j"), environment("BENCH_PASSWORD", "neo4j")
        ),
        config
    );
    run(loop, connect(driver));
    if (options.mode == "ping") {
        Pings warm_up;
        run_pings(loop, driver, options, 4 * options.size, warm_up);
    }
    for (int pass = 1; pass <= options.passes; ++pass) {
        if (options.mode == "ping") {
            ping_pass(loop, driver, options, pass);
        } else {
            run(loop, stream(driver, options, pass));
        }
    }
    run(loop, driver.close());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::fprintf(
            stderr,
            "usage: %s stream|each|typed|ping URI N FETCH-or-INFLIGHT PASSES\n"
            "credentials: BENCH_USER, BENCH_PASSWORD\n",
            argv[0]
        );
        return 2;
    }
    Options options;
    options.mode = argv[1];
    options.uri = argv[2];
    options.count = std::strtoll(argv[3], nullptr, 10);
    options.size = std::strtoll(argv[4], nullptr, 10);
    options.passes = std::atoi(argv[5]);
    try {
        return measure(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
