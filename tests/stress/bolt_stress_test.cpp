// One driver used from several threads at once: sessions come and go, connections break, callers
// cancel at random. Nothing is lost, doubled or left in the pool. BOLTMEM_STRESS multiplies the
// work.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/chaos_proxy.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

using component::test_auth;
using component::test_config;
namespace asio = boost::asio;

namespace {

constexpr int kThreads = 4;

int factor() {
    const char* text = std::getenv("BOLTMEM_STRESS");
    return text == nullptr ? 1 : std::max(1, std::atoi(text));
}

/// The echo server, and perhaps a proxy before it, on a thread of their own.
class ServerThread {
  public:
    explicit ServerThread(support::ChaosProxy::MakePlan make_plan = nullptr)
        : ledger(std::make_shared<support::EchoLedger>()),
          server_(loop_.get_executor(), [copy = ledger](std::size_t) {
              return std::make_shared<support::Echo>(copy);
          }) {
        uri = server_.uri();
        if (make_plan) {
            proxy_.emplace(loop_.get_executor(), server_.port(), std::move(make_plan));
            uri = proxy_->uri();
        }
        thread_ = std::thread([this] { loop_.run(); });
    }

    ServerThread(const ServerThread&) = delete;
    ServerThread& operator=(const ServerThread&) = delete;

    ~ServerThread() {
        loop_.stop();
        thread_.join();
    }

    std::string uri;
    std::shared_ptr<support::EchoLedger> ledger;

  private:
    asio::io_context loop_{1};
    support::BoltServer server_;
    std::optional<support::ChaosProxy> proxy_;
    std::thread thread_;
};

/// A loop with several threads; each task runs on a strand of its own.
class Threads {
  public:
    [[nodiscard]] asio::any_io_executor executor() { return loop_.get_executor(); }

    void spawn(bolt::Task<> task) {
        asio::co_spawn(
            asio::make_strand(loop_),
            std::move(task),
            [this](std::exception_ptr failure) {
                ended_ += 1;
                if (failure) {
                    failed_ += 1;
                }
            }
        );
    }

    template <class Token>
    void spawn_with(const asio::any_io_executor& strand, bolt::Task<> task, Token token) {
        asio::co_spawn(strand, std::move(task), std::move(token));
    }

