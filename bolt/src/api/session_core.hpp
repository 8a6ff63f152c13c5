#pragma once
// SessionCore: what Session, its results and its retry loop share: bookmarks, the database it works
// on, and the result or transaction that is still open on its connection.

#include "api/driver_core.hpp"
#include "api/transaction_core.hpp"
#include "conn/result_stream.hpp"

#include <bolt/bookmarks.hpp>
#include <bolt/config.hpp>
#include <bolt/transaction.hpp>

#include <memory>
#include <optional>
#include <string>

namespace bolt::detail {

class SessionCore final : public conn::WorkObserver,
                          public std::enable_shared_from_this<SessionCore> {
  public:
    SessionCore(std::shared_ptr<DriverCore> driver, SessionConfig config);

    /// A transaction whose BEGIN is queued, or acknowledged when `eager`. `api` is told to the
    /// server; it is reset when that was done though BEGIN failed.
    Task<std::shared_ptr<TransactionCore>> begin(
        AccessMode mode, TxConfig config, std::optional<protocol::TelemetryApi>& api, bool eager
    );
    Task<Transaction> begin_explicit(TxConfig config);
    Task<Result> run(std::string cypher, Params parameters, TxConfig config);
    Task<> close();
    /// A connection of the session's mode, database and user, for other things than queries.
    Task<conn::Lease> connect(conn::AcquireOptions options);

    void on_database(const std::string& database) override;
    void on_bookmark(const std::string& bookmark) override;

    [[nodiscard]] bool shares_bookmarks() const noexcept override {
        return config_.bookmark_manager != nullptr;
    }

    Task<> share_bookmarks() override;

    [[nodiscard]] const Bookmarks& bookmarks() const noexcept { return bookmarks_; }

    [[nodiscard]] DriverCore& driver() const noexcept { return *driver_; }

  private:
    class Busy;

    [[nodiscard]] protocol::TransactionExtra extra(
        AccessMode mode, const TxConfig& config, Bookmarks bookmarks
    );
    [[nodiscard]] std::int64_t fetch_size() const noexcept;

    [[nodiscard]] bool has_open_work() const noexcept {
        return open_result_ != nullptr || !transaction_.expired();
    }

    Task<> finish_open_work();
    [[nodiscard]] conn::Lease try_acquire(AccessMode mode);
    Task<conn::Lease> acquire(AccessMode mode, conn::AcquireOptions options);
    Task<> choose_database(conn::ConnectionRequest& request, bool may_guess);
    Task<Bookmarks> current_bookmarks();
    Task<> run_once(
        const std::string& cypher,
        const Params& parameters,
        const TxConfig& config,
        conn::Lease lease
    );
    [[nodiscard]] bool may_run_again(const Error& failure, bool first) const;

    const std::shared_ptr<DriverCore> driver_;
    const SessionConfig config_;
    std::string database_;         ///< that it works on; empty = the home database
    bool database_known_ = false;  ///< it will not change any more
    std::string home_key_;         ///< whose home database it looked for
    Bookmarks bookmarks_;
    Bookmarks initial_bookmarks_;                ///< given to the session, until it has its own
    Bookmarks sent_bookmarks_;                   ///< with the last transaction
    std::shared_ptr<ResultStream> open_result_;  ///< of run(); holds the lease until it ends
    std::weak_ptr<TransactionCore> transaction_;
    bool busy_ = false;
    bool closed_ = false;
};

}  // namespace bolt::detail
