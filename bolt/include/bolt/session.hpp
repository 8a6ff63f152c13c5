#pragma once
// Session: a sequence of transactions that see each other's writes (by bookmarks).
// Managed transactions are retried by the drivers' common rules.

#include <bolt/bookmarks.hpp>
#include <bolt/config.hpp>
#include <bolt/params.hpp>
#include <bolt/result.hpp>
#include <bolt/task.hpp>
#include <bolt/transaction.hpp>

#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace bolt {

namespace detail {
class SessionCore;
class ManagedLoop;

/// The non-template half of execute_read and execute_write; see managed_loop.hpp.
class RetryLoop {
  public:
    RetryLoop(std::shared_ptr<SessionCore> session, AccessMode mode, TxConfig config);
    RetryLoop(const RetryLoop&) = delete;
    RetryLoop& operator=(const RetryLoop&) = delete;
    ~RetryLoop();

    /// Opens a transaction for the next attempt.
    Task<ManagedTransaction> begin();
    Task<> commit();
    /// Whether `failure` ends the loop at once: in a cancelled coroutine nothing can be awaited.
    [[nodiscard]] static bool is_final(const std::exception_ptr& failure);
    /// Ends the failed attempt; returns when it is time for the next one, else rethrows.
    Task<> recover(std::exception_ptr failure);

  private:
    std::unique_ptr<ManagedLoop> loop_;
};

template <class T>
struct TaskValue;

template <class T>
struct TaskValue<Task<T>> {
    using type = T;
};

}  // namespace detail

/// What a unit of work answers: `Task<T>(ManagedTransaction&)` gives T.
template <class Work>
using WorkResult =
    typename detail::TaskValue<std::invoke_result_t<Work&, ManagedTransaction&>>::type;

/// A light object; make one per unit of work.
///
/// Ownership: shares the driver. Threads: one coroutine at a time; a second one that enters throws
/// Error (usage). Cancellation: terminal; the connection in use is closed. Errors: bolt::Error.
class Session {
  public:
    ///@{
    /// Made by Driver::session(); can be moved, not copied. One that was moved from may only be
    /// assigned to or destroyed. Destroying it with a result open closes the connection; close()
    /// keeps it.
    explicit Session(std::shared_ptr<detail::SessionCore> core);
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    ~Session();

    ///@}

    /// Runs `work` in a read transaction, commits, and answers what it answers. The whole work runs
    /// again when the failure is retryable, so it must not have side effects of its own.
    template <class Work>
    Task<WorkResult<Work>> execute_read(Work&& work, TxConfig config = {}) {
        return execute(AccessMode::read, std::forward<Work>(work), std::move(config));
    }

    /// As execute_read, in a write transaction. A commit whose outcome is unknown is not retried.
    template <class Work>
    Task<WorkResult<Work>> execute_write(Work&& work, TxConfig config = {}) {
        return execute(AccessMode::write, std::forward<Work>(work), std::move(config));
    }

    /// Opens an explicit transaction, which is never retried; returns when the server has
    /// acknowledged it.
    Task<Transaction> begin(TxConfig config = {});
    /// One query in a transaction of its own, committed by the server when its result ends.
    Task<Result> run(std::string cypher, Params parameters = {}, TxConfig config = {});
    /// What a later session must be given to see what this one wrote.
    [[nodiscard]] const Bookmarks& last_bookmarks() const noexcept;
    /// Ends an open result and gives the connection back. Idempotent.
    Task<> close();

  private:
    template <class Work>
    Task<WorkResult<Work>> execute(AccessMode mode, Work&& work, TxConfig config) {
        // g++ 12 destroys a temporary lambda that captured by value twice beside co_await.
        static_assert(
            std::is_lvalue_reference_v<Work> ||
                std::is_trivially_destructible_v<std::remove_cvref_t<Work>>,
            "name the lambda before the call, or let it capture by reference only"
        );
        return attempt(core_, mode, std::forward<Work>(work), std::move(config));
    }

    template <class Work>
    static Task<WorkResult<Work>> attempt(
        std::shared_ptr<detail::SessionCore> core, AccessMode mode, Work work, TxConfig config
    ) {
        detail::RetryLoop loop(std::move(core), mode, std::move(config));
        for (;;) {
            std::exception_ptr failure;
            try {
                ManagedTransaction transaction = co_await loop.begin();
                if constexpr (std::is_void_v<WorkResult<Work>>) {
                    co_await work(transaction);
                    co_await loop.commit();
                    co_return;
                } else {
                    WorkResult<Work> result = co_await work(transaction);
                    co_await loop.commit();
                    co_return result;
                }
            } catch (...) {
                failure = std::current_exception();
            }
            if (detail::RetryLoop::is_final(failure)) {
                std::rethrow_exception(failure);
            }
            co_await loop.recover(failure);
        }
    }

    std::shared_ptr<detail::SessionCore> core_;
};

}  // namespace bolt
