// Judging failures, and the provider of one server; see connection_provider.hpp.
// Rules for security codes: the official drivers'.

#include "conn/connection_provider.hpp"

#include <bolt/error.hpp>

#include <utility>

namespace bolt::conn {

Task<Error> ConnectionProvider::on_failure(Connection& connection, Error failure) {
    const ServerError* const said = failure.server();
    if (said == nullptr) {
        co_return failure;
    }
    const std::string code = said->code;
    if (code == "Neo.ClientError.Security.AuthorizationExpired") {
        if (const std::shared_ptr<Pool> pool = pool_of(connection.address())) {
            pool->expire_auth();
        }
    }
    note_code(connection, code);
    // A session's own credentials are its caller's business.
    if (code.starts_with("Neo.ClientError.Security.") && !connection.is_session_auth) {
        const bool handled =
            co_await settings_->auth->handle_security_exception(connection.auth(), code);
        if (handled) {
            co_return Error::with_new_credentials(failure);
        }
    }
    co_return failure;
}

void add(PoolMetrics& sum, const PoolMetrics& one) noexcept {
    sum.in_use += one.in_use;
    sum.idle += one.idle;
    sum.waiters += one.waiters;
    sum.acquired += one.acquired;
    sum.timed_out += one.timed_out;
    sum.refused += one.refused;
    sum.opened += one.opened;
    sum.failed_to_open += one.failed_to_open;
    sum.closed += one.closed;
    sum.wait_time += one.wait_time;
}

DirectProvider::DirectProvider(
    Address address,
    std::shared_ptr<const ConnectionSettings> settings,
    std::shared_ptr<Environment> environment
)
    : ConnectionProvider(std::move(settings)),
      address_(std::move(address)),
      environment_(std::move(environment)) {}

/// Made at first use, because it must know its owner, which a constructor cannot tell.
std::shared_ptr<Pool> DirectProvider::pool() const {
    const std::lock_guard lock(mutex_);
    if (!pool_) {
        std::weak_ptr<ConnectionOwner> owner =
            std::const_pointer_cast<DirectProvider>(shared_from_this());
        pool_ = std::make_shared<Pool>(
            Endpoint(address_), shared_settings(), environment_, std::move(owner)
        );
    }
    return pool_;
}

Lease DirectProvider::try_acquire(
    AccessMode /*mode*/, const std::string& /*database*/, const std::optional<AuthToken>& auth
) {
    return pool()->try_acquire(auth);
}

Task<ConnectionAnswer> DirectProvider::acquire(ConnectionRequest request) {
    ConnectionAnswer answer;
    answer.lease = co_await pool()->acquire(std::move(request.options));
    co_return answer;
}

Task<std::string> DirectProvider::update_routing_table(ConnectionRequest /*request*/) {
    throw Error(ErrorKind::usage, "a bolt:// driver has no routing tables; use a neo4j:// URI");
    co_return std::string();
}

std::optional<RoutingTable> DirectProvider::routing_table(const std::string& /*database*/) const {
    return std::nullopt;
}

void DirectProvider::read(DriverMetrics& metrics) const {
    metrics.pool = pool()->metrics();
    DriverMetrics::Server server;
    server.address = address_;
    server.pool = metrics.pool;
    metrics.servers.push_back(std::move(server));
}

PoolMetrics DirectProvider::metrics(const Address& server) const {
    return server == address_ ? pool()->metrics() : PoolMetrics();
}

Task<> DirectProvider::warm_up(net::Deadline deadline) {
    co_await pool()->warm_up(deadline);
}

Task<> DirectProvider::close(net::Deadline deadline) {
    co_await pool()->close(deadline);
}

/// What one connection has met, the idle ones have met as well, most likely.
Error DirectProvider::on_lost(const Connection& /*connection*/, const Error& reason) {
    pool()->close_idle();
    return reason;
}

/// Also for an address that a resolver has put in place of the URI's.
std::shared_ptr<Pool> DirectProvider::pool_of(const Address& /*server*/) const {
    return pool();
}

void DirectProvider::note_code(const Connection& /*connection*/, const std::string& /*code*/) {}

}  // namespace bolt::conn
