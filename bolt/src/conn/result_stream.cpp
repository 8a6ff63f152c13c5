// Fetching records with back-pressure; see result_stream.hpp.
// The handlers hold the stream weakly: a result that nobody keeps is drained without being stored.

#include "conn/result_stream.hpp"

#include "conn/summary_reader.hpp"

#include <bolt/error.hpp>

#include <utility>

namespace bolt::detail {

class ResultStream::RunHandler final : public conn::ResponseHandler {
  public:
    explicit RunHandler(std::weak_ptr<ResultStream> stream) : stream_(std::move(stream)) {}

    void on_success(Map metadata) override {
        if (const auto stream = stream_.lock()) {
            stream->on_run_success(metadata);
        }
    }

    void on_failure(const Error& error) override {
        if (const auto stream = stream_.lock()) {
            stream->run_answered_ = true;
            stream->run_failed_ = true;
            stream->fail(error);
        }
    }

  private:
    std::weak_ptr<ResultStream> stream_;
};

class ResultStream::PullHandler final : public conn::ResponseHandler {
  public:
    explicit PullHandler(std::weak_ptr<ResultStream> stream) : stream_(std::move(stream)) {}

    void on_record(std::shared_ptr<const void> arena, std::span<const detail::Cell> cells)
        override {
        const auto stream = stream_.lock();
        if (stream && !stream->discarding_) {
            stream->records_.emplace_back(stream->keys_, std::move(arena), cells);
        }
    }

    void on_success(Map metadata) override {
        if (const auto stream = stream_.lock()) {
            stream->on_pull_success(metadata);
        }
    }

    void on_failure(const Error& error) override {
        if (const auto stream = stream_.lock()) {
            stream->fail(error);
        }
    }

  private:
    std::weak_ptr<ResultStream> stream_;
};

ResultStream::ResultStream(
    std::shared_ptr<conn::Connection> connection, std::int64_t fetch_size, bool in_transaction
)
    : connection_(std::move(connection)),
      fetch_size_(fetch_size),
      in_transaction_(in_transaction),
      keys_(std::make_shared<const std::vector<std::string>>()) {
    summary_.server = connection_->server();
}

void ResultStream::start(
    const std::string& query, const Map& parameters, const protocol::TransactionExtra* extra
) {
    connection_->run(query, parameters, extra, std::make_shared<RunHandler>(weak_from_this()));
    request_pull(fetch_size_);
}

void ResultStream::request_pull(std::int64_t n) {
    pull_pending_ = true;
    auto handler = std::make_shared<PullHandler>(weak_from_this());
    // Without a query id the last RUN is meant, which the first PULL follows directly.
    connection_->pull(n, query_id_, std::move(handler));
}

void ResultStream::throw_if_failed() const {
    if (failure_) {
        throw Error(*failure_);
    }
}

Task<> ResultStream::pump() {
    const auto self = shared_from_this();
    std::exception_ptr broken;
    try {
        co_await connection_->pump(net::Deadline());
    } catch (...) {
        broken = std::current_exception();
    }
    if (broken && !ended_) {
        const Error reason = conn::to_error(broken);
        const Error error = commits_at_end_ ? Error::commit_in_doubt(reason) : reason;
        connection_->close();
        fail(error);
        on_end_ = nullptr;
        throw Error(error);
    }
    if (ended_ && on_end_) {
        co_await finish();
    }
}

Task<> ResultStream::finish() {
    // A coroutine lambda must outlive its run, and may drop the last owner of its own captures.
    const OnEnd on_end = std::exchange(on_end_, nullptr);
    co_await on_end(*this);
}

Task<> ResultStream::wait_for_keys() {
    const auto self = shared_from_this();
    while (!run_answered_) {
        co_await pump();
    }
    if (run_failed_) {
        throw_if_failed();
    }
}

Task<> ResultStream::fetch_more() {
    if (!pull_pending_) {
        request_pull(fetch_size_);
    }
    co_await pump();
}

Task<std::optional<Record>> ResultStream::peek() {
    const auto self = shared_from_this();
    while (records_.empty() && !ended_) {
        co_await fetch_more();
    }
    if (records_.empty()) {
        throw_if_failed();
        co_return std::nullopt;
    }
    co_return records_.front();
}

Task<std::optional<Record>> ResultStream::next() {
    const auto self = shared_from_this();
    while (records_.empty() && !ended_) {
        co_await fetch_more();
    }
    if (records_.empty()) {
        throw_if_failed();
        co_return std::nullopt;
    }
    std::optional<Record> record(std::move(records_.front()));
    records_.pop_front();
    co_return record;
}

Task<> ResultStream::buffer_all() {
    const auto self = shared_from_this();
    while (!ended_) {
        if (!pull_pending_) {
            request_pull(-1);
        }
        co_await pump();
    }
}

Task<std::vector<Record>> ResultStream::collect() {
    const auto self = shared_from_this();
    co_await buffer_all();
    throw_if_failed();
    std::vector<Record> all(
        std::make_move_iterator(records_.begin()), std::make_move_iterator(records_.end())
    );
    records_.clear();
    co_return all;
}

Task<Summary> ResultStream::consume() {
    const auto self = shared_from_this();
    discarding_ = true;
    records_.clear();
    while (!ended_) {
        if (!pull_pending_) {
            pull_pending_ = true;
            connection_->discard(-1, query_id_, std::make_shared<PullHandler>(weak_from_this()));
        }
        co_await pump();
    }
    throw_if_failed();
    co_return summary_;
}

void ResultStream::detach(const Error& reason) {
    if (!ended_) {
        fail(reason);
    } else if (!failure_ && !records_.empty()) {
        records_.clear();
        failure_ = std::make_shared<const Error>(reason);
    }
}

void ResultStream::on_run_success(const Map& metadata) {
    run_answered_ = true;
    keys_ = read_keys(metadata);
    query_id_ = in_transaction_ ? read_query_id(metadata) : std::nullopt;
    read_run_summary(metadata, summary_);
}

void ResultStream::on_pull_success(const Map& metadata) {
    pull_pending_ = false;
    if (!has_more(metadata)) {
        read_final_summary(metadata, summary_);
        ended_ = true;
    }
}

void ResultStream::fail(const Error& error) {
    if (ended_) {
        return;
    }
    pull_pending_ = false;
    failure_ = std::make_shared<const Error>(error);
    ended_ = true;
}

}  // namespace bolt::detail