    /// Runs until nothing is left to do.
    void run() {
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back([this] { loop_.run(); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        loop_.restart();
    }

    [[nodiscard]] int failed() const noexcept { return failed_; }

    [[nodiscard]] int ended() const noexcept { return ended_; }

  private:
    asio::io_context loop_{kThreads};
    std::atomic<int> failed_{0};
    std::atomic<int> ended_{0};
};

}  // namespace

TEST_CASE("many sessions on several threads share a small pool without an error") {
    ServerThread server;
    Threads threads;
    bolt::DriverConfig config = test_config();
    config.pool.max_size = 5;
    bolt::Driver driver(threads.executor(), server.uri, test_auth(), config);
    const int sessions = 64 * factor();
    std::atomic<std::int64_t> sum{0};
    auto queries = [&](int number) -> bolt::Task<> {
        bolt::Session session = driver.session();
        for (int i = 0; i < 10; ++i) {
            bolt::Result result = co_await session.run("ECHO", bolt::params().set("n", number));
            const bolt::Record record = co_await result.single();
            sum += record.at<std::int64_t>("n");
        }
    };
    for (int i = 0; i < sessions; ++i) {
        threads.spawn(queries(i));
    }
    threads.run();
    CHECK(threads.ended() == sessions);
    CHECK(threads.failed() == 0);
    CHECK(sum == std::int64_t{10} * sessions * (sessions - 1) / 2);
    CHECK(driver.metrics().pool.in_use == 0);
    CHECK(driver.metrics().pool.idle <= 5);
}

TEST_CASE("managed writes through a network that keeps breaking are done once or in doubt") {
    std::mt19937 random(20'261'121);
    std::uniform_int_distribution<std::size_t> bytes(40, 4'000);
    ServerThread server([&](std::size_t connection) {
        const auto fault = connection % 2 == 0 ? support::Fault::close : support::Fault::reset;
        return support::ChaosPlan(fault, bytes(random));
    });
    Threads threads;
    bolt::DriverConfig config = test_config();
    config.pool.max_size = 6;
    config.environment = nullptr;
    config.max_transaction_retry_time = std::chrono::seconds(60);

    /// Real time, but with short pauses: hundreds of retries are expected.
    class Hurried final : public bolt::Environment {
      public:
        [[nodiscard]] Clock::time_point now() const override { return Clock::now(); }

        bolt::Task<> sleep(Clock::duration /*duration*/) override {
            const asio::any_io_executor executor = co_await asio::this_coro::executor;
            asio::steady_timer timer(executor, std::chrono::milliseconds(1));
            co_await timer.async_wait(asio::use_awaitable);
        }

        [[nodiscard]] double random() override { return 0.5; }
    };

    config.environment = std::make_shared<Hurried>();
    bolt::Driver driver(threads.executor(), server.uri, test_auth(), config);
    const int sessions = 32 * factor();
    constexpr int kEach = 8;
    std::atomic<int> acknowledged{0};
    std::atomic<int> in_doubt{0};
    std::atomic<int> attempts{0};
    auto writes = [&](int number) -> bolt::Task<> {
        bolt::Session session = driver.session();
        for (int i = 0; i < kEach; ++i) {
            const std::int64_t id = number * 100 + i;
            auto work = [&attempts, id](bolt::ManagedTransaction& tx) -> bolt::Task<> {
                ++attempts;
                bolt::Result result = co_await tx.run("WRITE", bolt::params().set("id", id));
                (void)co_await result.consume();
            };
            try {
                co_await session.execute_write(work);
                ++acknowledged;
            } catch (const bolt::Error& error) {
                if (!error.commit_outcome_unknown()) {
                    throw;
                }
                ++in_doubt;
            }
        }
    };
    for (int i = 0; i < sessions; ++i) {
        threads.spawn(writes(i));
    }
    threads.run();
    CHECK(threads.failed() == 0);
    CHECK(acknowledged + in_doubt == sessions * kEach);
    CHECK(attempts > sessions * kEach);
    int doubled = 0;
    const auto committed = server.ledger->committed();
    for (const auto& [id, times] : committed) {
        doubled += times > 1 ? 1 : 0;
    }
    CHECK(doubled == 0);
    CHECK(committed.size() >= static_cast<std::size_t>(acknowledged.load()));
    CHECK(committed.size() <= static_cast<std::size_t>(acknowledged + in_doubt));
    CHECK(driver.metrics().pool.in_use == 0);
    CHECK(driver.metrics().pool.waiters == 0);
}

TEST_CASE("callers that cancel at random moments leave the pool whole") {
    ServerThread server;
    Threads threads;
    bolt::DriverConfig config = test_config();
    config.pool.max_size = 3;
    bolt::Driver driver(threads.executor(), server.uri, test_auth(), config);
    const int callers = 150 * factor();
    std::atomic<int> ended{0};
    std::atomic<int> wrong{0};
    auto query = [&]() -> bolt::Task<> {
        bolt::SessionConfig session_config;
        session_config.fetch_size = 5;
        bolt::Session session = driver.session(session_config);
        auto work = [](bolt::ManagedTransaction& tx) -> bolt::Task<> {
            bolt::Result result = co_await tx.run("ROWS", bolt::params().set("n", 50));
            while (co_await result.next()) {
            }
        };
        co_await session.execute_read(work);
    };
    std::mt19937 random(7);
    std::uniform_int_distribution<int> microseconds(0, 8'000);
    std::vector<std::shared_ptr<asio::cancellation_signal>> signals;
    for (int i = 0; i < callers; ++i) {
        const asio::any_io_executor strand = asio::make_strand(threads.executor());
        auto signal = std::make_shared<asio::cancellation_signal>();
        signals.push_back(signal);
        threads.spawn_with(
            strand,
            query(),
            asio::bind_cancellation_slot(
                signal->slot(),
                [&](std::exception_ptr failure) {
                    ++ended;
                    if (failure) {
                        try {
                            std::rethrow_exception(failure);
                        } catch (const bolt::Error& error) {
                            wrong += error.kind() == bolt::ErrorKind::cancelled ? 0 : 1;
                        } catch (const boost::system::system_error&) {
                            // Asio's own word for it, in code of the caller.
                        }
                    }
                }
            )
        );
        // Emitted on the strand of the coroutine that it cancels.
        auto timer = std::make_shared<asio::steady_timer>(
            strand, std::chrono::microseconds(microseconds(random))
        );
        timer->async_wait([signal, timer](const boost::system::error_code&) {
            signal->emit(asio::cancellation_type::terminal);
        });
    }
    threads.run();
    CHECK(ended == callers);
    CHECK(wrong == 0);
    CHECK(driver.metrics().pool.in_use == 0);
    CHECK(driver.metrics().pool.waiters == 0);
    // And it still works.
    threads.spawn(query());
    threads.run();
    CHECK(threads.failed() == 0);
}

TEST_CASE("a driver may be closed while it is used") {
    ServerThread server;
    Threads threads;
    bolt::DriverConfig config = test_config();
    config.pool.max_size = 4;
    bolt::Driver driver(threads.executor(), server.uri, test_auth(), config);
    std::atomic<int> refused{0};
    auto query = [&]() -> bolt::Task<> {
        for (int i = 0; i < 20; ++i) {
            bolt::Session session = driver.session();
            try {
                bolt::Result result = co_await session.run("ECHO");
                (void)co_await result.consume();
            } catch (const bolt::Error& error) {
                if (error.kind() != bolt::ErrorKind::usage) {
                    throw;
                }
                ++refused;
            }
        }
    };
    auto close = [&]() -> bolt::Task<> { co_await driver.close(); };
    for (int i = 0; i < 32; ++i) {
        threads.spawn(query());
    }
    threads.spawn(close());
    threads.run();
    CHECK(threads.failed() == 0);
    CHECK(refused > 0);
    CHECK(driver.metrics().pool.in_use == 0);
    CHECK(driver.metrics().pool.idle == 0);
}
