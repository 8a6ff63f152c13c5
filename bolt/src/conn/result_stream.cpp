// Fetching records with back-pressure; see result_stream.hpp. Reading them: result_stream_read.cpp.
// The handlers do not own the stream: a result that nobody keeps is drained without being stored.

#include "conn/result_stream.hpp"

#include "conn/summary_reader.hpp"

#include <bolt/error.hpp>

#include <utility>

namespace bolt::detail {

class ResultStream::RunHandler final : public conn::ResponseHandler {
  public:
    explicit RunHandler(std::shared_ptr<const Link> link) : link_(std::move(link)) {}

    void on_success(ValueView metadata) override {
        if (link_->stream != nullptr) {
            link_->stream->on_run_success(metadata);
        }
    }

    void on_failure(const Error& error) override {
        if (ResultStream* const stream = link_->stream) {
            stream->run_answered_ = true;
            stream->run_failed_ = true;
            stream->fail(error);
        }
    }

    /// What the failure says of the query that it belongs to, it does not say of this one.
    void on_ignored(const Error& error) override {
        if (ResultStream* const stream = link_->stream) {
            stream->fail(error);
        }
    }

  private:
    const std::shared_ptr<const Link> link_;
};

class ResultStream::PullHandler final : public conn::ResponseHandler {
  public:
    explicit PullHandler(std::shared_ptr<const Link> link) : link_(std::move(link)) {}

    void on_record(std::shared_ptr<const void> arena, std::span<const detail::Cell> cells)
        override {
        if (link_->stream != nullptr) {
            link_->stream->on_record(std::move(arena), cells);
        }
    }

    void on_success(ValueView metadata) override {
        if (link_->stream != nullptr) {
            link_->stream->on_pull_success(metadata);
        }
    }

    void on_failure(const Error& error) override {
        if (link_->stream != nullptr) {
            link_->stream->fail(error);
        }
    }

