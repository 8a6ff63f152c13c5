#pragma once
// Pool: the connections to one server, lent out one caller at a time, first come first served.
// Callers queue when all are in use; the queue and the wait are bounded.

#include "conn/connection.hpp"
#include "net/address.hpp"
#include "net/deadline.hpp"

#include <bolt/config.hpp>
#include <bolt/driver.hpp>
#include <bolt/error.hpp>
#include <bolt/task.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace bolt::conn {

class Pool;

/// A borrowed connection. Destroying the lease gives a clean connection back and closes any other;
/// Pool::give_back does better, it resets what can be reset.
class Lease {
  public:
    Lease() = default;
    Lease(std::shared_ptr<Pool> pool, std::shared_ptr<Connection> connection);
    Lease(Lease&&) noexcept;
    Lease& operator=(Lease&&) noexcept;
    ~Lease();

    explicit operator bool() const noexcept { return connection_ != nullptr; }

    [[nodiscard]] Connection& operator*() const noexcept { return *connection_; }

    [[nodiscard]] Connection* operator->() const noexcept { return connection_.get(); }

    [[nodiscard]] const std::shared_ptr<Connection>& connection() const noexcept {
        return connection_;
    }

    /// Gives the connection back now, as the destructor would.
    void release() noexcept;
    /// RESETs a connection that is not clean before giving it back; one that cannot be reset
    /// within the deadline is closed. Does not throw.
    Task<> give_back(net::Deadline deadline);

  private:
    std::shared_ptr<Pool> pool_;
    std::shared_ptr<Connection> connection_;
};

/// Thread-safe through one mutex that is never held across a suspension.
class Pool : public std::enable_shared_from_this<Pool> {
  public:
    Pool(
        net::Address address,
        std::shared_ptr<ConnectionSettings> settings,
        std::shared_ptr<Environment> environment
    );
    ~Pool();

    /// A connection that is open, logged on and ready. Idle ones are used newest first; each is
    /// checked for age, for a closed peer, and by RESET when the settings say so. Throws Error:
    /// connectivity, auth, tls … when a new connection fails; timeout with the reason of the last
    /// failure when none comes free in time; cancelled; usage after close().
    Task<Lease> acquire(net::Deadline deadline);

    [[nodiscard]] PoolMetrics metrics() const;
    /// Idle connections say GOODBYE and close, waiters fail, later acquires fail.
    Task<> close(net::Deadline deadline);

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
    Task<bool> is_usable(Connection& connection, net::Deadline deadline);
    Task<> wait(std::shared_ptr<Waiter> waiter, net::Deadline deadline);
    Task<std::shared_ptr<Connection>> open(net::Deadline deadline);
    void put_back(std::shared_ptr<Connection> connection) noexcept;
    void forget_one() noexcept;
    void wake_next_locked(std::shared_ptr<Connection> connection);
    void prepare_tls();
    [[nodiscard]] Error no_turn_in_time() const;

    net::Address address_;
    std::shared_ptr<ConnectionSettings> settings_;
    std::shared_ptr<Environment> environment_;

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Connection>> idle_;  ///< newest last
    std::size_t in_use_ = 0;                         ///< lent, or being opened
    std::deque<std::shared_ptr<Waiter>> waiters_;
    std::string last_failure_;  ///< of opening a connection, for the time-out's text
    bool closed_ = false;
};

}  // namespace bolt::conn
