#pragma once
// The sessions of an HTTP server, by id: bounded in number, ended when nobody uses them for long,
// and open only to the principal that made them.

#include "http_server/session.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mcp::http_server {

struct SessionLimits {
    SessionLimits() = default;
    std::size_t max_sessions = 1'000;
    std::chrono::milliseconds idle{1'800'000};
    std::size_t max_events = 1'000;
    std::size_t max_bytes = std::size_t{1} * 1024 * 1024;
};

/// One executor; the time is handed in.
class SessionStore {
  public:
    using Clock = std::chrono::steady_clock;

    explicit SessionStore(SessionLimits limits) : limits_(limits) {}

    SessionStore(const SessionStore&) = delete;
    SessionStore& operator=(const SessionStore&) = delete;

    ~SessionStore() { end_all(); }

    /// A session with an id of 144 random bits, in visible ASCII characters. When there are too
    /// many, the one that was unused for longest ends; nullptr when all are in use.
    [[nodiscard]] std::shared_ptr<Session> create(
        std::shared_ptr<api::Peer> peer, std::string owner, Clock::time_point now
    );

    /// nullptr: there is none of that id, or it is somebody else's.
    [[nodiscard]] std::shared_ptr<Session> find(
        std::string_view id, std::string_view owner, Clock::time_point now
    );

    /// Ends the session and forgets it.
    void remove(const Session& session);

    /// Ends the sessions that nobody used for too long.
    void expire(Clock::time_point now);

    void end_all();

    [[nodiscard]] std::size_t size() const noexcept { return by_id_.size(); }

    /// All of them, for the server's stop.
    [[nodiscard]] std::vector<std::shared_ptr<Session>> all() const;

  private:
    struct Entry {
        Entry(std::shared_ptr<Session> the_session, Clock::time_point when)
            : session(std::move(the_session)), used(when) {}

        std::shared_ptr<Session> session;
        Clock::time_point used;
    };

    [[nodiscard]] bool make_room();

    SessionLimits limits_;
    std::list<Entry> order_;  ///< least recently used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_id_;
};

}  // namespace mcp::http_server
