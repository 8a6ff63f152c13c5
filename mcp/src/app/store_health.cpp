// Readiness and numbers of the store; see store_health.hpp.
// Whoever asks while the store is being asked waits for that answer: a crowd of probes is one
// query.
#include "app/store_health.hpp"

#include "text/prometheus.hpp"

#include <memory/error.hpp>
#include <memory/types.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <tuple>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

namespace mcp::app {

namespace asio = boost::asio;

namespace {

using Steady = std::chrono::steady_clock;

/// In words for anybody; the store's own text may name hosts and files.
std::string public_reason(memory::Errc code) {
    switch (code) {
        case memory::Errc::timeout:
        case memory::Errc::cancelled:
            return "the store does not answer in time";
        case memory::Errc::newer_store:
            return "the store was written by a newer program";
        case memory::Errc::overloaded:
            return "the store has too much to do";
        case memory::Errc::unavailable:
            return "the store cannot be reached";
        default:
            return "the store failed";
    }
}

void add(
    text::PrometheusText& out,
    std::string_view name,
    std::string_view type,
    std::string_view help,
    std::uint64_t value
) {
    out.begin(name, type, help);
    out.count(value);
}

void add_pool(text::PrometheusText& out, const memory::PoolNumbers& pool) {
    constexpr std::string_view kGauge = "gauge";
    constexpr std::string_view kCounter = "counter";
    using Row = std::tuple<std::string_view, std::string_view, std::string_view, std::uint64_t>;
    const Row all[] = {
        {"boltmem_pool_in_use", kGauge, "Connections in use or being opened.", pool.in_use},
        {"boltmem_pool_idle", kGauge, "Open connections that are not in use.", pool.idle},
        {"boltmem_pool_waiting", kGauge, "Operations that wait for one.", pool.waiting},
        {"boltmem_pool_opened_total", kCounter, "Connections opened.", pool.opened},
        {"boltmem_pool_failed_to_open_total",
         kCounter,
         "Attempts that opened no connection.",
         pool.failed_to_open},
        {"boltmem_pool_closed_total", kCounter, "Connections ended.", pool.closed},
        {"boltmem_pool_timed_out_total",
         kCounter,
         "Operations that got no connection in time.",
         pool.timed_out},
        {"boltmem_store_queries_total", kCounter, "Statements sent.", pool.queries},
        {"boltmem_store_query_failures_total",
         kCounter,
         "Statements that the server refused.",
         pool.failures},
        {"boltmem_store_retries_total", kCounter, "Further attempts of transactions.", pool.retries
        },
    };
    for (const auto& [name, type, help, value] : all) {
        add(out, name, type, help, value);
    }
}

}  // namespace

class StoreHealth::Impl : public std::enable_shared_from_this<Impl> {
  public:
    Impl(
        asio::any_io_executor ex,
        memory::MemoryDatabase& database,
        std::function<void(std::string_view line)> log,
        HealthLimits limits
    )
        : ex_(std::move(ex)),
          database_(database),
          log_(std::move(log)),
          limits_(limits),
          answered_(ex_, Steady::time_point::max()),
          deadline_(ex_) {}

    static Task<std::string> ready(std::shared_ptr<Impl> self) {
        if (!self->checked_at_ || Steady::now() - *self->checked_at_ >= self->limits_.fresh_for) {
            self->begin_check();
            while (self->checking_ && !self->stopped_) {
                boost::system::error_code woken;
                co_await self->answered_.async_wait(asio::redirect_error(asio::use_awaitable, woken)
                );
                const asio::cancellation_state asked = co_await asio::this_coro::cancellation_state;
                if (asked.cancelled() != asio::cancellation_type::none) {
                    break;
                }
            }
        }
        co_return self->reason_;
    }

    std::string metrics_text() {
        text::PrometheusText out;
        if (checked_at_) {
            add(out,
                "boltmem_store_up",
                "gauge",
                "1 when the store answered the last readiness check.",
                reason_.empty() ? 1 : 0);
        }
        const memory::StoreMetrics metrics = database_.metrics();
        if (metrics.queues) {
            add(out,
                "boltmem_store_waiting_reads",
                "gauge",
                "Reads that wait for a thread of the store.",
                metrics.queues->reads);
            add(out,
                "boltmem_store_waiting_writes",
                "gauge",
                "Writes that wait for the store's writer.",
                metrics.queues->writes);
        }
        if (metrics.pool) {
            add_pool(out, *metrics.pool);
        }
        add_counts(out);
        return out.take();
    }

