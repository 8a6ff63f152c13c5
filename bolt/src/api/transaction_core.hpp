#pragma once
// TransactionCore: an open transaction on a leased connection, behind Transaction and
// ManagedTransaction. Knows its open results, because they share the connection and die with it.

#include "conn/pool.hpp"
#include "conn/result_stream.hpp"

#include <bolt/bookmarks.hpp>
#include <bolt/error.hpp>
#include <bolt/params.hpp>
#include <bolt/result.hpp>
#include <bolt/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bolt::detail {

class TransactionCore : public std::enable_shared_from_this<TransactionCore> {
  public:
    enum class State : std::uint8_t { open, failed, committed, rolled_back };

    TransactionCore(
        conn::Lease lease, std::int64_t fetch_size, std::weak_ptr<conn::WorkObserver> observer
    );
    TransactionCore(const TransactionCore&) = delete;
    TransactionCore& operator=(const TransactionCore&) = delete;

    /// Queues BEGIN; it travels with the first request, or with wait_for_begin(). `api` is told to
    /// the server that wants to know; absent when it was told before.
    void begin(const protocol::TransactionExtra& extra, std::optional<protocol::TelemetryApi> api);
    Task<> wait_for_begin();

    Task<Result> run(std::string cypher, Params parameters);
    Task<> commit();
    Task<> rollback();
    /// Ends the transaction in whichever state it is and gives the connection back. Does not throw.
    Task<> abandon();

    [[nodiscard]] State state() const noexcept { return state_; }

    /// As far as the results that were read tell.
    [[nodiscard]] bool is_failed() {
        note_failures();
        return state_ == State::failed;
    }

    /// Whether the server has taken note of the API.
    [[nodiscard]] bool told_api() const noexcept { return telemetry_ && telemetry_->succeeded(); }

  private:
    void require_open() const;
    void fail(const Error& reason);
    void note_failures();
    void end_results() noexcept;
    Task<> discard_results();
    Task<> answered(std::shared_ptr<const conn::SimpleHandler> handler);
    void note_begin();

    conn::Lease lease_;
    std::int64_t fetch_size_;
    std::weak_ptr<conn::WorkObserver> observer_;
    State state_ = State::open;
    std::shared_ptr<const Error> failure_;  ///< that has failed it
    std::shared_ptr<const conn::SimpleHandler> telemetry_;
    std::shared_ptr<conn::SimpleHandler> begin_;
    bool begin_noted_ = false;
    std::vector<std::shared_ptr<ResultStream>> results_;  ///< that may have more to come
};

}  // namespace bolt::detail
