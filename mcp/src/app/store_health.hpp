#pragma once
// What an operator asks about the store over HTTP: can it be reached (/readyz), and numbers of it
// in the Prometheus text format (/metrics).

#include <mcp/task.hpp>
#include <memory/database.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace mcp::app {

struct HealthLimits {
    HealthLimits() = default;
    std::chrono::milliseconds deadline{2'000};   ///< of one question to the store
    std::chrono::milliseconds fresh_for{1'000};  ///< how long an answer is given again
    /// How old the counts of memories in the metrics may be before they are counted anew.
    std::chrono::milliseconds counts_fresh_for{15'000};
};

/// Ownership: `database` must outlive it, or its stop(). Threads: one executor, `ex`. Nothing
/// throws.
class StoreHealth {
  public:
    StoreHealth(
        boost::asio::any_io_executor ex,
        memory::MemoryDatabase& database,
        std::function<void(std::string_view line)> log = {},
        HealthLimits limits = {}
    );
    ~StoreHealth();
    StoreHealth(const StoreHealth&) = delete;
    StoreHealth& operator=(const StoreHealth&) = delete;

    /// Whether the store can be used: empty = yes, else why not, in words that tell strangers
    /// neither where it is nor who uses it; the log has the rest. For HttpConfig::ready.
    Task<std::string> ready();

    /// For HttpConfig::metrics: `boltmem_store_*` and `boltmem_pool_*`. Asks nothing: what must be
    /// counted was counted before, and is counted anew meanwhile when it is old.
    [[nodiscard]] std::string metrics_text();

    /// Cancels what is being asked.
    void stop();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace mcp::app
