#pragma once
// One session of a legacy client: its peer, its event streams, and what they sent, kept for a
// client that comes back (Streamable HTTP of 2025-11-25, "session management", "resumability").

#include "api/peer.hpp"
#include "http/event_log.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace mcp::http_server {

/// An exchange as its session sees it. Every method may be called from within the peer.
class SessionClient {
  public:
    SessionClient() = default;
    SessionClient(const SessionClient&) = delete;
    SessionClient& operator=(const SessionClient&) = delete;

    /// Shows one event, already encoded.
    virtual void show(std::string_view event) = 0;
    /// The stream has nothing more to show.
    virtual void end_of_stream() = 0;
    /// The session is over, and with it whatever it should still have answered.
    virtual void end_of_session() = 0;

  protected:
    ~SessionClient() = default;
};

/// One executor. Held by its store and by the exchanges that use it.
class Session : public std::enable_shared_from_this<Session> {
  public:
    using Clock = std::chrono::steady_clock;

    /// The stream of messages that belong to no request (the GET stream).
    static constexpr std::uint64_t kOutlet = 0;

    Session(
        std::string id,
        std::string owner,
        std::shared_ptr<api::Peer> peer,
        std::size_t max_events,
        std::size_t max_bytes
    );
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    [[nodiscard]] const std::string& id() const noexcept { return id_; }

    /// The principal's id, empty without authorization.
    [[nodiscard]] const std::string& owner() const noexcept { return owner_; }

    [[nodiscard]] api::Peer& peer() noexcept { return *peer_; }

    [[nodiscard]] const std::shared_ptr<api::Peer>& shared_peer() const noexcept { return peer_; }

    /// An exchange uses the session from now on; it must leave before it goes.
    void join(SessionClient& client);
    void leave(SessionClient& client);
    /// It stays, since what it asked for may still run, but is shown no more.
    void stop_reading(SessionClient& client);

    [[nodiscard]] bool in_use() const noexcept { return !clients_.empty(); }

    [[nodiscard]] bool ended() const noexcept { return ended_; }

    /// A new stream, for the answer of one request.
    [[nodiscard]] std::uint64_t open_stream();
    /// The event by which a client learns its position before anything has happened, encoded.
    [[nodiscard]] std::string priming(std::uint64_t stream);
    /// Keeps a message and shows it to the stream's reader, if there is one.
    void publish(std::uint64_t stream, std::string_view message);
    void close_stream(std::uint64_t stream);

    /// Has the stream a reader now?
    [[nodiscard]] bool is_read(std::uint64_t stream) const;

    [[nodiscard]] bool is_open(std::uint64_t stream) const { return readers_.contains(stream); }

    /// `client` is shown what comes; an older reader's stream ends. Opens the outlet.
    void attach(std::uint64_t stream, SessionClient& client);

    /// Whether a position may be one that this session gave out.
    [[nodiscard]] bool knows(const http::EventPosition& position) const;
    /// The events after a position, encoded; those that were dropped are missing.
    [[nodiscard]] std::string replay(const http::EventPosition& position) const;

    /// Ends the streams of its readers; the session stays.
    void end_streams();
    /// Ends everything: the peer, the streams, the exchanges.
    void end();

  private:
    std::string id_;
    std::string owner_;
    std::shared_ptr<api::Peer> peer_;
    http::EventLog log_;
    std::map<std::uint64_t, SessionClient*> readers_;  ///< of open streams; nullptr = gone
    std::set<SessionClient*> clients_;
    std::uint64_t last_stream_ = kOutlet;
    bool ended_ = false;
};

}  // namespace mcp::http_server
