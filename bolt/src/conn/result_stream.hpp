#pragma once
// ResultStream: the state behind a Result: keys, records that have arrived, and when to ask for
// more. One request of records is under way at most; the next one is sent when all that have
// arrived are read.

#include "conn/connection.hpp"

#include <bolt/record.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bolt::detail {

/// Belongs to one coroutine at a time, like its connection. `on_end` is awaited once, when the
/// stream has ended in whichever way, outside of the connection's pump: it may give the connection
/// back.
class ResultStream : public std::enable_shared_from_this<ResultStream> {
  public:
    using OnEnd = std::function<Task<>(const ResultStream& stream)>;

    ResultStream(
        std::shared_ptr<conn::Connection> connection, std::int64_t fetch_size, bool in_transaction
    );

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

    void set_on_end(OnEnd on_end) { on_end_ = std::move(on_end); }

    [[nodiscard]] const std::vector<std::string>& keys() const noexcept { return *keys_; }

    Task<std::optional<Record>> next();
    Task<std::optional<Record>> peek();
    Task<std::vector<Record>> collect();
    Task<Summary> consume();
    /// Fetches everything that is left, because the connection is needed for something else.
    Task<> buffer_all();

    /// The stream can no longer be read: its transaction ended, or the session was closed.
    void detach(const Error& reason);

    [[nodiscard]] bool ended() const noexcept { return ended_; }

    [[nodiscard]] bool failed() const noexcept { return failure_ != nullptr; }

    [[nodiscard]] const Summary& summary() const noexcept { return summary_; }

    [[nodiscard]] const std::shared_ptr<conn::Connection>& connection() const noexcept {
        return connection_;
    }

  private:
    class RunHandler;
    class PullHandler;
    friend class RunHandler;
    friend class PullHandler;

    Task<> fetch_more();
    Task<> pump();
    void request_pull(std::int64_t n);
    void throw_if_failed() const;
    void on_run_success(const Map& metadata);
    void on_pull_success(const Map& metadata);
    void fail(const Error& error);
    Task<> finish();

    std::shared_ptr<conn::Connection> connection_;
    std::int64_t fetch_size_;
    bool in_transaction_;
    bool commits_at_end_ = false;
    Keys keys_;
    std::optional<std::int64_t> query_id_;
    std::deque<Record> records_;
    bool run_answered_ = false;
    bool run_failed_ = false;
    bool pull_pending_ = false;
    bool discarding_ = false;
    bool ended_ = false;
    std::shared_ptr<const Error> failure_;
    Summary summary_;
    OnEnd on_end_;
};

}  // namespace bolt::detail
