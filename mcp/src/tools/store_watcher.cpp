// The loop that watches the store; see store_watcher.hpp.
// One cheap question (has anything changed?) at each look, and only then the second: what.

#include "tools/store_watcher.hpp"

#include "tools/memory_resources.hpp"

#include <memory/error.hpp>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

namespace mcp::tools {

namespace asio = boost::asio;

namespace {

using Steady = std::chrono::steady_clock;

/// Memories asked for at a time.
constexpr std::size_t kChunk = 500;

/// A subscribed resource as it was when it was last looked at.
struct Watched {
    Watched() = default;
    memory::MemoryId id;
    memory::Timestamp since;  ///< when it was first seen to be watched
    bool seen = false;
    std::optional<memory::MemoryState> state;
};

memory::Timestamp last_change(const memory::MemoryState& state) {
    return std::max(state.recorded_at, state.linked_at.value_or(state.recorded_at));
}

}  // namespace

class StoreWatcher::Impl : public std::enable_shared_from_this<Impl> {
  public:
    Impl(
        asio::any_io_executor ex,
        memory::MemoryDatabase& database,
        WatchPort port,
        WatchLimits limits,
        const memory::Clock& clock
    )
        : ex_(std::move(ex)),
          database_(database),
          port_(std::move(port)),
          limits_(limits),
          clock_(clock),
          pause_(ex_) {}

    void watch_changed() {
        if (stopped_) {
            return;
        }
        read_watched();
        if (items_.empty() && !stats_) {
            pause_.cancel();  // the loop ends
            return;
        }
        if (running_) {
            if (fresh_) {
                pause_.cancel();
            }
            return;
        }
        running_ = true;
        cancel_ = std::make_shared<asio::cancellation_signal>();
        auto done = [signal = cancel_](const std::exception_ptr& /*cancelled*/) {};
        auto handler = asio::bind_cancellation_slot(cancel_->slot(), std::move(done));
        asio::co_spawn(ex_, run(shared_from_this()), std::move(handler));
    }

    /// The cancellation is emitted on the executor, where it takes effect at once: one that is
    /// deferred could arrive after the loop's end.
    void stop() {
        if (std::exchange(stopped_, true)) {
            return;
        }
        asio::post(ex_, [self = shared_from_this()] {
            if (self->running_) {
                self->cancel_->emit(asio::cancellation_type::terminal);
            }
        });
    }

    [[nodiscard]] bool running() const noexcept { return running_; }

  private:
    /// Keeps what is known of those that stay watched.
    void read_watched() {
        std::map<std::string, Watched, std::less<>> items;
        std::optional<Watched> stats;
        const memory::Timestamp now = clock_.now();
        for (std::string& uri : port_.watched()) {
            if (uri == kStatsUri) {
                stats = stats_ ? *stats_ : newly_watched({}, now);
                continue;
            }
            const auto id = parse_item_uri(uri);
            if (!id || items.size() >= limits_.max_watched) {
                continue;
            }
            if (const auto known = items_.find(uri); known != items_.end()) {
                items.emplace(std::move(uri), known->second);
                continue;
            }
            items.emplace(std::move(uri), newly_watched(*id, now));
        }
        items_ = std::move(items);
        stats_ = stats;
    }

    Watched newly_watched(memory::MemoryId id, memory::Timestamp now) {
        fresh_ = true;
        Watched item;
        item.id = id;
        item.since = now;
        return item;
    }

    /// Static, with a handle of its own: the loop may end after the watcher.
    static asio::awaitable<void> run(std::shared_ptr<Impl> self) {
        try {
            while (self->goes_on()) {
                co_await self->look_once();
            }
        } catch (const boost::system::system_error&) {  // stop() cancels whatever is awaited
        }
        self->marker_.clear();  // what was seen last says nothing about a later watch
        self->running_ = false;
    }

