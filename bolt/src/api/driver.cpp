// Driver: checks the settings, builds the pool, and offers the one-call query.
// Everything else happens in sessions.

#include "api/driver_core.hpp"
#include "api/managed_loop.hpp"
#include "api/session_core.hpp"
#include "api/system_environment.hpp"
#include "api/uri.hpp"
#include "routing/routing_provider.hpp"

#include <bolt/driver.hpp>
#include <bolt/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
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
    if (config.pool.min_size > config.pool.max_size) {
        throw Error(ErrorKind::usage, "PoolConfig::min_size must not be above max_size");
    }
    if (config.max_message_size < 1'024) {
        throw Error(
            ErrorKind::usage, "DriverConfig::max_message_size must be at least 1,024 bytes"
        );
    }
}

/// Who sets a time to the largest number there is means "for ever"; in the clock's nanoseconds it
/// would wrap around to a short one. [limit]
DriverConfig bounded(DriverConfig config) {
    constexpr milliseconds kForEver = std::chrono::hours(100 * 365 * 24);
    PoolConfig& pool = config.pool;
    for (milliseconds* time :
         {&config.connection_timeout,
          &config.receive_timeout,
          &config.max_transaction_retry_time,
          &config.close_timeout,
          &pool.acquisition_timeout,
          &pool.max_lifetime,
          &pool.idle_timeout}) {
        *time = std::min(*time, kForEver);
    }
    if (pool.liveness_check_after) {
        pool.liveness_check_after = std::min(*pool.liveness_check_after, kForEver);
    }
    return config;
}

/// How TLS is to be, of what the URI and the settings say; nullopt = not at all.
std::optional<TlsConfig> tls_of(const api::Uri& uri, const TlsConfig& wanted) {
    if (uri.trust && (wanted.encrypted || wanted.trust)) {
        throw Error(
            ErrorKind::configuration,
            "a URI with +s or +ssc says how to encrypt and whom to trust: leave "
            "TlsConfig::encrypted and TlsConfig::trust alone"
        );
    }
    if (!uri.trust && !wanted.encrypted) {
        return std::nullopt;
    }
    TlsConfig tls = wanted;
    tls.encrypted = true;
    if (uri.trust == Trust::any) {
        tls.trust = Trust::any;
    } else if (!tls.trust) {
        tls.trust = tls.ca_files.empty() ? Trust::system : Trust::custom;
    }
    if (tls.trust == Trust::custom && tls.ca_files.empty()) {
        throw Error(
            ErrorKind::configuration, "Trust::custom needs TlsConfig::ca_files, whom to trust"
        );
    }
    return tls;
}

std::shared_ptr<detail::DriverCore> make_core(
    boost::asio::any_io_executor ex,
    const std::string& uri,
    std::shared_ptr<AuthTokenManager> auth,
    std::optional<AuthToken> fixed_auth,
    DriverConfig config
) {
    check(config);
    config = bounded(std::move(config));
    const api::Uri target = api::parse_uri(uri);
    if (!auth) {
        throw Error(ErrorKind::usage, "the driver needs an AuthTokenManager");
    }
    std::shared_ptr<Environment> environment =
        config.environment ? config.environment : api::make_system_environment();
    auto settings = std::make_shared<conn::ConnectionSettings>();
    settings->auth = std::move(auth);
    settings->fixed_auth = std::move(fixed_auth);
    settings->driver = config;
    settings->executor = std::move(ex);
    if (std::optional<TlsConfig> tls = tls_of(target, config.tls)) {
        settings->tls = std::make_shared<net::TlsContextSource>(*std::move(tls));
    }
    const bool encrypted = settings->tls != nullptr;
    std::shared_ptr<conn::Counters> counters = settings->counters;
    std::shared_ptr<conn::ConnectionProvider> provider;
    if (target.routing) {
        // Servers route for clients that name the address they came to.
        Map context = target.routing_context;
        context.set("address", target.address.to_string());
        settings->routing = std::move(context);
        provider = std::make_shared<routing::RoutingProvider>(
            target.address, std::move(settings), environment
        );
    } else {
        settings->resolves_address = true;
        provider = std::make_shared<conn::DirectProvider>(
            target.address, std::move(settings), environment
        );
    }
    return std::make_shared<detail::DriverCore>(
        std::move(config),
        std::move(environment),
        std::move(counters),
        std::move(provider),
        encrypted
    );
}

}  // namespace

Driver::Driver(
    boost::asio::any_io_executor ex, const std::string& uri, AuthToken auth, DriverConfig config
)
    : core_(make_core(std::move(ex), uri, static_auth_manager(auth), auth, std::move(config))) {}

