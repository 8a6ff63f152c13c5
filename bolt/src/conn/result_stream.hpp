#pragma once
// ResultStream: the state behind a Result: keys, records that have arrived, and when to ask for
// more. One request of records is under way at most; the next one is sent when few of those that
// have arrived are left to be read, so that the server works while they are.

#include "conn/connection.hpp"
#include "conn/lease.hpp"
#include "conn/work_observer.hpp"

#include <bolt/record.hpp>
#include <bolt/result.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>

#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bolt::detail {

/// Belongs to one coroutine at a time, like its connection. A stream of its own (Session::run)
/// holds the connection's lease, and gives it back when it has ended in whichever way; one of a
/// transaction shares the connection.
///
/// A stream is read until it has ended: by its last record, by consume(), by a failure, or because
/// its transaction ended. The first to meet a failure is told it; later ones, and other results of
/// the transaction, get Error (result_failed).
class ResultStream : public std::enable_shared_from_this<ResultStream> {
  public:
    using OnFailure = std::function<void(const Error& failure)>;

    /// Of a transaction.
    ResultStream(std::shared_ptr<conn::Connection> connection, std::int64_t fetch_size);
    /// Of its own; `observer` is told the database and the bookmark.
    ResultStream(
        conn::Lease lease, std::int64_t fetch_size, std::weak_ptr<conn::WorkObserver> observer
    );
    ResultStream(const ResultStream&) = delete;
    ResultStream& operator=(const ResultStream&) = delete;
    ~ResultStream();

    /// Queues RUN and the first PULL. `extra` is null inside an explicit transaction.
    void start(
        const std::string& query, const Map& parameters, const protocol::TransactionExtra* extra
    );
    /// Waits for RUN's answer; throws its failure. A failure of the records that came with it is
    /// for whoever reads them.
    Task<> wait_for_keys();

    /// The server commits when this stream ends: a connection lost meanwhile leaves the outcome
    /// unknown, as one lost during COMMIT does.
    void set_commits_at_end() noexcept { commits_at_end_ = true; }

    /// Told at once when the stream fails: other streams of its transaction have, too. Must not
    /// destroy the stream.
    void set_on_failure(OnFailure on_failure) { on_failure_ = std::move(on_failure); }

    [[nodiscard]] const std::vector<std::string>& keys() const noexcept { return *keys_; }

    Task<std::optional<Record>> next();
    Task<std::optional<Record>> peek();
    /// See Result::for_each.
    Task<> for_each(RecordVisitor visitor);
    Task<std::vector<Record>> collect();
    /// See Result::single_optional.
    Task<std::optional<Record>> single_optional();
    /// See Result::single.
    Task<Record> single();
    Task<Summary> consume();
    /// Fetches everything that is left, because the connection is needed for something else.
    Task<> buffer_all();
    /// Tells the server to drop what is left. Failures are for whoever reads.
    Task<> discard_rest();

    /// Nobody will read it any more: what arrives need not be kept.
    void abandon() noexcept;
    /// Another result of its transaction has failed.
    void fail_with_sibling(const Error& reason);
    /// Its transaction has ended.
    void end_scope();

    [[nodiscard]] bool ended() const noexcept { return ended_; }

    /// The failure of the stream itself; null when there is none.
    [[nodiscard]] const std::shared_ptr<const Error>& failure() const noexcept { return failure_; }

    /// RUN itself was refused.
    [[nodiscard]] bool run_failed() const noexcept { return run_failed_; }

    [[nodiscard]] const Summary& summary() const noexcept { return summary_; }

    [[nodiscard]] const std::shared_ptr<conn::Connection>& connection() const noexcept {
        return connection_;
    }

  private:
    class RunHandler;
    class PullHandler;
    friend class RunHandler;
    friend class PullHandler;

    /// How handlers, which the connection owns, reach the stream as long as it lives. Like all of
    /// it, of one coroutine at a time: cheaper than std::weak_ptr, for every record.
    struct Link {
        Link() = default;
        ResultStream* stream = nullptr;
    };

    void on_record(std::shared_ptr<const void> arena, std::span<const Cell> cells);
    void visit(const Record& record);
    Task<> fetch_more();
    Task<> pump();
    Task<> pull_ahead();
    void request_pull(std::int64_t n);
    [[nodiscard]] std::optional<std::int64_t> explicit_query_id() const noexcept;
    void require_readable() const;
    void require_success();
    void on_run_success(ValueView metadata);
    void on_pull_success(ValueView metadata);
    void fail(const Error& error);
    bool fail_with_connection(const std::exception_ptr& broken);
    [[nodiscard]] bool finish_now();
    Task<> finish();
    [[nodiscard]] bool has_single() const noexcept;
    Task<> fetch_single();
    Record take_single();

    conn::Lease lease_;  ///< empty in a transaction
    std::shared_ptr<conn::Connection> connection_;
    std::weak_ptr<conn::WorkObserver> observer_;
    const std::shared_ptr<Link> link_ = std::make_shared<Link>();
    std::int64_t fetch_size_;
    std::size_t low_water_;  ///< records left when more are asked for
    bool in_transaction_;
    bool commits_at_end_ = false;
    Keys keys_;
    std::optional<std::int64_t> query_id_;
    std::uint64_t run_ = 0;  ///< its number on the connection
    std::deque<Record> records_;
    RecordVisitor visitor_;               ///< who gets records at once
    Record visited_;                      ///< the one that it looks at
    std::exception_ptr visitor_failure_;  ///< what it threw
    bool run_answered_ = false;
    bool run_failed_ = false;
    bool pull_pending_ = false;
    bool discarding_ = false;
    bool had_record_ = false;
    bool ended_ = false;
    bool consumed_ = false;
    bool out_of_scope_ = false;
    std::shared_ptr<const Error> failure_;
    bool failure_told_ = false;
    Summary summary_;
    bool finished_ = false;  ///< what follows from the end has been done
    OnFailure on_failure_;
};

}  // namespace bolt::detail
