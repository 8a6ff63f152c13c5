#pragma once
// Transactions: managed ones that the driver commits and retries, explicit ones that the caller
// ends. Several results may be open in one transaction.

#include <bolt/params.hpp>
#include <bolt/result.hpp>
#include <bolt/task.hpp>

#include <memory>
#include <string>

namespace bolt {

namespace detail {
class TransactionCore;
}

/// The transaction of a unit of work given to execute_read or execute_write. It cannot be committed
/// or rolled back by the work, so that it cannot be ended twice. Valid while the work runs.
class ManagedTransaction {
  public:
    /// Made by the session for each attempt.
    explicit ManagedTransaction(std::shared_ptr<detail::TransactionCore> core);
    /// Sends a query; returns when the server has taken it. Throws Error: server for what it
    /// refuses, and after that transaction_ended for anything else.
    Task<Result> run(std::string cypher, Params parameters = {});

  private:
    std::shared_ptr<detail::TransactionCore> core_;
};

/// A transaction that the caller commits or rolls back; neither, and the destructor drops the
/// connection, which makes the server roll back.
///
/// Threads: one coroutine at a time. Cancellation: closes the connection; the server rolls back.
/// Errors: after any failure of the server only rollback() is possible (it then does nothing).
class Transaction {
  public:
    ///@{
    /// Made by Session::begin(); can be moved, not copied. One that was moved from may only be
    /// assigned to or destroyed.
    explicit Transaction(std::shared_ptr<detail::TransactionCore> core);
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) noexcept;
    ~Transaction();
    ///@}

    /// As ManagedTransaction::run().
    Task<Result> run(std::string cypher, Params parameters = {});
    /// Throws an Error with commit_outcome_unknown() when the connection broke meanwhile.
    Task<> commit();
    /// Undoes everything. Nothing happens when the server has done so already.
    Task<> rollback();
    /// Whether queries can still be run: not committed, not rolled back, not failed.
    [[nodiscard]] bool is_open() const noexcept;

  private:
    std::shared_ptr<detail::TransactionCore> core_;
};

}  // namespace bolt
