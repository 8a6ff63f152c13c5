#pragma once
// The store's way to the server: one driver, statements with the store's time limits, and driver
// failures as memory::Error. Knows nothing of memories.

#include <bolt/bolt.hpp>
#include <memory/config.hpp>
#include <memory/metrics.hpp>
#include <memory/store.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace memory::neo4j {

/// A driver with the store's settings. One owner; calls on one executor; any number at a time.
/// Cancellation: terminal. Errors: memory::Error.
class GraphClient {
  public:
    using Rows = std::vector<bolt::Record>;

    /// No I/O. Throws Errc::invalid_argument for a URI that the driver cannot read.
    GraphClient(boost::asio::any_io_executor ex, const Neo4jConfig& config);

    /// One statement in a transaction of its own: one round trip. When that fails in a way that
    /// trying again may help, it is run as a managed transaction, which the driver repeats.
    Task<Rows> run(std::string text, bolt::Map parameters, bolt::AccessMode mode);

    /// Several statements as one managed write transaction. `work` is
    /// `Task<T>(bolt::ManagedTransaction&)`, may run several times, and must outlive the call.
    template <class Work>
    Task<bolt::WorkResult<Work>> transact(Work& work) {
        bolt::Session session = new_session(bolt::AccessMode::write);
        std::exception_ptr failure;
        try {
            co_return co_await session.execute_write(work, limits());
        } catch (...) {
            failure = std::current_exception();
        }
        rethrow(failure);
    }

    /// Connects and answers what the server calls itself, e.g. "Neo4j/5.26.31".
    Task<std::string> agent();
    Task<> close();
    [[nodiscard]] PoolNumbers numbers() const;

    [[nodiscard]] const std::string& location() const noexcept { return location_; }

  private:
    [[nodiscard]] bolt::Session new_session(bolt::AccessMode mode) const;
    [[nodiscard]] bolt::TxConfig limits() const;
    /// The rows of a result, which also tells the name of the database.
    Task<Rows> read(bolt::Result& result);
    /// Rethrows, a driver's failure as memory::Error.
    [[noreturn]] void rethrow(const std::exception_ptr& failure) const;
    Task<Rows> run_once(std::string text, bolt::Params parameters, bolt::AccessMode mode);
    Task<Rows> run_managed(std::string text, bolt::Params parameters, bolt::AccessMode mode);

    std::string location_;
    bool routed_;
    /// Empty = the user's home database, until a server that routes has named it: with the name,
    /// further sessions find their routing table without asking.
    std::string database_;
    std::chrono::milliseconds operation_timeout_;
    /// Null for a single server: only a cluster's members lag behind each other.
    std::shared_ptr<bolt::BookmarkManager> bookmarks_;
    bolt::Driver driver_;
};

}  // namespace memory::neo4j
