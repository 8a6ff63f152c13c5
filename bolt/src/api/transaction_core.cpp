// Running, committing and giving up a transaction; see transaction_core.hpp.
// A connection that breaks while COMMIT has no answer leaves the outcome unknown, and says so.

#include "api/transaction_core.hpp"

#include "protocol/metadata.hpp"

#include <utility>

namespace bolt::detail {

TransactionCore::TransactionCore(
    conn::Lease lease, std::int64_t fetch_size, std::weak_ptr<conn::WorkObserver> observer
)
    : lease_(std::move(lease)), fetch_size_(fetch_size), observer_(std::move(observer)) {}

void TransactionCore::begin(
    const protocol::TransactionExtra& extra, std::optional<protocol::TelemetryApi> api
) {
    if (api) {
        telemetry_ = lease_->telemetry(*api);
    }
    begin_ = std::make_shared<conn::SimpleHandler>();
    lease_->begin(extra, begin_);
}

/// Waits for the answer to a request without records, and throws its failure.
Task<> TransactionCore::answered(std::shared_ptr<const conn::SimpleHandler> handler) {
    co_await lease_->await(handler, net::Deadline());
    (void)handler->get();
}

Task<> TransactionCore::wait_for_begin() {
    co_await answered(begin_);
    note_begin();
}

/// BEGIN has succeeded: its answer may name the database.
void TransactionCore::note_begin() {
    if (std::exchange(begin_noted_, true)) {
        return;
    }
    const auto* name = protocol::entry<std::string>(begin_->get(), "db");
    const std::shared_ptr<conn::WorkObserver> observer = observer_.lock();
    if (observer && name != nullptr) {
        observer->on_database(*name);
    }
}

void TransactionCore::require_open() const {
    switch (state_) {
        case State::open:
            return;
        case State::failed:
            throw Error(
                ErrorKind::transaction_ended,
                "the transaction has failed; roll it back and begin another one" +
                    (failure_ ? std::string(" (") + failure_->what() + ")" : std::string())
            );
        case State::committed:
        case State::rolled_back:
            throw Error(ErrorKind::transaction_ended, "the transaction is closed");
    }
}

/// One failure ends the transaction on the server, and with it all its results.
void TransactionCore::fail(const Error& reason) {
    state_ = State::failed;
    failure_ = std::make_shared<const Error>(reason);
    for (const std::shared_ptr<ResultStream>& result : results_) {
        result->fail_with_sibling(reason);
    }
}

void TransactionCore::note_failures() {
    if (state_ != State::open) {
        return;
    }
    for (const std::shared_ptr<ResultStream>& result : results_) {
        if (result->failure()) {
            const Error reason = *result->failure();
            return fail(reason);
        }
    }
    std::erase_if(results_, [](const std::shared_ptr<ResultStream>& result) {
        // Who has ended, and is held by nobody else, needs no further word.
        return result->ended() && result.use_count() == 1;
    });
}

void TransactionCore::end_results() noexcept {
    for (const std::shared_ptr<ResultStream>& result : results_) {
        result->end_scope();
    }
    results_.clear();
}

Task<Result> TransactionCore::run(std::string cypher, Params parameters) {
    note_failures();
    require_open();
    if (!lease_->features().pull_portions) {
        // Without query ids only the last result can be fetched.
        for (std::size_t i = 0; i < results_.size(); ++i) {
            co_await results_[i]->buffer_all();
        }
        note_failures();
        require_open();
    }
    auto stream = std::make_shared<ResultStream>(lease_.connection(), fetch_size_);
    // Throws for parameters that cannot be sent, and then nothing is.
    stream->start(cypher, parameters.values(), nullptr);
    stream->set_on_failure([weak = weak_from_this()](const Error& reason) {
        const std::shared_ptr<TransactionCore> transaction = weak.lock();
        if (transaction && transaction->state_ == State::open) {
            transaction->fail(reason);
        }
    });
    results_.push_back(stream);
    std::exception_ptr failure;
    try {
        co_await stream->wait_for_keys();
    } catch (...) {
        failure = std::current_exception();
    }
    if (begin_->succeeded()) {
        note_begin();
    }
    if (failure) {
        if (state_ == State::open) {
            fail(conn::to_error(failure));
        }
        if (begin_->done()) {
            // A refused BEGIN is the reason that RUN was ignored.
            (void)begin_->get();
        }
        std::rethrow_exception(failure);
    }
    co_return Result(std::move(stream));
}

/// Bolt ends a transaction only when none of its results has more to come.
Task<> TransactionCore::discard_results() {
    for (std::size_t i = 0; i < results_.size(); ++i) {
        const std::shared_ptr<ResultStream> result = results_[i];
        co_await result->discard_rest();
    }
    note_failures();
}

Task<> TransactionCore::commit() {
    note_failures();
    require_open();
    co_await discard_results();
    if (failure_) {
        throw Error(*failure_);
    }
    if (!begin_noted_) {
        co_await wait_for_begin();
    }
    auto handler = std::make_shared<conn::SimpleHandler>();
    std::exception_ptr broken;
    lease_->commit(handler);
    try {
        co_await lease_->await(handler, net::Deadline());
    } catch (...) {
        broken = std::current_exception();
    }
    end_results();
    state_ = State::failed;
    if (broken && !handler->done()) {
        lease_->close();
        throw Error::commit_in_doubt(conn::to_error(broken));
    }
    const std::string bookmark = protocol::text_at(handler->get(), "bookmark");
    state_ = State::committed;
    lease_.release();
    const std::shared_ptr<conn::WorkObserver> observer = observer_.lock();
    if (observer && !bookmark.empty()) {
        observer->on_bookmark(bookmark);
        if (observer->shares_bookmarks()) {
            co_await observer->share_bookmarks();
        }
    }
}

Task<> TransactionCore::rollback() {
    if (state_ == State::committed || state_ == State::rolled_back) {
        require_open();
    }
    note_failures();
    std::exception_ptr failure;
    if (state_ == State::open && lease_->is_open()) {
        try {
            co_await discard_results();
            if (state_ == State::open) {
                auto handler = std::make_shared<conn::SimpleHandler>();
                lease_->rollback(handler);
                co_await answered(handler);
            }
        } catch (...) {
            failure = std::current_exception();
        }
    }
    state_ = State::rolled_back;
    end_results();
    if (failure && conn::to_error(failure).kind() == ErrorKind::cancelled) {
        // Nothing can be awaited any more.
        lease_.release();
        std::rethrow_exception(failure);
    }
    co_await lease_.give_back();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

Task<> TransactionCore::abandon() {
    if (state_ == State::open) {
        state_ = State::failed;
    }
    end_results();
    co_await lease_.give_back();
}

}  // namespace bolt::detail
