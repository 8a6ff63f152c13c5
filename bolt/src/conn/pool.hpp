#pragma once
// Pool: the connections to one server, lent out one caller at a time, first come first served.
// Callers queue when all are in use; the queue and the wait are bounded.
//
// A connection is: being opened -> lent <-> idle -> closed. What is being opened or lent holds one
// of max_size slots. A slot that comes free goes to the first in the queue, with the connection if
// it is still good, else to open a new one; nobody can overtake the queue.

#include "conn/connection.hpp"
#include "conn/lease.hpp"
#include "net/deadline.hpp"

#include <bolt/auth.hpp>
#include <bolt/config.hpp>
#include <bolt/error.hpp>
#include <bolt/metrics.hpp>
#include <bolt/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace bolt::conn {

/// What is special about one acquisition.
struct AcquireOptions {
    AcquireOptions() = default;
    /// Whose connection it is to be; unset = the driver's user. Needs Bolt 5.1.
    std::optional<AuthToken> auth;
    /// Log on anew even when the connection is that user's already.
    bool force_auth = false;
    /// In place of the pool's setting.
    std::optional<std::chrono::milliseconds> liveness_check_after;
    /// For all of it; unset = the pool's acquisition_timeout from now.
    std::optional<net::Deadline> deadline;
};

/// Thread-safe through one mutex that is never held across a suspension.
class Pool : public std::enable_shared_from_this<Pool> {
  public:
    Pool(
        Endpoint endpoint,
        std::shared_ptr<const ConnectionSettings> settings,
        std::shared_ptr<Environment> environment,
        std::weak_ptr<ConnectionOwner> owner
    );
    ~Pool();

    /// A connection that is open, logged on and ready. Idle ones are used newest first; each is
    /// checked for age, uses, a closed peer, and by RESET when the settings say so; then it logs on
    /// anew when it is somebody else's, together with the next request. Throws Error: connectivity,
    /// auth, tls … when a new connection fails; timeout with the reason of the last failure when
    /// none comes free in time; configuration when it cannot change its user; cancelled; usage
    /// after close().
    Task<Lease> acquire(AcquireOptions options);

    /// acquire() as far as it needs no waiting: the idle connection whose turn it is, when it is
    /// good as it is. Empty when nothing is idle, others wait, or the connection has to be tested
    /// or logged on anew.
    [[nodiscard]] Lease try_acquire(const std::optional<AuthToken>& auth);

    [[nodiscard]] PoolMetrics metrics() const;
    [[nodiscard]] std::size_t in_use() const;
    /// Nothing lent, idle, or waited for: may be forgotten.
    [[nodiscard]] bool is_unused() const;
    /// Connections that are open, and how many of them route on the server's side.
    void count_server_routed(std::size_t& open, std::size_t& routed) const;

    /// The server has forgotten who its connections are: each must log on anew before use.
    void expire_auth() noexcept;
    /// Closes the idle connections at once: the server is gone.
    void close_idle() noexcept;
    /// Idle connections say GOODBYE and close: the server is not needed any more.
    Task<> drain_idle(net::Deadline deadline);
    /// Opens connections until PoolConfig::min_size are there.
    Task<> warm_up(net::Deadline deadline);
    /// Idle connections say GOODBYE and close, waiters fail, later acquires fail.
    Task<> close(net::Deadline deadline);

    [[nodiscard]] const Address& address() const noexcept { return endpoint_.address; }

  private:
    friend class Lease;
    struct Waiter;

    /// What acquire() does next; decided under the mutex.
    struct Turn {
        Turn() = default;
        std::shared_ptr<Connection> idle;
        std::shared_ptr<Waiter> waiter;
    };

    Turn take_turn(const boost::asio::any_io_executor& executor);
    std::shared_ptr<Connection> take_idle();
    Task<std::shared_ptr<Connection>> usable_connection(
        std::shared_ptr<Connection> candidate, AcquireOptions options
    );
    [[nodiscard]] bool is_gone(Connection& connection) const noexcept;
    [[nodiscard]] bool is_due_for_test(
        const Connection& connection, std::optional<std::chrono::milliseconds> after
    ) const noexcept;
    Task<bool> is_alive(Connection& connection, const AcquireOptions& options);
    Task<AuthToken> token_for(const AcquireOptions& options);
    static void require_log_on(const Connection& connection);
    Task<bool> log_on_as(Connection& connection, const AcquireOptions& options);
    Task<> wait(std::shared_ptr<Waiter> waiter, net::Deadline deadline);
    Task<std::shared_ptr<Connection>> open(AcquireOptions options);
    void put_back(std::shared_ptr<Connection> connection) noexcept;
    void discard(Connection& connection) noexcept;
    void forget_one() noexcept;
    void wake_next_locked(std::shared_ptr<Connection> connection);
    [[nodiscard]] bool is_worn(const Connection& connection) const noexcept;
    [[nodiscard]] Error no_turn_in_time();
    void watch_idle_locked();
    void close_long_idle();

    const Endpoint endpoint_;
    const std::shared_ptr<const ConnectionSettings> settings_;
    const std::shared_ptr<Environment> environment_;
    const std::weak_ptr<ConnectionOwner> owner_;

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Connection>> idle_;  ///< newest last
    std::size_t in_use_ = 0;                         ///< lent, or being opened
    std::deque<std::shared_ptr<Waiter>> waiters_;
    std::string last_failure_;  ///< of opening a connection, for the time-out's text
    std::uint64_t auth_epoch_ = 0;
    std::size_t open_ = 0;           ///< connections that are open
    std::size_t server_routed_ = 0;  ///< of these, with the hint ssr.enabled
    PoolMetrics counts_;             ///< the counters among the metrics
    std::shared_ptr<boost::asio::steady_timer> idle_timer_;  ///< set while it is waited for
    bool closed_ = false;
};

}  // namespace bolt::conn
