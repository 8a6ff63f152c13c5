#pragma once
// SessionCore: what Session, its results and its retry loop share: bookmarks and the result that
// is still open on the session's connection.

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

class SessionCore : public std::enable_shared_from_this<SessionCore> {
  public:
    SessionCore(std::shared_ptr<DriverCore> driver, SessionConfig config);

    /// A transaction whose BEGIN is queued, or acknowledged when `eager`.
    Task<std::shared_ptr<TransactionCore>> begin(
        AccessMode mode, TxConfig config, std::optional<protocol::TelemetryApi> api, bool eager
    );
    Task<Transaction> begin_explicit(TxConfig config);
    Task<Result> run(std::string cypher, Params parameters, TxConfig config);
    Task<> close();

    void note_bookmark(std::string bookmark);

    [[nodiscard]] const Bookmarks& bookmarks() const noexcept { return bookmarks_; }

    [[nodiscard]] DriverCore& driver() const noexcept { return *driver_; }

  private:
    class Busy;

    [[nodiscard]] protocol::TransactionExtra extra(AccessMode mode, const TxConfig& config) const;
    [[nodiscard]] std::int64_t fetch_size() const noexcept;
    Task<> finish_open_result();
    Task<conn::Lease> acquire(AccessMode mode);

    std::shared_ptr<DriverCore> driver_;
    SessionConfig config_;
    Bookmarks bookmarks_;
    std::shared_ptr<ResultStream> open_result_;  ///< of run(); holds the lease until it ends
    std::weak_ptr<TransactionCore> transaction_;
    bool busy_ = false;
    bool closed_ = false;
};

}  // namespace bolt::detail
