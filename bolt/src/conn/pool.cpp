// Lending connections; see pool.hpp. What becomes of the idle ones: pool_idle.cpp.
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
    Environment::Clock::time_point since = Environment::Clock::now();
    bool granted = false;
    bool pool_closed = false;
    std::shared_ptr<Connection> connection;  ///< null: a slot to open a new one
};

Pool::Pool(
    Endpoint endpoint,
    std::shared_ptr<const ConnectionSettings> settings,
    std::shared_ptr<Environment> environment,
    std::weak_ptr<ConnectionOwner> owner
)
    : endpoint_(std::move(endpoint)),
      settings_(std::move(settings)),
      environment_(std::move(environment)),
      owner_(std::move(owner)) {}

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
        ++counts_.refused;
        throw Error(
            ErrorKind::connectivity,
            "the pool of " + address().to_string() + " already has " +
                std::to_string(waiters_.size()) + " callers waiting, its limit"
        );
    }
    turn.waiter = std::make_shared<Waiter>(executor);
    waiters_.push_back(turn.waiter);
    return turn;
}

std::shared_ptr<Connection> Pool::take_idle() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
        return nullptr;
    }
    std::shared_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

Lease Pool::try_acquire(const std::optional<AuthToken>& auth) {
    const std::optional<AuthToken>& token = auth ? auth : settings_->fixed_auth;
    if (!token) {
        return {};  // the manager must be asked
    }
    std::shared_ptr<Connection> connection;
    {
        const std::lock_guard lock(mutex_);
        if (closed_ || !waiters_.empty() || idle_.empty()) {
            return {};
        }
        Connection& next = *idle_.back();
        if (next.auth_epoch != auth_epoch_ || !(next.auth() == *token) ||
            (auth && !next.features().logon) || is_gone(next) ||
            is_due_for_test(next, settings_->driver.pool.liveness_check_after)) {
            return {};
        }
        connection = std::move(idle_.back());
        idle_.pop_back();
        ++in_use_;
        ++counts_.acquired;
    }
    ++connection->uses;
    return Lease(shared_from_this(), std::move(connection));
}

Task<Lease> Pool::acquire(AcquireOptions options) {
    const auto self = shared_from_this();
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    if (!options.deadline) {
        options.deadline = net::Deadline::after(settings_->driver.pool.acquisition_timeout);
    }
    Turn turn = take_turn(executor);
    std::shared_ptr<Connection> connection = std::move(turn.idle);
    if (turn.waiter) {
        co_await wait(turn.waiter, *options.deadline);
        connection = std::move(turn.waiter->connection);
    }
    // From here on this call owns a slot, which ends in a lease or in forget_one().
    std::exception_ptr failure;
    try {
        connection = co_await usable_connection(std::move(connection), std::move(options));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        forget_one();
        throw to_error(failure);
    }
    ++connection->uses;
    {
        const std::lock_guard lock(mutex_);
        ++counts_.acquired;
    }
    co_return Lease(self, std::move(connection));
}

/// The candidate when it is good, else another idle connection, else a new one.
Task<std::shared_ptr<Connection>> Pool::usable_connection(
    std::shared_ptr<Connection> candidate, AcquireOptions options
) {
    while (candidate) {
        std::exception_ptr failure;
        bool usable = false;
        try {
            usable = co_await is_alive(*candidate, options);
            if (usable) {
                usable = co_await log_on_as(*candidate, options);
            }
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) {
            discard(*candidate);
            std::rethrow_exception(failure);
        }
        if (usable) {
            co_return candidate;
        }
        discard(*candidate);
        candidate = take_idle();
    }
    co_return co_await open(std::move(options));
}

/// Too old or used too often.
bool Pool::is_worn(const Connection& connection) const noexcept {
    const PoolConfig& config = settings_->driver.pool;
    return (config.max_lifetime.count() > 0 &&
            environment_->now() - connection.opened_at >= config.max_lifetime) ||
           (config.max_uses > 0 && connection.uses >= config.max_uses);
}

/// Worn, or closed by the server as far as that can be seen without asking it. To look costs a
/// system call, and tells nothing new about one whose answer came a moment ago.
bool Pool::is_gone(Connection& connection) const noexcept {
    constexpr std::chrono::milliseconds kMoment{1};
    return is_worn(connection) || !connection.is_open() ||
           (environment_->now() - connection.idle_since >= kMoment && connection.looks_dead());
}

bool Pool::is_due_for_test(
    const Connection& connection, std::optional<std::chrono::milliseconds> after
) const noexcept {
    return after && environment_->now() - connection.idle_since >= *after;
}

Task<bool> Pool::is_alive(Connection& connection, const AcquireOptions& options) {
    if (is_gone(connection)) {
        co_return false;
    }
    const auto check_after = options.liveness_check_after
                                 ? options.liveness_check_after
                                 : settings_->driver.pool.liveness_check_after;
    if (!is_due_for_test(connection, check_after)) {
        co_return true;
    }
    co_return co_await connection.responds(*options.deadline);
}

Task<AuthToken> Pool::token_for(const AcquireOptions& options) {
    if (options.auth) {
        co_return *options.auth;
    }
    co_return co_await settings_->auth->get_auth();
}