Driver::Driver(
    boost::asio::any_io_executor ex,
    const std::string& uri,
    std::shared_ptr<AuthTokenManager> auth,
    DriverConfig config
)
    : core_(make_core(std::move(ex), uri, std::move(auth), std::nullopt, std::move(config))) {}

Session Driver::session(SessionConfig config) const {
    if (config.fetch_size < -1) {
        throw Error(
            ErrorKind::usage,
            "SessionConfig::fetch_size must be positive, -1 for all, or 0 for the driver's"
        );
    }
    return Session(std::make_shared<detail::SessionCore>(core_, std::move(config)));
}

Task<EagerResult> Driver::execute_query(std::string cypher, Params parameters, QueryConfig config) {
    const std::shared_ptr<detail::DriverCore> core = core_;
    SessionConfig session_config;
    session_config.database = config.database;
    session_config.impersonated_user = config.impersonated_user;
    session_config.bookmarks = config.bookmarks;
    session_config.bookmark_manager = config.bookmark_manager.value_or(core->query_bookmarks);
    session_config.auth = config.auth;
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

std::shared_ptr<BookmarkManager> Driver::execute_query_bookmark_manager() const {
    return core_->query_bookmarks;
}

namespace {

/// A connection that is known to work: a pooled one may have died unnoticed.
Task<conn::Lease> connect(std::shared_ptr<detail::DriverCore> core, SessionConfig config) {
    auto session = std::make_shared<detail::SessionCore>(core, std::move(config));
    conn::AcquireOptions options;
    options.liveness_check_after = milliseconds(0);
    co_return co_await session->connect(std::move(options));
}

SessionConfig reading() {
    SessionConfig config;
    config.access_mode = AccessMode::read;
    return config;
}

bool is_refusal(const Error& error) {
    constexpr std::array<std::string_view, 4> kCodes{
        "Neo.ClientError.Security.CredentialsExpired",
        "Neo.ClientError.Security.Forbidden",
        "Neo.ClientError.Security.TokenExpired",
        "Neo.ClientError.Security.Unauthorized",
    };
    return error.server() != nullptr &&
           std::find(kCodes.begin(), kCodes.end(), error.server()->code) != kCodes.end();
}

}  // namespace

Task<ServerInfo> Driver::verify_connectivity(SessionConfig config) {
    const std::shared_ptr<detail::DriverCore> core = core_;
    config.access_mode = AccessMode::read;
    conn::Lease lease = co_await connect(core, std::move(config));
    const ServerInfo server = lease->server();
    co_await lease.give_back();
    co_return server;
}

Task<bool> Driver::verify_authentication(AuthToken auth, SessionConfig config) {
    const std::shared_ptr<detail::DriverCore> core = core_;
    config.access_mode = AccessMode::read;
    config.auth = std::move(auth);
    if (config.database.empty()) {
        config.database = "system";
    }
    auto session = std::make_shared<detail::SessionCore>(core, std::move(config));
    conn::AcquireOptions options;
    options.force_auth = true;
    try {
        conn::Lease lease = co_await session->connect(std::move(options));
    } catch (const Error& error) {
        if (!is_refusal(error)) {
            throw;
        }
        co_return false;
    }
    co_return true;
}

Task<bool> Driver::supports_multi_db() {
    const conn::Lease lease = co_await connect(core_, reading());
    co_return lease->features().databases;
}

Task<bool> Driver::supports_session_auth() {
    const conn::Lease lease = co_await connect(core_, reading());
    co_return lease->features().logon;
}

bool Driver::is_encrypted() const noexcept {
    return core_->encrypted;
}

Task<> Driver::warm_up() {
    const std::shared_ptr<detail::DriverCore> core = core_;
    co_await core->provider->warm_up(core->acquisition_deadline());
}

DriverMetrics Driver::metrics() const {
    DriverMetrics metrics;
    core_->provider->read(metrics);
    core_->counters->read(metrics);
    return metrics;
}

PoolMetrics Driver::metrics(const Address& server) const {
    return core_->provider->metrics(server);
}

Task<> Driver::update_routing_table(std::string database, Bookmarks bookmarks) {
    const std::shared_ptr<detail::DriverCore> core = core_;
    conn::ConnectionRequest request;
    request.mode = AccessMode::read;
    request.database = std::move(database);
    request.bookmarks = std::move(bookmarks);
    (void)co_await core->provider->update_routing_table(std::move(request));
}

std::optional<RoutingTable> Driver::routing_table(const std::string& database) const {
    return core_->provider->routing_table(database);
}

Task<> Driver::close() {
    const std::shared_ptr<detail::DriverCore> core = core_;
    const net::Deadline deadline = net::Deadline::after(core->config.close_timeout);
    co_await core->provider->close(deadline);
}

}  // namespace bolt
