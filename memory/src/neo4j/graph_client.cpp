// Statements over the driver, with one round trip where all goes well.
// g++ 12: everything awaited is built in its own statement (docs/coding.md).
#include "neo4j/graph_client.hpp"

#include "neo4j/errors.hpp"

#include <memory/error.hpp>

#include <utility>

namespace memory::neo4j {

namespace {

/// The server ends a transaction at the operation's limit; the driver gives up on a silent server
/// a little later, so that the server's own, clearer answer arrives first.
constexpr std::chrono::milliseconds kGrace{2'000};

bolt::DriverConfig driver_config(const Neo4jConfig& config) {
    bolt::DriverConfig made;
    made.pool.max_size = config.pool_size;
    made.pool.acquisition_timeout = config.operation_timeout;
    made.connection_timeout = config.connect_timeout;
    made.receive_timeout = config.operation_timeout + kGrace;
    made.max_transaction_retry_time = config.operation_timeout;
    // Every statement of the store bounds its rows itself, so they come in one go.
    made.fetch_size = -1;
    return made;
}

bolt::Driver make_driver(boost::asio::any_io_executor ex, const Neo4jConfig& config) {
    try {
        return bolt::Driver(
            std::move(ex),
            config.uri,
            bolt::AuthToken::basic(config.user, config.password),
            driver_config(config)
        );
    } catch (const bolt::Error& failure) {
        throw Error(Errc::invalid_argument, failure.what());
    }
}

}  // namespace

GraphClient::GraphClient(boost::asio::any_io_executor ex, const Neo4jConfig& config)
    : location_(config.uri),
      routed_(config.uri.starts_with("neo4j")),
      database_(config.database),
      operation_timeout_(config.operation_timeout),
      bookmarks_(routed_ ? bolt::make_bookmark_manager() : nullptr),
      driver_(make_driver(std::move(ex), config)) {}

Task<GraphClient::Rows> GraphClient::run(
    std::string text, bolt::Map parameters, bolt::AccessMode mode
) {
    const bolt::Params given(std::move(parameters));
    std::exception_ptr failure;
    bool repeat = false;
    try {
        co_return co_await run_once(text, given, mode);
    } catch (const bolt::Error& error) {
        repeat = error.retryable();
        failure = std::current_exception();
    }
    if (repeat) {
        try {
            co_return co_await run_managed(std::move(text), given, mode);
        } catch (const bolt::Error&) {
            failure = std::current_exception();
        }
    }
    rethrow(failure);
}

Task<GraphClient::Rows> GraphClient::run_once(
    std::string text, bolt::Params parameters, bolt::AccessMode mode
) {
    bolt::Session session = new_session(mode);
    bolt::Result result = co_await session.run(std::move(text), std::move(parameters), limits());
    Rows rows = co_await read(result);
    co_await session.close();
    co_return rows;
}

Task<GraphClient::Rows> GraphClient::run_managed(
    std::string text, bolt::Params parameters, bolt::AccessMode mode
) {
    bolt::Session session = new_session(mode);
    auto work = [&](bolt::ManagedTransaction& transaction) -> Task<Rows> {
        bolt::Result result = co_await transaction.run(text, parameters);
        co_return co_await read(result);
    };
    if (mode == bolt::AccessMode::read) {
        co_return co_await session.execute_read(work, limits());
    }
    co_return co_await session.execute_write(work, limits());
}

Task<GraphClient::Rows> GraphClient::read(bolt::Result& result) {
    Rows rows = co_await result.collect();
    if (routed_ && database_.empty()) {
        const bolt::Summary summary = co_await result.consume();
        database_ = summary.database;
    }
    co_return rows;
}

Task<std::string> GraphClient::agent() {
    std::exception_ptr failure;
    try {
        const bolt::ServerInfo server = co_await driver_.verify_connectivity();
        co_return server.agent;
    } catch (const bolt::Error&) {
        failure = std::current_exception();
    }
    rethrow(failure);
}

Task<> GraphClient::close() {
    std::exception_ptr failure;
    try {
        co_await driver_.close();
        co_return;
    } catch (const bolt::Error&) {
        failure = std::current_exception();
    }
    rethrow(failure);
}

PoolNumbers GraphClient::numbers() const {
    const bolt::DriverMetrics driver = driver_.metrics();
    PoolNumbers numbers;
    numbers.in_use = driver.pool.in_use;
    numbers.idle = driver.pool.idle;
    numbers.waiting = driver.pool.waiters;
    numbers.opened = driver.pool.opened;
    numbers.failed_to_open = driver.pool.failed_to_open;
    numbers.closed = driver.pool.closed;
    numbers.timed_out = driver.pool.timed_out;
    numbers.queries = driver.queries;
    numbers.failures = driver.failures;
    numbers.retries = driver.retries;
    return numbers;
}

bolt::Session GraphClient::new_session(bolt::AccessMode mode) const {
    bolt::SessionConfig config;
    config.database = database_;
    config.access_mode = mode;
    config.bookmark_manager = bookmarks_;
    return driver_.session(std::move(config));
}

bolt::TxConfig GraphClient::limits() const {
    bolt::TxConfig config;
    config.timeout(operation_timeout_);
    return config;
}

void GraphClient::rethrow(const std::exception_ptr& failure) const {
    try {
        std::rethrow_exception(failure);
    } catch (const bolt::Error& error) {
        if (is_lost_race(error)) {
            throw LostRace();
        }
        throw to_memory_error(error, location_);
    }
}

}  // namespace memory::neo4j
