// Driver: checks the settings, builds the pool, and offers the one-call query.
// Everything else happens in sessions.

#include "api/driver_core.hpp"
#include "api/managed_loop.hpp"
#include "api/session_core.hpp"
#include "api/system_environment.hpp"
#include "api/uri.hpp"

#include <bolt/driver.hpp>
#include <bolt/error.hpp>

#include <utility>

// [gcc12-coro] g++ 12 inlines Asio's allocation of a coroutine frame here but not the release, and
// takes the two for a mismatched pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace bolt {

namespace {

void check(const DriverConfig& config) {
    if (config.pool.max_size == 0) {
        throw Error(ErrorKind::usage, "PoolConfig::max_size must be at least 1");
    }
    if (config.fetch_size == 0 || config.fetch_size < -1) {
        throw Error(ErrorKind::usage, "DriverConfig::fetch_size must be positive, or -1 for all");
    }
    if (config.max_message_size < 1'024) {
        throw Error(
            ErrorKind::usage, "DriverConfig::max_message_size must be at least 1,024 bytes"
        );
    }
}

/// Servers route for clients that name the address they came to.
std::optional<Map> routing_context(const api::Uri& uri) {
    if (!uri.routing) {
        return std::nullopt;
    }
    Map context;
    context.set("address", uri.address.to_string());
    return context;
}

}  // namespace

Driver::Driver(
    boost::asio::any_io_executor ex, const std::string& uri, AuthToken auth, DriverConfig config
) {
    check(config);
    const api::Uri target = api::parse_uri(uri);
    std::shared_ptr<Environment> environment =
        config.environment ? config.environment : api::make_system_environment();
    auto settings = std::make_shared<conn::ConnectionSettings>();
    settings->auth = std::move(auth);
    settings->driver = config;
    settings->tls_mode = target.tls;
    settings->routing = routing_context(target);
    settings->executor = std::move(ex);
    auto pool = std::make_shared<conn::Pool>(target.address, std::move(settings), environment);
    core_ = std::make_shared<detail::DriverCore>(
        std::move(config),
        std::move(environment),
        std::make_unique<conn::DirectProvider>(std::move(pool))
    );
}

Session Driver::session(SessionConfig config) const {
    return Session(std::make_shared<detail::SessionCore>(core_, std::move(config)));
}

Task<EagerResult> Driver::execute_query(std::string cypher, Params parameters, QueryConfig config) {
    const std::shared_ptr<detail::DriverCore> core = core_;
    SessionConfig session_config;
    session_config.database = config.database;
    session_config.impersonated_user = config.impersonated_user;
    session_config.bookmarks = config.bookmarks;
    session_config.fetch_size = -1;
    auto session = std::make_shared<detail::SessionCore>(core, std::move(session_config));
    detail::ManagedLoop loop(
        session,
        config.routing,
        std::move(config.transaction),
        protocol::TelemetryApi::execute_query,
        detail::ManagedLoop::Begin::pipelined
    );
    for (;;) {
        std::exception_ptr failure;
        try {
            const auto transaction = co_await loop.begin();
            EagerResult eager;
            Result result = co_await transaction->run(cypher, parameters);
            eager.keys = result.keys();
            eager.records = co_await result.collect();
            eager.summary = co_await result.consume();
            co_await loop.commit();
            // A bookmark is one text in what the server sends with COMMIT.
            if (!session->bookmarks().empty()) {
                eager.summary.bookmark = session->bookmarks().values().front();
            }
            co_return eager;
        } catch (...) {
            failure = std::current_exception();
        }
        if (detail::ManagedLoop::is_final(failure)) {
            std::rethrow_exception(failure);
        }
        co_await loop.recover(failure);
    }
}

Task<ServerInfo> Driver::verify_connectivity() {
    const std::shared_ptr<detail::DriverCore> core = core_;
    const net::Deadline deadline = core->acquisition_deadline();
    std::string home_database;
    conn::Lease lease =
        co_await core->provider->acquire(AccessMode::read, std::move(home_database), deadline);
    // A pooled connection may have died unnoticed; RESET is the cheapest request.
    co_await lease->reset(deadline);
    co_return lease->server();
}

PoolMetrics Driver::metrics() const {
    return core_->provider->metrics();
}

Task<> Driver::close() {
    const std::shared_ptr<detail::DriverCore> core = core_;
    const net::Deadline deadline = net::Deadline::after(core->config.close_timeout);
    co_await core->provider->close(deadline);
}

}  // namespace bolt
