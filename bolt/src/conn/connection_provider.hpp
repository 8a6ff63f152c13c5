#pragma once
// ConnectionProvider: where sessions get connections from. One server today; a routing provider for
// clusters takes the same place, which is why the access mode and the database are asked for.

#include "conn/pool.hpp"

#include <bolt/config.hpp>
#include <bolt/task.hpp>

#include <memory>
#include <string>

namespace bolt::conn {

/// Thread-safe.
class ConnectionProvider {
  public:
    ConnectionProvider() = default;
    ConnectionProvider(const ConnectionProvider&) = delete;
    ConnectionProvider& operator=(const ConnectionProvider&) = delete;
    virtual ~ConnectionProvider() = default;

    /// See Pool::acquire.
    virtual Task<Lease> acquire(AccessMode mode, std::string database, net::Deadline deadline) = 0;
    [[nodiscard]] virtual PoolMetrics metrics() const = 0;
    virtual Task<> close(net::Deadline deadline) = 0;
};

/// All connections go to one server.
class DirectProvider final : public ConnectionProvider {
  public:
    explicit DirectProvider(std::shared_ptr<Pool> pool) : pool_(std::move(pool)) {}

    Task<Lease> acquire(AccessMode mode, std::string database, net::Deadline deadline) override;

    [[nodiscard]] PoolMetrics metrics() const override { return pool_->metrics(); }

    Task<> close(net::Deadline deadline) override;

  private:
    std::shared_ptr<Pool> pool_;
};

}  // namespace bolt::conn