void Pool::require_log_on(const Connection& connection) {
    if (!connection.features().logon) {
        const auto version = connection.version();
        throw Error(
            ErrorKind::configuration,
            "user switching is not supported for Bolt Protocol Version(" +
                std::to_string(version.major) + ", " + std::to_string(version.minor) +
                "); a session's own credentials need Bolt 5.1"
        );
    }
}

/// False when the connection would have to change its user, and cannot.
Task<bool> Pool::log_on_as(Connection& connection, const AcquireOptions& options) {
    if (options.auth) {
        require_log_on(connection);
    }
    AuthToken token = co_await token_for(options);
    std::uint64_t epoch = 0;
    {
        const std::lock_guard lock(mutex_);
        epoch = auth_epoch_;
    }
    const bool expired = connection.auth_epoch != epoch;
    if (token == connection.auth() && !expired && !options.force_auth) {
        co_return true;
    }
    if (!connection.features().logon) {
        co_return false;
    }
    const auto answer = connection.authenticate(std::move(token));
    connection.auth_epoch = epoch;
    connection.is_session_auth = options.auth.has_value();
    if (options.force_auth) {
        co_await connection.await(answer, *options.deadline);
        (void)answer->get();
    }
    co_return true;
}

Task<> Pool::wait(std::shared_ptr<Waiter> waiter, net::Deadline deadline) {
    waiter->timer.expires_at(deadline.at());
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (waiter->granted) {
                counts_.wait_time += Environment::Clock::now() - waiter->since;
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
            counts_.wait_time += Environment::Clock::now() - waiter->since;
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

Error Pool::no_turn_in_time() {
    const std::lock_guard lock(mutex_);
    ++counts_.timed_out;
    std::string text = "failed to obtain a connection from the pool of " + address().to_string() +
                       " in time (timeout): " + std::to_string(in_use_) + " of " +
                       std::to_string(settings_->driver.pool.max_size) + " in use, " +
                       std::to_string(waiters_.size()) + " callers waiting";
    if (!last_failure_.empty()) {
        text += "; the last connection attempt failed: " + last_failure_;
    }
    return {ErrorKind::timeout, text};
}

Task<std::shared_ptr<Connection>> Pool::open(AcquireOptions options) {
    std::exception_ptr failure;
    std::shared_ptr<Connection> connection;
    try {
        AuthToken token = co_await token_for(options);
        std::uint64_t epoch = 0;
        {
            const std::lock_guard lock(mutex_);
            epoch = auth_epoch_;
        }
        connection = co_await Connection::open(
            endpoint_,
            settings_,
            std::move(token),
            options.auth.has_value(),
            owner_,
            *options.deadline
        );
        connection->auth_epoch = epoch;
        if (options.auth) {
            // Only now it is known whether it could be used as somebody else again.
            require_log_on(*connection);
        }
    } catch (...) {
        failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (failure) {
        ++counts_.failed_to_open;
        const Error reason = to_error(failure);
        last_failure_ = reason.what();
        std::rethrow_exception(failure);
    }
    last_failure_.clear();
    ++counts_.opened;
    ++open_;
    server_routed_ += connection->routes_on_server() ? 1U : 0U;
    connection->opened_at = environment_->now();
    co_return connection;
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
    if (!connection->is_clean() || is_worn(*connection)) {
        discard(*connection);
        forget_one();
        return;
    }
    connection->idle_since = environment_->now();
    std::unique_lock lock(mutex_);
    // One that cannot log on anew is of no use when the server has forgotten who it is.
    const bool useless = connection->auth_epoch != auth_epoch_ && !connection->features().logon;
    if (closed_ || useless) {
        lock.unlock();
        discard(*connection);
        forget_one();
    } else if (!waiters_.empty()) {
        wake_next_locked(std::move(connection));
    } else {
        --in_use_;
        idle_.push_back(std::move(connection));
        watch_idle_locked();
    }
}

/// Closes a connection for good; its slot is another matter.
void Pool::discard(Connection& connection) noexcept {
    connection.leave();
    const std::lock_guard lock(mutex_);
    ++counts_.closed;
    --open_;
    server_routed_ -= connection.routes_on_server() ? 1U : 0U;
}

/// A slot comes free: it goes to the first in the queue.
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
    PoolMetrics metrics = counts_;
    metrics.in_use = in_use_;
    metrics.idle = idle_.size();
    metrics.waiters = waiters_.size();
    return metrics;
}

std::size_t Pool::in_use() const {
    const std::lock_guard lock(mutex_);
    return in_use_;
}

bool Pool::is_unused() const {
    const std::lock_guard lock(mutex_);
    return in_use_ == 0 && idle_.empty() && waiters_.empty();
}

void Pool::count_server_routed(std::size_t& open, std::size_t& routed) const {
    const std::lock_guard lock(mutex_);
    open += open_;
    routed += server_routed_;
}

void Pool::expire_auth() noexcept {
    const std::lock_guard lock(mutex_);
    ++auth_epoch_;
}

Task<> Pool::close(net::Deadline deadline) {
    const auto self = shared_from_this();
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        for (const std::shared_ptr<Waiter>& waiter : waiters_) {
            waiter->pool_closed = true;
            asio::post(waiter->executor, [waiter] { waiter->timer.cancel(); });
        }
        waiters_.clear();
        if (idle_timer_) {
            asio::post(settings_->executor, [timer = idle_timer_] { timer->cancel(); });
            idle_timer_.reset();
        }
    }
    co_await drain_idle(deadline);
}

}  // namespace bolt::conn
