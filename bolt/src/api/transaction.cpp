// Transaction handles: thin shells over TransactionCore.
// A commit's bookmark goes to the session that began the transaction.

#include "api/transaction_core.hpp"

#include <bolt/transaction.hpp>

#include <utility>

namespace bolt {

ManagedTransaction::ManagedTransaction(std::shared_ptr<detail::TransactionCore> core)
    : core_(std::move(core)) {}

Task<Result> ManagedTransaction::run(std::string cypher, Params parameters) {
    const std::shared_ptr<detail::TransactionCore> core = core_;
    co_return co_await core->run(std::move(cypher), std::move(parameters));
}

Transaction::Transaction(std::shared_ptr<detail::TransactionCore> core) : core_(std::move(core)) {}

Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

Task<Result> Transaction::run(std::string cypher, Params parameters) {
    const std::shared_ptr<detail::TransactionCore> core = core_;
    co_return co_await core->run(std::move(cypher), std::move(parameters));
}

Task<> Transaction::commit() {
    const std::shared_ptr<detail::TransactionCore> core = core_;
    co_await core->commit();
}

Task<> Transaction::rollback() {
    const std::shared_ptr<detail::TransactionCore> core = core_;
    co_await core->rollback();
}

bool Transaction::is_open() const noexcept {
    return core_ && core_->state() == detail::TransactionCore::State::open;
}

}  // namespace bolt