    asio::awaitable<void> look_once() {
        std::string failure;
        try {
            co_await look();
        } catch (const memory::Error& error) {
            failure = error.what();
        }
        if (!goes_on()) {
            co_return;
        }
        const std::chrono::milliseconds pause = next_pause(failure);
        if (!fresh_ || !failure.empty()) {
            boost::system::error_code woken;
            pause_.expires_after(pause);
            co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
    }

    [[nodiscard]] bool goes_on() const noexcept { return !stopped_ && (stats_ || !items_.empty()); }

    std::chrono::milliseconds next_pause(const std::string& failure) {
        if (failure.empty()) {
            failures_ = 0;
            return limits_.interval;
        }
        if (failures_ == 0 && port_.log) {
            port_.log("cannot look for changes of subscribed resources: " + failure);
        }
        constexpr unsigned kMostDoublings = 10;
        failures_ = std::min(failures_ + 1, kMostDoublings);
        return std::min(limits_.interval * (1U << failures_), limits_.longest_pause);
    }

    asio::awaitable<void> look() {
        std::string marker = co_await database_.change_marker();
        if (stopped_) {
            co_return;
        }
        const Steady::time_point now = Steady::now();
        const bool changed = marker != marker_;
        const bool first = marker_.empty();
        if (!changed && !fresh_ && now < look_anyway_at_) {
            co_return;
        }
        fresh_ = false;
        look_anyway_at_ = now + limits_.look_anyway;
        co_await look_at_items();
        const bool stats_changed = co_await look_at_stats(changed && !first);
        if (stopped_) {
            co_return;
        }
        marker_ = std::move(marker);
        if (stats_changed) {
            port_.updated(kStatsUri);
        }
    }

    /// The numbers change with whatever changes. At their first sight they count as changed when
    /// something was recorded since they are watched.
    asio::awaitable<bool> look_at_stats(bool changed) {
        if (!stats_) {
            co_return false;
        }
        if (stats_->seen || changed) {
            stats_->seen = true;
            co_return changed;
        }
        memory::ListQuery newest;
        newest.order = memory::ListQuery::Order::recorded;
        newest.limit = 1;
        const memory::Page<memory::Memory> page = co_await database_.list(std::move(newest));
        if (!stats_) {
            co_return false;
        }
        stats_->seen = true;
        co_return !page.items.empty() && page.items.front().recorded_at >= stats_->since;
    }

    asio::awaitable<void> look_at_items() {
        std::vector<std::string> uris;
        uris.reserve(items_.size());
        for (const auto& [uri, item] : items_) {
            uris.push_back(uri);
        }
        for (std::size_t begin = 0; begin < uris.size() && !stopped_; begin += kChunk) {
            const std::size_t end = std::min(uris.size(), begin + kChunk);
            std::vector<memory::MemoryId> ids;
            std::vector<std::string> asked;
            for (std::size_t i = begin; i < end; ++i) {
                if (const auto item = items_.find(uris[i]); item != items_.end()) {
                    ids.push_back(item->second.id);
                    asked.push_back(uris[i]);
                }
            }
            const auto states = co_await database_.states(std::move(ids));
            for (std::size_t i = 0; i < asked.size() && !stopped_; ++i) {
                compare(asked[i], states[i]);
            }
        }
    }

    /// At its first sight a memory counts as changed when it was changed since it is watched.
    void compare(const std::string& uri, const std::optional<memory::MemoryState>& state) {
        const auto found = items_.find(uri);
        if (found == items_.end()) {
            return;
        }
        Watched& item = found->second;
        const bool changed =
            item.seen ? item.state != state : state && last_change(*state) >= item.since;
        item.seen = true;
        item.state = state;
        if (changed) {
            port_.updated(uri);
        }
    }

    asio::any_io_executor ex_;
    memory::MemoryDatabase& database_;
    WatchPort port_;
    WatchLimits limits_;
    const memory::Clock& clock_;
    asio::steady_timer pause_;
    std::shared_ptr<asio::cancellation_signal> cancel_;  ///< of the running loop
    std::map<std::string, Watched, std::less<>> items_;
    std::optional<Watched> stats_;  ///< without an id
    bool fresh_ = false;            ///< something is watched that was not looked at yet
    bool running_ = false;
    bool stopped_ = false;
    std::string marker_;  ///< empty before the first look
    Steady::time_point look_anyway_at_;
    unsigned failures_ = 0;
};

StoreWatcher::StoreWatcher(
    asio::any_io_executor ex,
    memory::MemoryDatabase& database,
    WatchPort port,
    WatchLimits limits,
    const memory::Clock& clock
)
    : impl_(std::make_shared<Impl>(std::move(ex), database, std::move(port), limits, clock)) {}

StoreWatcher::~StoreWatcher() {
    impl_->stop();
}

std::function<void()> StoreWatcher::listener() const {
    return [impl = impl_] { impl->watch_changed(); };
}

void StoreWatcher::stop() {
    impl_->stop();
}

bool StoreWatcher::running() const noexcept {
    return impl_->running();
}

}  // namespace mcp::tools
