// Giving connections back; see lease.hpp.
// What becomes of them is the pool's decision.

#include "conn/lease.hpp"

#include "conn/pool.hpp"

#include <utility>

namespace bolt::conn {

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

Task<> Lease::give_back() {
    if (needs_reset()) {
        try {
            co_await connection_->reset(net::Deadline::after(kResetTimeout));
        } catch (...) {
            // Broken, too slow, or the coroutine is cancelled: release() drops it.
            connection_->close();
        }
    }
    release();
}

}  // namespace bolt::conn