  private:
    const std::shared_ptr<const Link> link_;
};

namespace {

/// Of results whose RUN has no answer yet.
const Keys& no_keys() {
    static const Keys kNone = std::make_shared<const std::vector<std::string>>();
    return kNone;
}

}  // namespace

ResultStream::ResultStream(std::shared_ptr<conn::Connection> connection, std::int64_t fetch_size)
    : connection_(std::move(connection)),
      fetch_size_(fetch_size),
      low_water_(fetch_size > 0 ? static_cast<std::size_t>(fetch_size) * 3 / 10 : 0),
      in_transaction_(true),
      keys_(no_keys()) {
    summary_.server = connection_->server();
    link_->stream = this;
}

ResultStream::ResultStream(
    conn::Lease lease, std::int64_t fetch_size, std::weak_ptr<conn::WorkObserver> observer
)
    : ResultStream(lease.connection(), fetch_size) {
    lease_ = std::move(lease);
    observer_ = std::move(observer);
    in_transaction_ = false;
}

ResultStream::~ResultStream() {
    link_->stream = nullptr;
}

void ResultStream::on_record(std::shared_ptr<const void> arena, std::span<const Cell> cells) {
    had_record_ = true;
    if (discarding_) {
        return;
    }
    if (visitor_.call == nullptr) {
        records_.emplace_back(keys_, std::move(arena), cells);
        return;
    }
    visited_.rebind(std::move(arena), cells);
    visit(visited_);
}

/// What the visitor throws is told when the server has been told to drop the rest.
void ResultStream::visit(const Record& record) {
    try {
        visitor_.call(visitor_.visit, record);
    } catch (...) {
        visitor_failure_ = std::current_exception();
        abandon();
    }
}

void ResultStream::start(
    const std::string& query, const Map& parameters, const protocol::TransactionExtra* extra
) {
    connection_->run(query, parameters, extra, std::make_shared<RunHandler>(link_));
    run_ = connection_->runs();
    request_pull(fetch_size_);
}

void ResultStream::request_pull(std::int64_t n) {
    pull_pending_ = true;
    auto handler = std::make_shared<PullHandler>(link_);
    connection_->pull(n, explicit_query_id(), std::move(handler));
}

/// Without one the last RUN is meant.
std::optional<std::int64_t> ResultStream::explicit_query_id() const noexcept {
    return connection_->runs() == run_ ? std::nullopt : query_id_;
}

/// Answers whether the end can be waited for: after a cancellation nothing can.
bool ResultStream::fail_with_connection(const std::exception_ptr& broken) {
    const Error reason = conn::to_error(broken);
    connection_->close();
    if (!ended_) {
        fail(commits_at_end_ ? Error::auto_commit_in_doubt(reason) : reason);
    }
    if (reason.kind() == ErrorKind::cancelled) {
        lease_.release();
        finished_ = true;
        return false;
    }
    return true;
}

Task<> ResultStream::pump() {
    const auto self = shared_from_this();
    std::exception_ptr broken;
    try {
        co_await connection_->pump(net::Deadline());
    } catch (...) {
        broken = std::current_exception();
    }
    if (broken && !fail_with_connection(broken)) {
        require_success();
    }
    if (ended_ && !finish_now()) {
        co_await finish();
    }
}

/// What follows from the end, when nothing of it has to be waited for: answers whether that is so.
bool ResultStream::finish_now() {
    if (finished_) {
        return true;
    }
    const std::shared_ptr<conn::WorkObserver> observer = observer_.lock();
    const bool has_bookmark = observer && !summary_.bookmark.empty();
    if ((!summary_.notifications.empty() && connection_->settings().driver.notification_handler) ||
        (lease_ && lease_.needs_reset()) || (has_bookmark && observer->shares_bookmarks())) {
        return false;
    }
    finished_ = true;
    lease_.release();
    if (has_bookmark) {
        observer->on_bookmark(summary_.bookmark);
    }
    return true;
}

Task<> ResultStream::finish() {
    finished_ = true;
    if (const NotificationHandler& handler = connection_->settings().driver.notification_handler) {
        for (const Notification& notification : summary_.notifications) {
            std::exception_ptr dropped;
            try {
                co_await handler(notification);
            } catch (...) {
                dropped = std::current_exception();
            }
        }
    }
    co_await lease_.give_back();
    const std::shared_ptr<conn::WorkObserver> observer = observer_.lock();
    if (observer && !summary_.bookmark.empty()) {
        observer->on_bookmark(summary_.bookmark);
        if (observer->shares_bookmarks()) {
            co_await observer->share_bookmarks();
        }
    }
}

Task<> ResultStream::wait_for_keys() {
    const auto self = shared_from_this();
    while (!run_answered_ && !ended_) {
        co_await pump();
    }
    if (run_failed_ || !run_answered_) {
        require_success();
    }
}

Task<> ResultStream::fetch_more() {
    if (!pull_pending_) {
        request_pull(fetch_size_);
    }
    co_await pump();
}

/// The server may as well go on while the records at hand are read.
Task<> ResultStream::pull_ahead() {
    request_pull(fetch_size_);
    if (connection_->try_flush()) {
        co_return;
    }
    std::exception_ptr broken;
    try {
        co_await connection_->flush(net::Deadline());
    } catch (...) {
        broken = std::current_exception();
    }
    // The failure is told when the records at hand are read.
    if (broken && fail_with_connection(broken) && !finish_now()) {
        co_await finish();
    }
}

Task<> ResultStream::buffer_all() {
    const auto self = shared_from_this();
    if (discarding_) {
        co_await discard_rest();
    }
    while (!ended_) {
        if (!pull_pending_) {
            request_pull(-1);
        }
        co_await pump();
    }
}

Task<> ResultStream::discard_rest() {
    const auto self = shared_from_this();
    abandon();
    while (!ended_) {
        if (!pull_pending_) {
            pull_pending_ = true;
            connection_->discard(-1, explicit_query_id(), std::make_shared<PullHandler>(link_));
        }
        co_await pump();
    }
    if (!finish_now()) {
        // Its end came while another result of the transaction was read.
        co_await finish();
    }
}

void ResultStream::abandon() noexcept {
    discarding_ = true;
    records_.clear();
}

void ResultStream::fail_with_sibling(const Error& reason) {
    if (!failure_) {
        pull_pending_ = false;
        ended_ = true;
        failure_ = std::make_shared<const Error>(reason);
        failure_told_ = true;
    }
}

void ResultStream::end_scope() {
    abandon();
    out_of_scope_ = true;
    ended_ = true;
}

void ResultStream::on_run_success(ValueView metadata) {
    run_answered_ = true;
    keys_ = read_keys(metadata);
    query_id_ = in_transaction_ ? read_query_id(metadata) : std::nullopt;
    read_run_summary(metadata, summary_);
    if (!summary_.database.empty()) {
        if (const std::shared_ptr<conn::WorkObserver> observer = observer_.lock()) {
            observer->on_database(summary_.database);
        }
    }
}

void ResultStream::on_pull_success(ValueView metadata) {
    pull_pending_ = false;
    if (!has_more(metadata)) {
        ResultShape shape;
        shape.has_keys = !keys_->empty();
        shape.had_record = had_record_;
        shape.with_statuses = connection_->features().gql_statuses;
        try {
            read_final_summary(metadata, shape, summary_);
            ended_ = true;
        } catch (const Error& error) {
            connection_->close();
            fail(error);
        }
    }
}

void ResultStream::fail(const Error& error) {
    if (ended_) {
        return;
    }
    pull_pending_ = false;
    failure_ = std::make_shared<const Error>(error);
    ended_ = true;
    if (on_failure_) {
        on_failure_(error);
    }
}

}  // namespace bolt::detail
