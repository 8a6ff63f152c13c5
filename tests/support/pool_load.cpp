// The load itself; see pool_load.hpp.
// The server is another process, so that its time and memory are not counted as the driver's.

#include "support/pool_load.hpp"

#include "support/memory_use.hpp"
#include "support/server_process.hpp"

#include <bolt/driver.hpp>
#include <bolt/error.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace support {

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

/// Answers each query, some time after it came, with its place in the order of their coming.
class Paced final : public Brain {
  public:
    Paced(std::shared_ptr<std::int64_t> count, std::chrono::microseconds delay)
        : count_(std::move(count)), delay_(delay) {}

    [[nodiscard]] Reply on_request(const BoltRequest& request) override {
        Reply reply;
        if (request.name == "HELLO") {
            reply.success(map_of("server", "Neo4j/5.26.0", "connection_id", "bolt-paced"));
        } else if (request.name == "RUN") {
            place_ = (*count_)++;
            reply.after(delay_);  // PULL comes with RUN, and both are answered at once
        } else if (request.name == "PULL") {
            reply.success(map_of("fields", list_of("place")));
            reply.record(list_of(place_)).success();
        } else if (request.name != "GOODBYE") {
            reply.success();
        }
        return reply;
    }

  private:
    std::shared_ptr<std::int64_t> count_;
    std::chrono::microseconds delay_;
    std::int64_t place_ = 0;
};

BoltServer::MakeBrain paced(std::chrono::microseconds delay) {
    auto count = std::make_shared<std::int64_t>(0);
    return [count, delay](std::size_t) { return std::make_shared<Paced>(count, delay); };
}

/// What became of each caller.
struct Callers {
    explicit Callers(std::size_t count) : took(count), places(count, -1) {}

    std::vector<Milliseconds> took;
    std::vector<std::int64_t> places;
    std::size_t errors = 0;
    std::size_t ended = 0;
};

bolt::Task<> call(bolt::Driver& driver, Callers& callers, std::size_t number) {
    const Clock::time_point begin = Clock::now();
    try {
        bolt::Session session = driver.session();
        bolt::Result result = co_await session.run("PLACE");
        const bolt::Record record = co_await result.single();
        callers.places[number] = record.at<std::int64_t>("place");
    } catch (const bolt::Error&) {
        ++callers.errors;
    }
    callers.took[number] = Clock::now() - begin;
    ++callers.ended;
}

bolt::DriverConfig config_of(std::size_t connections) {
    bolt::DriverConfig config;
    config.pool.max_size = connections;
    config.pool.min_size = connections;
    return config;
}

/// A loop with what runs on it.
class Loop {
  public:
    [[nodiscard]] boost::asio::any_io_executor executor() { return loop_.get_executor(); }

    void spawn(bolt::Task<> task) {
        ++running_;
        boost::asio::co_spawn(loop_, std::move(task), [this](std::exception_ptr failure) {
            --running_;
            failure_ = failure ? failure : failure_;
        });
    }

    /// Until all that was spawned has ended.
    void run() {
        while (running_ > 0) {
            loop_.run_one();
        }
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

    void run(bolt::Task<> task) {
        spawn(std::move(task));
        run();
    }

  private:
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        loop_.get_executor()
    };
    std::size_t running_ = 0;
    std::exception_ptr failure_;
};

/// A driver with all its connections open.
class Load {
  public:
    Load(Loop& loop, const std::string& uri, std::size_t connections)
        : loop_(loop),
          driver_(
              loop.executor(),
              uri,
              bolt::AuthToken::basic("neo4j", "password"),
              config_of(connections)
          ) {
        loop_.run(driver_.warm_up());
    }

    [[nodiscard]] Callers call_all(std::size_t count) {
        Callers callers(count);
        for (std::size_t i = 0; i < count; ++i) {
            loop_.spawn(call(driver_, callers, i));
        }
        loop_.run();
        return callers;
    }

    void close() { loop_.run(driver_.close()); }

  private:
    Loop& loop_;
    bolt::Driver driver_;
};

Milliseconds at_share(const std::vector<Milliseconds>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

WaiterFigures measure_waiters(
    std::size_t waiters, std::size_t connections, std::chrono::microseconds delay
) {
    const ServerProcess server(paced(delay));
    Loop loop;
    Load load(loop, server.uri(), connections);
    Callers callers = load.call_all(waiters);
    load.close();
    WaiterFigures figures;
    figures.errors = callers.errors + (waiters - callers.ended);
    for (std::size_t i = 0; i < waiters; ++i) {
        const auto wanted = static_cast<std::int64_t>(i);
        const auto displaced = static_cast<std::size_t>(std::abs(callers.places[i] - wanted));
        figures.most_displaced = std::max(figures.most_displaced, displaced);
    }
    std::sort(callers.took.begin(), callers.took.end());
    figures.p50 = at_share(callers.took, 0.5);
    figures.p99 = at_share(callers.took, 0.99);
    figures.longest = callers.took.back();
    figures.ideal =
        Milliseconds(delay) * (static_cast<double>(waiters) / static_cast<double>(connections));
    return figures;
}

IdleFigures measure_idle(std::size_t connections) {
    // The answers take long enough for all callers to be under way at once, on a connection each.
    const ServerProcess server(paced(std::chrono::milliseconds(500)));
    Loop loop;
    {
        // Whatever is allocated once, for the first connection.
        Load first(loop, server.uri(), 1);
        (void)first.call_all(1);
        first.close();
    }
    const std::size_t heap_before = allocated_bytes();
    const std::size_t resident_before = resident_bytes();
    Load load(loop, server.uri(), connections);
    if (load.call_all(connections).errors != 0) {
        throw bolt::Error(bolt::ErrorKind::connectivity, "not all connections could be used");
    }
    const auto each = [connections](std::size_t after, std::size_t before) {
        return (static_cast<double>(after) - static_cast<double>(before)) /
               static_cast<double>(connections);
    };
    IdleFigures figures;
    figures.connections = connections;
    figures.resident_bytes_each = each(resident_bytes(), resident_before);
    figures.heap_bytes_each = each(allocated_bytes(), heap_before);
    load.close();
    return figures;
}

}  // namespace support
