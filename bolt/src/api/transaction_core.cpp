// Running, committing and giving up a transaction; see transaction_core.hpp.
// A connection that breaks while COMMIT has no answer leaves the outcome unknown, and says so.

#include "api/transaction_core.hpp"

#include <utility>

namespace bolt::detail {

TransactionCore::TransactionCore(conn::Lease lease, std::int64_t fetch_size, OnBookmark on_bookmark)
    : lease_(std::move(lease)), fetch_size_(fetch_size), on_bookmark_(std::move(on_bookmark)) {}

void TransactionCore::begin(
    const protocol::TransactionExtra& extra, std::optional<protocol::TelemetryApi> api
) {
    if (api) {
        telemetry_ = lease_->telemetry(*api);
    }
    begin_ = std::make_shared<conn::SimpleHandler>();
    lease_->begin(extra, begin_);
}

Task<> TransactionCore::wait_for_begin() {
    while (!begin_->done()) {
        co_await lease_->pump(net::Deadline());
    }
    (void)begin_->get();
}

void TransactionCore::require_open() const {
    switch (state_) {
        case State::open:
            return;
        case State::failed:
            throw Error(
                ErrorKind::usage, "the transaction has failed; roll it back and begin another one"
            );
        case State::committed:
        case State::rolled_back:
            throw Error(ErrorKind::usage, "the transaction is closed");
    }
}

/// A result that failed has failed the transaction on the server, too.
void TransactionCore::note_failures() {
    for (const auto& weak : results_) {
        const auto stream = weak.lock();
        if (stream && stream->failed()) {
            state_ = State::failed;
        }
    }
}

void TransactionCore::detach_results(const Error& reason) {
    for (const auto& weak : results_) {
        if (const auto stream = weak.lock()) {
            stream->detach(reason);
        }
    }
    results_.clear();
}

Task<Result> TransactionCore::run(std::string cypher, Params parameters) {
    note_failures();
    require_open();
    auto stream = std::make_shared<ResultStream>(lease_.connection(), fetch_size_, true);
    results_.push_back(stream);
    std::exception_ptr failure;
    try {
        stream->start(cypher, parameters.values(), nullptr);
        co_await stream->wait_for_keys();
        if (begin_) {
            // Pipelined: RUN's answer came, so BEGIN's has.
            (void)begin_->get();
        }
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        state_ = State::failed;
        if (begin_ && begin_->done()) {
            (void)begin_->get();
        }
        std::rethrow_exception(failure);
    }
    co_return Result(std::move(stream));
}

Task<> TransactionCore::commit() {
    note_failures();
    require_open();
    // What is still open would be lost with the transaction, so it is fetched first.
    for (std::size_t i = 0; i < results_.size(); ++i) {
        if (const auto stream = results_[i].lock()) {
            co_await stream->buffer_all();
        }
    }
    note_failures();
    require_open();
    if (begin_) {
        co_await wait_for_begin();
    }
    auto handler = std::make_shared<conn::SimpleHandler>();
    std::exception_ptr broken;
    lease_->commit(handler);
    try {
        while (!handler->done()) {
            co_await lease_->pump(net::Deadline());
        }
    } catch (...) {
        broken = std::current_exception();
    }
    if (broken && !handler->done()) {
        state_ = State::failed;
        lease_->close();
        throw Error::commit_in_doubt(conn::to_error(broken));
    }
    state_ = State::failed;
    const Map& metadata = handler->get();
    state_ = State::committed;
    results_.clear();
    if (const Value* value = metadata.find("bookmark")) {
        if (const auto* text = value->get_if<std::string>()) {
            on_bookmark_(*text);
        }
    }
    lease_.release();
}

Task<> TransactionCore::rollback() {
    if (state_ == State::committed || state_ == State::rolled_back) {
        require_open();
    }
    note_failures();
    const bool server_knows = state_ == State::open && lease_->is_open();
    state_ = State::rolled_back;
    detach_results(Error(ErrorKind::usage, "the result's transaction was rolled back (closed)"));
    if (server_knows) {
        auto handler = std::make_shared<conn::SimpleHandler>();
        lease_->rollback(handler);
        std::exception_ptr failure;
        try {
            while (!handler->done()) {
                co_await lease_->pump(net::Deadline());
            }
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) {
            lease_.release();
            std::rethrow_exception(failure);
        }
    }
    co_await lease_.give_back(net::Deadline::after(std::chrono::seconds(10)));
}

Task<> TransactionCore::abandon(net::Deadline deadline) {
    if (state_ == State::open) {
        state_ = State::failed;
    }
    detach_results(Error(ErrorKind::usage, "the result's transaction has ended (closed)"));
    co_await lease_.give_back(deadline);
}

}  // namespace bolt::detail
