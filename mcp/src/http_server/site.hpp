#pragma once
// What all connections of one HTTP server share: its rules, its counts, its sessions, and who is
// there. Made by HttpServer; one executor.

#include "api/hub.hpp"
#include "api/peer.hpp"
#include "http/host_guard.hpp"
#include "http/rate_limit.hpp"
#include "http_server/session_store.hpp"
#include "http_server/stream.hpp"

#include <mcp/http.hpp>
#include <mcp/server.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include <boost/asio/any_io_executor.hpp>

namespace mcp::http_server {

class Connection;
class Exchange;

/// Counts since the start.
struct Counters {
    Counters() = default;
    std::uint64_t connections = 0;
    std::array<std::uint64_t, 600> responses{};  ///< by status
    std::uint64_t streams = 0;
    std::uint64_t timeouts = 0;  ///< connections closed because a peer was too slow
};

class Site {
  public:
    /// Throws Error for a config that cannot work or would not be safe.
    Site(boost::asio::any_io_executor ex, Server& server, HttpConfig config);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;
    ~Site();

    const boost::asio::any_io_executor ex;
    Server& server;
    const HttpConfig config;
    const http::HostGuard guard;
    const std::string metadata;  ///< the document; empty = none is served
    http::RateLimit rate;
    SessionStore sessions;
    Counters counters;
    ReadScratch scratch{};
    std::unordered_set<std::shared_ptr<Connection>> connections;
    std::unordered_set<Exchange*> running;  ///< exchanges that a peer has not finished
    bool stopping = false;
    /// Called when a connection or a running exchange is gone.
    std::function<void()> changed;

    /// The Date of answers; made once a second.
    [[nodiscard]] std::string_view date();

    [[nodiscard]] std::shared_ptr<api::Peer> make_peer(const protocol::PeerTraits& traits);

    void log(std::string_view line) const;

    /// A line about refused credentials, at most one a second.
    void log_refusal(std::string_view address, std::string_view reason);

    /// Everything for /metrics.
    [[nodiscard]] std::string metrics_text() const;

  private:
    std::string date_;
    std::chrono::steady_clock::time_point date_until_;
    std::chrono::steady_clock::time_point quiet_until_;
    std::uint64_t unlogged_ = 0;
};

}  // namespace mcp::http_server
