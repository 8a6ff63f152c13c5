// Lending connections; see pool.hpp.
// A slot (a unit of in_use_) is passed from hand to hand: a waiter that is woken owns the slot of
// whoever woke it, so that nobody can overtake it.

#include "conn/pool.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bolt::conn {

namespace asio = boost::asio;

/// One caller in the queue. Its fields are guarded by the pool's mutex; the timer belongs to the
/// caller's executor.
struct Pool::Waiter {
    explicit Waiter(const asio::any_io_executor& ex) : executor(ex), timer(ex) {}

    asio::any_io_executor executor;
    asio::steady_timer timer;
    bool granted = false;
    bool pool_closed = false;
    std::shared_ptr<Connection> connection;  ///< null: a slot to open a new one
};

// ---- Lease --------------------------------------------------------------------------------------

Lease::Lease(std::shared_ptr<Pool> pool, std::shared_ptr<Connection> connection)
    : pool_(std::move(pool)), connection_(std::move(connection)) {}

Lease::Lease(Lease&& other) noexcept = default;

Lease& Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        release();
        pool_ = std::move(other.pool_);
        connection_ = std::move(other.connection_);
    }
    return *this;
}

Lease::~Lease() {
    release();
}

void Lease::release() noexcept {
    if (connection_) {
        pool_->put_back(std::exchange(connection_, nullptr));
        pool_.reset();
    }
}

Task<> Lease::give_back(net::Deadline deadline) {
    if (connection_ && connection_->is_open() && !connection_->is_clean()) {
        try {
            co_await connection_->reset(deadline);
        } catch (...) {
            // Broken, too slow, or the coroutine is cancelled: release() drops it.
            connection_->close();
        }
    }
    release();
}

// ---- Pool ---------------------------------------------------------------------------------------

Pool::Pool(
    net::Address address,
    std::shared_ptr<ConnectionSettings> settings,
    std::shared_ptr<Environment> environment
)
    : address_(std::move(address)),
      settings_(std::move(settings)),
      environment_(std::move(environment)) {}

Pool::~Pool() = default;

Pool::Turn Pool::take_turn(const asio::any_io_executor& executor) {
    const PoolConfig& config = settings_->driver.pool;
    Turn turn;
    const std::lock_guard lock(mutex_);
    if (closed_) {
        throw Error(ErrorKind::usage, "the driver is closed");
    }
    if (waiters_.empty()) {
        if (!idle_.empty()) {
            turn.idle = std::move(idle_.back());
            idle_.pop_back();
            ++in_use_;
            return turn;
        }
        if (in_use_ < config.max_size) {
            ++in_use_;
            return turn;
        }
    }
    if (waiters_.size() >= config.max_waiters) {
        throw Error(
            ErrorKind::connectivity,
            "the pool of " + address_.to_string() + " already has " +
                std::to_string(waiters_.size()) + " callers waiting, its limit"
        );
    }
    turn.waiter = std::make_shared<Waiter>(executor);
    waiters_.push_back(turn.waiter);
    return turn;
}

Task<Lease> Pool::acquire(net::Deadline deadline) {
    const auto self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    Turn turn = take_turn(executor);
    std::shared_ptr<Connection> connection = std::move(turn.idle);
    if (turn.waiter) {
        co_await wait(turn.waiter, deadline);
        connection = std::move(turn.waiter->connection);
    }
    // From here on this call owns a slot, which ends in a lease or in forget_one().
    std::exception_ptr failure;
    try {
        while (connection) {
            // [gcc12-coro] in a statement of its own: beside && it was evaluated for a null
            // pointer.
            const bool usable = co_await is_usable(*connection, deadline);
            if (usable) {
                break;
            }
            connection->close();
            connection.reset();
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                connection = std::move(idle_.back());
                idle_.pop_back();
            }
        }
        if (!connection) {
            connection = co_await open(deadline);
        }
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        forget_one();
        throw to_error(failure);
    }
    co_return Lease(self, std::move(connection));
}

Task<bool> Pool::is_usable(Connection& connection, net::Deadline deadline) {
    const PoolConfig& config = settings_->driver.pool;
    const auto now = environment_->now();
    if (config.max_lifetime.count() > 0 && now - connection.opened_at >= config.max_lifetime) {
        co_return false;
    }
    if (connection.looks_dead()) {
        co_return false;
    }
    if (config.liveness_check_after &&
        now - connection.idle_since >= *config.liveness_check_after) {
        bool alive = true;
        try {
            co_await connection.reset(deadline);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::cancelled) {
                throw;
            }
            alive = false;
        }
        co_return alive;
    }
    co_return true;
}