    /// Cancellations are emitted on the executor, where they take effect at once: one that is
    /// deferred could arrive after the end of what it is for.
    void stop() {
        if (std::exchange(stopped_, true)) {
            return;
        }
        asio::post(ex_, [self = shared_from_this()] {
            self->answered_.cancel();
            cancel(self->checking_);
            cancel(self->counting_);
        });
    }

  private:
    using Signal = std::shared_ptr<asio::cancellation_signal>;

    static void cancel(const Signal& running) {
        if (running) {
            running->emit(asio::cancellation_type::terminal);
        }
    }

    /// Starts `work`, which can be cancelled by the answered signal and forgets it at its end.
    void spawn(Task<> work, Signal& running) {
        running = std::make_shared<asio::cancellation_signal>();
        auto done = [signal = running](const std::exception_ptr& /*cancelled*/) {};
        auto handler = asio::bind_cancellation_slot(running->slot(), std::move(done));
        asio::co_spawn(ex_, std::move(work), std::move(handler));
    }

    void begin_check() {
        if (checking_ || stopped_) {
            return;
        }
        spawn(check(shared_from_this()), checking_);
        deadline_.expires_after(limits_.deadline);
        deadline_.async_wait([self = shared_from_this(),
                              signal = checking_](const boost::system::error_code& ended) {
            if (!ended && self->checking_ == signal) {
                cancel(signal);
            }
        });
    }

    static Task<> check(std::shared_ptr<Impl> self) {
        std::optional<memory::Errc> failure;
        std::string detail;
        try {
            static_cast<void>(co_await self->database_.change_marker());
        } catch (const memory::Error& error) {
            failure = error.code();
            detail = error.what();
        } catch (const std::exception& error) {
            failure = memory::Errc::cancelled;
            detail = error.what();
        }
        self->checking_.reset();
        self->deadline_.cancel();
        self->checked_at_ = Steady::now();
        const std::string reason = failure ? public_reason(*failure) : std::string();
        if (self->log_ && reason != self->reason_ && !self->stopped_) {
            self->log_(failure ? "not ready: " + detail : std::string("ready again"));
        }
        self->reason_ = reason;
        self->answered_.cancel();
    }

    void add_counts(text::PrometheusText& out) {
        if (counts_) {
            add(out,
                "boltmem_store_memories",
                "gauge",
                "Memories of the default tenant.",
                static_cast<std::uint64_t>(counts_->memories));
            add(out,
                "boltmem_store_relationships",
                "gauge",
                "Relationships of the default tenant.",
                static_cast<std::uint64_t>(counts_->relationships));
        }
        const bool old = !counted_at_ || Steady::now() - *counted_at_ >= limits_.counts_fresh_for;
        if (old && !counting_ && !stopped_) {
            spawn(count(shared_from_this()), counting_);
        }
    }

    static Task<> count(std::shared_ptr<Impl> self) {
        try {
            self->counts_ = co_await self->database_.statistics();
        } catch (const std::exception&) {  // readiness tells of it
            self->counts_.reset();
        }
        self->counted_at_ = Steady::now();
        self->counting_.reset();
    }

    asio::any_io_executor ex_;
    memory::MemoryDatabase& database_;
    std::function<void(std::string_view line)> log_;
    HealthLimits limits_;
    asio::steady_timer answered_;  ///< never expires; cancelled when a check has ended
    asio::steady_timer deadline_;
    std::string reason_;
    std::optional<Steady::time_point> checked_at_;
    Signal checking_;  ///< null = nothing is being asked
    std::optional<memory::Statistics> counts_;
    std::optional<Steady::time_point> counted_at_;
    Signal counting_;
    bool stopped_ = false;
};

StoreHealth::StoreHealth(
    asio::any_io_executor ex,
    memory::MemoryDatabase& database,
    std::function<void(std::string_view line)> log,
    HealthLimits limits
)
    : impl_(std::make_shared<Impl>(std::move(ex), database, std::move(log), limits)) {}

StoreHealth::~StoreHealth() {
    impl_->stop();
}

Task<std::string> StoreHealth::ready() {
    return Impl::ready(impl_);
}

std::string StoreHealth::metrics_text() {
    return impl_->metrics_text();
}

void StoreHealth::stop() {
    impl_->stop();
}

}  // namespace mcp::app
