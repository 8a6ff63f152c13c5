#pragma once
// What all peers of one server share: what it offers, who listens to changes, and the counts.
// One executor.

#include "api/metrics.hpp"
#include "api/state_seal.hpp"
#include "protocol/description.hpp"
#include "protocol/dispatcher.hpp"
#include "protocol/modern.hpp"

#include <mcp/server.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::api {

class Peer;

/// The lists that may change.
enum class ListKind : std::uint8_t { tools, prompts, resources };

class Hub {
  public:
    /// Throws Error for a config that cannot work.
    Hub(ServerConfig config, Features features);
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;
    ~Hub();

    [[nodiscard]] const ServerConfig& config() const noexcept { return config_; }

    [[nodiscard]] const Features& features() const noexcept { return features_; }

    [[nodiscard]] const protocol::Description& description() const noexcept { return description_; }

    [[nodiscard]] const protocol::Modern& modern() const noexcept { return modern_; }

    [[nodiscard]] const StateSeal& seal() const noexcept { return seal_; }

    [[nodiscard]] Metrics& metrics() noexcept { return metrics_; }

    [[nodiscard]] protocol::DispatcherLimits dispatcher_limits() const;

    void log(std::string_view line) const;

    /// `peer` wants to hear of changes, until it leaves.
    void join(Peer& peer);
    void leave(Peer& peer) noexcept;

    /// One more subscriptions/listen; false at the limit.
    [[nodiscard]] bool take_subscription() noexcept;
    void return_subscription() noexcept;

    void resource_updated(std::string_view uri);
    void list_changed(ListKind kind);
    [[nodiscard]] std::vector<std::string> watched_resources() const;
    void on_watch_change(std::function<void()> changed);
    void watch_changed() const;

  private:
    ServerConfig config_;
    Features features_;
    protocol::Description description_;
    protocol::Modern modern_;
    StateSeal seal_;
    Metrics metrics_;
    std::set<Peer*> listeners_;
    std::size_t subscriptions_ = 0;
    std::function<void()> watch_changed_;
};

}  // namespace mcp::api
