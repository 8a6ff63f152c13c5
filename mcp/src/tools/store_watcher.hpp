#pragma once
// Watches the store for changes of the resources that somebody subscribed to, whoever made them:
// this process or another one. Asks only while something is watched.

#include <memory/database.hpp>
#include <memory/time.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace mcp::tools {

struct WatchLimits {
    WatchLimits() = default;
    /// Between two looks at the store; subscribers hear of a change this much later at most, and
    /// what two questions to the store take.
    std::chrono::milliseconds interval{250};
    /// How often the watched memories are looked at although the store's marker says that nothing
    /// changed: markers of Neo4j may miss what was written with clocks that differ.
    std::chrono::milliseconds look_anyway{5'000};
    /// After a failure the interval doubles up to this.
    std::chrono::milliseconds longest_pause{5'000};
    std::size_t max_watched = 10'000;  ///< resources; those beyond it are not looked at
};

/// What a watcher needs of the server.
struct WatchPort {
    WatchPort() = default;
    std::function<std::vector<std::string>()> watched;  ///< URIs that are subscribed to
    std::function<void(std::string_view uri)> updated;  ///< tells their subscribers
    std::function<void(std::string_view line)> log;     ///< empty = silence
};

/// Watches items (memory://item/{id}) and memory://stats; other URIs are ignored.
///
/// Ownership: `database` and what `port` refers to must outlive the watcher or stop(). Threads: one
/// executor, `ex`. Errors: a store that fails is asked again later, and logged once. Nothing
/// throws.
class StoreWatcher {
  public:
    StoreWatcher(
        boost::asio::any_io_executor ex,
        memory::MemoryDatabase& database,
        WatchPort port,
        WatchLimits limits = {},
        const memory::Clock& clock = memory::system_clock()
    );
    ~StoreWatcher();
    StoreWatcher(const StoreWatcher&) = delete;
    StoreWatcher& operator=(const StoreWatcher&) = delete;

    /// To be called when what is watched may have changed: for Server::on_watch_change. May be
    /// called after the watcher has gone, to no effect.
    [[nodiscard]] std::function<void()> listener() const;

    /// Ends the watch; a question to the store that is under way is cancelled.
    void stop();

    /// The store is being looked at from time to time.
    [[nodiscard]] bool running() const noexcept;

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace mcp::tools
