// What becomes of a pool's idle connections: opened in advance, closed when they have been idle for
// too long, or when their server is gone or needed no more. See pool.hpp.

#include "conn/pool.hpp"

#include <exception>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace bolt::conn {

namespace asio = boost::asio;

void Pool::close_idle() noexcept {
    std::vector<std::shared_ptr<Connection>> idle;
    {
        const std::lock_guard lock(mutex_);
        idle.swap(idle_);
    }
    for (const std::shared_ptr<Connection>& connection : idle) {
        discard(*connection);
    }
}

Task<> Pool::drain_idle(net::Deadline deadline) {
    const auto self = shared_from_this();
    std::vector<std::shared_ptr<Connection>> idle;
    {
        const std::lock_guard lock(mutex_);
        idle.swap(idle_);
    }
    for (const std::shared_ptr<Connection>& connection : idle) {
        std::exception_ptr failure;
        try {
            co_await connection->goodbye(deadline);
        } catch (...) {
            // Cancelled: no time to be polite.
            failure = std::current_exception();
        }
        discard(*connection);
    }
}

Task<> Pool::warm_up(net::Deadline deadline) {
    const auto self = shared_from_this();
    // All are held until the last is there: else the first would be lent again and again.
    std::vector<Lease> leases;
    const PoolConfig& config = settings_->driver.pool;
    AcquireOptions options;
    options.deadline = deadline;
    while (leases.size() < config.min_size) {
        {
            const std::lock_guard lock(mutex_);
            if (open_ >= config.min_size && idle_.empty()) {
                break;
            }
        }
        Lease lease = co_await acquire(options);
        leases.push_back(std::move(lease));
    }
}

/// Sees to it that idle connections are looked at when the first of them has been idle too long.
void Pool::watch_idle_locked() {
    const std::chrono::milliseconds limit = settings_->driver.pool.idle_timeout;
    if (limit.count() <= 0 || idle_timer_ || closed_ ||
        idle_.size() <= settings_->driver.pool.min_size) {
        return;
    }
    idle_timer_ = std::make_shared<asio::steady_timer>(settings_->executor, limit);
    auto on_expiry = [weak = weak_from_this()](const boost::system::error_code& cancelled) {
        const std::shared_ptr<Pool> pool = weak.lock();
        if (pool && !cancelled) {
            pool->close_long_idle();
        }
    };
    idle_timer_->async_wait(std::move(on_expiry));
}

void Pool::close_long_idle() {
    const PoolConfig& config = settings_->driver.pool;
    const auto now = environment_->now();
    std::vector<std::shared_ptr<Connection>> old;
    {
        const std::lock_guard lock(mutex_);
        idle_timer_.reset();
        while (idle_.size() > config.min_size &&
               now - idle_.front()->idle_since >= config.idle_timeout) {
            old.push_back(std::move(idle_.front()));
            idle_.erase(idle_.begin());
        }
        if (!idle_.empty()) {
            watch_idle_locked();
        }
    }
    for (const std::shared_ptr<Connection>& connection : old) {
        discard(*connection);
    }
}

}  // namespace bolt::conn
