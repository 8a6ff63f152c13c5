#pragma once
// ManagedLoop: attempts of one unit of work: begin, commit, and what to do about a failure.
// Behind execute_read, execute_write and execute_query; the rules are the official drivers'.

#include "api/retry_policy.hpp"
#include "api/session_core.hpp"

#include <bolt/config.hpp>
#include <bolt/task.hpp>

#include <exception>
#include <memory>
#include <optional>

namespace bolt::detail {

class ManagedLoop {
  public:
    /// How BEGIN is sent: acknowledged before the work runs, or together with its first query.
    enum class Begin : std::uint8_t { acknowledged, pipelined };

    ManagedLoop(
        std::shared_ptr<SessionCore> session,
        AccessMode mode,
        TxConfig config,
        protocol::TelemetryApi api,
        Begin begin
    );

    Task<std::shared_ptr<TransactionCore>> begin();
    Task<> commit();
    /// Whether `failure` ends the loop without anything to await: a cancelled coroutine cannot.
    [[nodiscard]] static bool is_final(const std::exception_ptr& failure);
    /// Ends the failed attempt; returns when it is time for the next one, else rethrows.
    Task<> recover(std::exception_ptr failure);

  private:
    std::shared_ptr<SessionCore> session_;
    AccessMode mode_;
    TxConfig config_;
    std::optional<protocol::TelemetryApi> api_;  ///< until the server has been told
    Begin begin_;
    api::RetryPolicy policy_;
    std::shared_ptr<TransactionCore> transaction_;
};

}  // namespace bolt::detail
