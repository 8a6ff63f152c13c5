#pragma once
// Lease: a connection on loan from a pool; see pool.hpp.
// It ends with the lease: a caller cannot forget to give a connection back.

#include "conn/connection.hpp"

#include <bolt/task.hpp>

#include <chrono>
#include <memory>

namespace bolt::conn {

class Pool;

/// A borrowed connection. Destroying the lease gives a clean connection back and closes any other;
/// give_back() does better, it resets what can be reset.
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

    /// There is a connection, whose state the server must put right before others can use it.
    [[nodiscard]] bool needs_reset() const noexcept {
        return connection_ && connection_->is_open() && !connection_->is_clean();
    }

    /// Gives the connection back now, as the destructor would.
    void release() noexcept;
    /// RESETs a connection that is not clean before giving it back; one that cannot be reset
    /// within kResetTimeout is closed. Does not throw.
    Task<> give_back();

  private:
    /// A RESET that takes longer tells that the connection is of no use.
    static constexpr std::chrono::seconds kResetTimeout{10};

    std::shared_ptr<Pool> pool_;
    std::shared_ptr<Connection> connection_;
};

}  // namespace bolt::conn
