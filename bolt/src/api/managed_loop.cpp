// Attempts and retries; see managed_loop.hpp. Whether a failure is retryable is bolt::Error's
// decision, how long to wait is RetryPolicy's.

#include "api/managed_loop.hpp"

#include <bolt/error.hpp>
#include <bolt/session.hpp>

#include <optional>
#include <utility>

namespace bolt::detail {

ManagedLoop::ManagedLoop(
    std::shared_ptr<SessionCore> session,
    AccessMode mode,
    TxConfig config,
    protocol::TelemetryApi api,
    Begin begin
)
    : session_(std::move(session)),
      mode_(mode),
      config_(std::move(config)),
      api_(api),
      begin_(begin),
      policy_(session_->driver().config.max_transaction_retry_time) {}

Task<std::shared_ptr<TransactionCore>> ManagedLoop::begin() {
    const bool eager = begin_ == Begin::acknowledged;
    transaction_ = co_await session_->begin(mode_, config_, api_, eager);
    co_return transaction_;
}

Task<> ManagedLoop::commit() {
    co_await transaction_->commit();
}

bool ManagedLoop::is_final(const std::exception_ptr& failure) {
    return conn::to_error(failure).kind() == ErrorKind::cancelled;
}

namespace {

/// Whatever comes of it: the work's failure is what counts.
Task<> roll_back(TransactionCore& transaction) {
    std::exception_ptr dropped;
    try {
        co_await transaction.rollback();
    } catch (...) {
        dropped = std::current_exception();
    }
}

}  // namespace

Task<> ManagedLoop::recover(std::exception_ptr failure) {
    if (transaction_) {
        const auto transaction = std::exchange(transaction_, nullptr);
        if (transaction->told_api()) {
            api_.reset();
        }
        if (transaction->is_failed()) {
            co_await transaction->abandon();
        } else {
            // The failure is the work's own, so that the server knows nothing of it.
            co_await roll_back(*transaction);
        }
    }
    std::optional<Environment::Clock::duration> delay;
    Environment& environment = *session_->driver().environment;
    try {
        std::rethrow_exception(failure);
    } catch (const Error& error) {
        if (error.retryable()) {
            delay = policy_.next_delay(environment.now(), environment.random());
            if (delay) {
                conn::Counters::add(session_->driver().counters->retries);
                // A server's text may quote the user's data, so that only its code is told.
                const ServerError* const said = error.server();
                session_->driver().log(
                    LogLevel::info,
                    "a transaction failed and is tried again: " +
                        (said != nullptr ? said->code : std::string(error.what()))
                );
            }
        }
    } catch (...) {
        // The work's own failure is the caller's business.
        delay.reset();
    }
    if (!delay) {
        std::rethrow_exception(failure);
    }
    co_await environment.sleep(*delay);
}

RetryLoop::RetryLoop(std::shared_ptr<SessionCore> session, AccessMode mode, TxConfig config)
    : loop_(std::make_unique<ManagedLoop>(
          std::move(session),
          mode,
          std::move(config),
          protocol::TelemetryApi::managed_transaction,
          ManagedLoop::Begin::acknowledged
      )) {}

RetryLoop::~RetryLoop() = default;

Task<ManagedTransaction> RetryLoop::begin() {
    std::shared_ptr<TransactionCore> transaction = co_await loop_->begin();
    co_return ManagedTransaction(std::move(transaction));
}

Task<> RetryLoop::commit() {
    co_await loop_->commit();
}

bool RetryLoop::is_final(const std::exception_ptr& failure) {
    return ManagedLoop::is_final(failure);
}

Task<> RetryLoop::recover(std::exception_ptr failure) {
    co_await loop_->recover(failure);
}

}  // namespace bolt::detail