Task<> Pool::wait(std::shared_ptr<Waiter> waiter, net::Deadline deadline) {
    waiter->timer.expires_at(deadline.at());
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (waiter->granted) {
                co_return;
            }
            if (waiter->pool_closed) {
                throw Error(ErrorKind::usage, "the driver was closed while waiting");
            }
        }
        constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
        const auto [error] = co_await waiter->timer.async_wait(kToken);
        const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
        const bool cancelled = state.cancelled() != asio::cancellation_type::none;
        std::unique_lock lock(mutex_);
        if (!waiter->granted && (cancelled || (!error && !waiter->pool_closed))) {
            std::erase(waiters_, waiter);
            lock.unlock();
            if (cancelled) {
                throw Error(ErrorKind::cancelled, "cancelled while waiting for a connection");
            }
            throw no_turn_in_time();
        }
        if (waiter->granted && cancelled) {
            // Both at once: the slot must not be lost.
            std::shared_ptr<Connection> connection = std::move(waiter->connection);
            lock.unlock();
            if (connection) {
                put_back(std::move(connection));
            } else {
                forget_one();
            }
            throw Error(ErrorKind::cancelled, "cancelled while waiting for a connection");
        }
    }
}

Error Pool::no_turn_in_time() const {
    const std::lock_guard lock(mutex_);
    std::string text = "no connection to " + address_.to_string() +
                       " came free in time: " + std::to_string(in_use_) + " of " +
                       std::to_string(settings_->driver.pool.max_size) + " in use, " +
                       std::to_string(waiters_.size()) + " callers waiting";
    if (!last_failure_.empty()) {
        text += "; the last connection attempt failed: " + last_failure_;
    }
    return {ErrorKind::timeout, text};
}

/// OpenSSL is only touched when the first secure connection is made.
void Pool::prepare_tls() {
    const std::lock_guard lock(mutex_);
    if (settings_->tls_mode != net::TlsMode::off && !settings_->tls) {
        settings_->tls = net::make_tls_context(settings_->tls_mode, settings_->driver.ca_file);
    }
}

Task<std::shared_ptr<Connection>> Pool::open(net::Deadline deadline) {
    prepare_tls();
    const net::Deadline limit =
        deadline.min(net::Deadline::after(settings_->driver.connection_timeout));
    std::exception_ptr failure;
    try {
        std::shared_ptr<Connection> connection =
            co_await Connection::open(address_, settings_, limit);
        connection->opened_at = environment_->now();
        const std::lock_guard lock(mutex_);
        last_failure_.clear();
        co_return connection;
    } catch (const Error& error) {
        failure = std::current_exception();
        const std::lock_guard lock(mutex_);
        last_failure_ = error.what();
    }
    std::rethrow_exception(failure);
}

/// Hands a slot, with a connection or to open one, to the first in the queue.
void Pool::wake_next_locked(std::shared_ptr<Connection> connection) {
    const std::shared_ptr<Waiter> waiter = std::move(waiters_.front());
    waiters_.pop_front();
    waiter->granted = true;
    waiter->connection = std::move(connection);
    // The timer belongs to the waiter's executor, so it is cancelled there.
    asio::post(waiter->executor, [waiter] { waiter->timer.cancel(); });
}

void Pool::put_back(std::shared_ptr<Connection> connection) noexcept {
    if (!connection->is_clean()) {
        connection->close();
        forget_one();
        return;
    }
    connection->idle_since = environment_->now();
    const std::lock_guard lock(mutex_);
    if (closed_) {
        --in_use_;
        connection->close();
    } else if (!waiters_.empty()) {
        wake_next_locked(std::move(connection));
    } else {
        --in_use_;
        idle_.push_back(std::move(connection));
    }
}

/// A connection is gone: its slot goes to the first in the queue, or becomes free.
void Pool::forget_one() noexcept {
    const std::lock_guard lock(mutex_);
    if (!waiters_.empty() && !closed_) {
        wake_next_locked(nullptr);
    } else {
        --in_use_;
    }
}

PoolMetrics Pool::metrics() const {
    const std::lock_guard lock(mutex_);
    PoolMetrics metrics;
    metrics.in_use = in_use_;
    metrics.idle = idle_.size();
    metrics.waiters = waiters_.size();
    return metrics;
}

Task<> Pool::close(net::Deadline deadline) {
    const auto self = shared_from_this();
    std::vector<std::shared_ptr<Connection>> idle;
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        idle.swap(idle_);
        for (const std::shared_ptr<Waiter>& waiter : waiters_) {
            waiter->pool_closed = true;
            asio::post(waiter->executor, [waiter] { waiter->timer.cancel(); });
        }
        waiters_.clear();
    }
    for (const std::shared_ptr<Connection>& connection : idle) {
        co_await connection->goodbye(deadline);
    }
}

}  // namespace bolt::conn
