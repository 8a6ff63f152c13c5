// 500 sessions at once for a while: callers cancel at random, the server kills connections and
// takes its time. Afterwards no connection, no waiter and no memory is left behind.
//
// BOLTMEM_CHURN_SECONDS says for how long; default 4. The acceptance run, in the builds asan-ubsan
// and tsan: BOLTMEM_CHURN_SECONDS=60 bin/bolt_churn_test

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "support/memory_use.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

using component::test_auth;
using component::test_config;
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

constexpr int kThreads = 4;
constexpr int kSessions = 500;
constexpr std::size_t kConnections = 40;

std::chrono::seconds duration_of_run() {
    const char* text = std::getenv("BOLTMEM_CHURN_SECONDS");
    return std::chrono::seconds(text == nullptr ? 4 : std::max(1, std::atoi(text)));
}

/// Answers as the echo server does, but slowly at times, and then not at all.
class Moody final : public support::Brain {
  public:
    Moody(std::shared_ptr<support::EchoLedger> ledger, std::size_t number)
        : echo_(std::move(ledger)), random_(number) {}

    [[nodiscard]] support::Reply on_request(const support::BoltRequest& request) override {
        support::Reply reply = echo_.on_request(request);
        const auto mood = random_() % 1'000;
        if (mood < 100) {
            reply.after(std::chrono::microseconds(random_() % 20'000));
        } else if (mood < 110) {
            reply.then(support::Ending::close);
        } else if (mood < 120) {
            reply.then(support::Ending::reset);
        } else if (mood < 123) {
            support::Reply nothing;
            return nothing.then(support::Ending::close);
        }
        return reply;
    }

  private:
    support::Echo echo_;
    std::mt19937 random_;
};

class MoodyServer {
  public:
    MoodyServer()
        : server_(loop_.get_executor(), [this](std::size_t number) {
              return std::make_shared<Moody>(ledger_, number);
          }) {
        uri = server_.uri();
        thread_ = std::thread([this] { loop_.run(); });
    }

    MoodyServer(const MoodyServer&) = delete;
    MoodyServer& operator=(const MoodyServer&) = delete;

    ~MoodyServer() {
        loop_.stop();
        thread_.join();
    }

    [[nodiscard]] std::size_t open() const { return server_.open(); }

    [[nodiscard]] std::size_t accepted() const { return server_.accepted(); }

    std::string uri;

  private:
    std::shared_ptr<support::EchoLedger> ledger_ = std::make_shared<support::EchoLedger>();
    asio::io_context loop_{1};
    support::BoltServer server_;
    std::thread thread_;
};

/// What the sessions came to.
struct Tally {
    std::atomic<std::uint64_t> done{0};
    std::atomic<std::uint64_t> cancelled{0};
    std::atomic<std::uint64_t> broken{0};
    std::atomic<std::uint64_t> wrong{0};  ///< neither cancelled nor a broken connection

    void note_wrong(const std::string& text) {
        const std::lock_guard lock(mutex);
        first_wrong = wrong++ == 0 ? text : first_wrong;
    }

    std::mutex mutex;
    std::string first_wrong;
};

/// Retries at once: hundreds of broken connections are expected.
class Hurried final : public bolt::Environment {
  public:
    [[nodiscard]] Clock::time_point now() const override { return Clock::now(); }

    bolt::Task<> sleep(Clock::duration /*duration*/) override { co_return; }

    [[nodiscard]] double random() override { return 0.5; }
};

bolt::Task<> read_rows(bolt::Driver& driver) {
    bolt::SessionConfig config;
    config.fetch_size = 5;
    bolt::Session session = driver.session(config);
    auto work = [](bolt::ManagedTransaction& tx) -> bolt::Task<> {
        bolt::Result result = co_await tx.run("ROWS", bolt::params().set("n", 30));
        for (;;) {
            const std::optional<bolt::Record> record = co_await result.next();
            if (!record) {
                break;
            }
        }
    };
    co_await session.execute_read(work);
}

bolt::Task<> auto_commit(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Result result = co_await session.run("ECHO", bolt::params().set("n", 1));
    (void)co_await result.single();
}

/// Drops an open result, its transaction and its session at once.
bolt::Task<> walk_away(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Transaction transaction = co_await session.begin();
    bolt::Result result = co_await transaction.run("ROWS", bolt::params().set("n", 5'000));
    (void)co_await result.next();
}

bolt::Task<> fail(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    try {
        bolt::Params params = bolt::params();
        params.set("code", "Neo.ClientError.Statement.SyntaxError");
        bolt::Result result = co_await session.run("FAIL", std::move(params));
        (void)co_await result.consume();
    } catch (const bolt::Error& error) {
        if (error.kind() != bolt::ErrorKind::server) {
            throw;
        }
    }
    co_await session.close();
}

bolt::Task<> any_work(bolt::Driver& driver, unsigned kind) {
    switch (kind % 4) {
        case 0:
            co_await read_rows(driver);
            break;
        case 1:
            co_await auto_commit(driver);
            break;
        case 2:
            co_await walk_away(driver);
            break;
        default:
            co_await fail(driver);
            break;
    }
}

/// One session after the other until the time is up, a part of them cancelled at some moment.
class Caller : public std::enable_shared_from_this<Caller> {
  public:
    Caller(asio::io_context& loop, bolt::Driver& driver, Tally& tally, int number)
        : strand_(asio::make_strand(loop)),
          timer_(strand_),
          driver_(driver),
          tally_(tally),
          random_(static_cast<std::mt19937::result_type>(number)) {}

    void go_on_until(Clock::time_point end) {
        end_ = end;
        asio::post(strand_, [self = shared_from_this()] { self->next(); });
    }

  private:
    // All below runs on the strand: a signal must be emitted where its coroutine runs.
    void next() {
        if (Clock::now() >= end_) {
            return;
        }
        signal_ = std::make_unique<asio::cancellation_signal>();
        running_ = true;
        asio::co_spawn(
            strand_,
            any_work(driver_, static_cast<unsigned>(random_())),
            asio::bind_cancellation_slot(
                signal_->slot(),
                [self = shared_from_this()](std::exception_ptr failure) { self->ended(failure); }
            )
        );
        if (random_() % 4 == 0) {
            timer_.expires_after(std::chrono::microseconds(random_() % 30'000));
            timer_.async_wait([self = shared_from_this(),
                               round = ++round_](const boost::system::error_code& stopped) {
                if (!stopped && self->running_ && self->round_ == round) {
                    self->signal_->emit(asio::cancellation_type::terminal);
                }
            });
        }
    }

    void ended(std::exception_ptr failure) {
        running_ = false;
        ++round_;
        timer_.cancel();
        count(failure);
        // Not from here: this handler belongs to the signal that next() replaces.
        asio::post(strand_, [self = shared_from_this()] { self->next(); });
    }

    void count(const std::exception_ptr& failure) {
        if (!failure) {
            ++tally_.done;
            return;
        }
        try {
            std::rethrow_exception(failure);
        } catch (const bolt::Error& error) {
            if (error.kind() == bolt::ErrorKind::cancelled) {
                ++tally_.cancelled;
            } else if (error.kind() == bolt::ErrorKind::connectivity) {
                ++tally_.broken;
            } else {
                tally_.note_wrong(error.what());
            }
        } catch (const boost::system::system_error&) {
            ++tally_.cancelled;  // Asio's own word for it, in code of the caller
        } catch (const std::exception& error) {
            tally_.note_wrong(error.what());
        }
    }

    asio::strand<asio::io_context::executor_type> strand_;
    asio::steady_timer timer_;
    bolt::Driver& driver_;
    Tally& tally_;
    std::mt19937 random_;
    Clock::time_point end_;
    std::unique_ptr<asio::cancellation_signal> signal_;
    std::uint64_t round_ = 0;
    bool running_ = false;
};

void churn(bolt::Driver& driver, asio::io_context& loop, Tally& tally, Clock::duration time) {
    const Clock::time_point end = Clock::now() + time;
    for (int i = 0; i < kSessions; ++i) {
        std::make_shared<Caller>(loop, driver, tally, i)->go_on_until(end);
    }
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&loop] { loop.run(); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    loop.restart();
}

/// Whether the server sees no more than `count` connections; it hears of their end a little later.
bool falls_to(const MoodyServer& server, std::size_t count) {
    const Clock::time_point limit = Clock::now() + 10s;
    while (server.open() > count) {
        if (Clock::now() > limit) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

}  // namespace

TEST_CASE("500 sessions with cancels, killed connections and slow answers leave nothing behind") {
    MoodyServer server;
    asio::io_context loop{kThreads};
    bolt::DriverConfig config = test_config();
    config.pool.max_size = kConnections;
    config.pool.acquisition_timeout = 60s;
    config.environment = std::make_shared<Hurried>();
    bolt::Driver driver(loop.get_executor(), server.uri, test_auth(), config);
    Tally tally;

    // The first part fills what is kept for good: free lists, the allocator's, the log of threads.
    const Clock::duration time = duration_of_run();
    churn(driver, loop, tally, time / 4);
    REQUIRE(falls_to(server, driver.metrics().pool.idle));
    const std::size_t heap_before = support::allocated_bytes();
    const std::size_t idle_before = driver.metrics().pool.idle;

    churn(driver, loop, tally, time - time / 4);
    const bolt::PoolMetrics pool = driver.metrics().pool;
    REQUIRE(falls_to(server, pool.idle));  // fewer, when it has closed one that is idle here
    const std::size_t heap_after = support::allocated_bytes();

    std::cout << kSessions << " sessions for " << duration_of_run().count() << " s: " << tally.done
              << " done, " << tally.cancelled << " cancelled, " << tally.broken << " broken, "
              << tally.wrong << " wrong; " << server.accepted() << " connections made; heap "
              << heap_before << " -> " << heap_after << " bytes\n";
    CHECK(tally.first_wrong == "");
    CHECK(tally.done > kSessions);
    CHECK(tally.cancelled > 0);
    CHECK(tally.broken > 0);
    CHECK(pool.in_use == 0);
    CHECK(pool.waiters == 0);
    CHECK(pool.idle <= kConnections);
    CHECK(pool.opened - pool.closed == pool.idle);
    // What is there now and was not before are idle connections, of 64 KiB with the server's half.
    const std::size_t more = pool.idle > idle_before ? pool.idle - idle_before : 0;
    CHECK(heap_after < heap_before + (more + 8) * 192 * 1024);

    auto close = [&driver]() -> bolt::Task<> { co_await driver.close(); };
    asio::co_spawn(loop, close(), [](std::exception_ptr failure) { CHECK_FALSE(failure); });
    loop.run();
    CHECK(driver.metrics().pool.idle == 0);
    CHECK(falls_to(server, 0));
}
