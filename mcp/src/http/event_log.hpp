#pragma once
// The events of one legacy session that a client may ask for again after its connection broke
// (revision 2025-11-25, "resumability and redelivery"). Bounded; the oldest go first. Sans-IO.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::http {

/// Where a client stands: in which stream of the session, and after which event.
struct EventPosition {
    std::uint64_t stream = 0;
    std::uint64_t event = 0;
};

/// `stream-event`, both decimal: unique within a session, and says which stream it belongs to.
[[nodiscard]] std::string event_id(const EventPosition& position);

/// nullopt: not an id of ours.
[[nodiscard]] std::optional<EventPosition> parse_event_id(std::string_view id);

class EventLog {
  public:
    struct Entry {
        EventPosition position;
        std::string data;  ///< empty for a priming event
    };

    /// Both at least 1.
    EventLog(std::size_t max_events, std::size_t max_bytes)
        : max_events_(max_events), max_bytes_(max_bytes) {}

    /// Keeps an event and numbers it; numbers rise through all streams of the session. One that
    /// is larger than the whole log is numbered, but not kept.
    EventPosition add(std::uint64_t stream, std::string_view data);

    /// Calls `replay(entry)` for each event of the position's stream that came after it.
    template <class Replay>
    void replay_after(const EventPosition& position, Replay replay) const {
        for (const Entry& entry : entries_) {
            if (entry.position.stream == position.stream && entry.position.event > position.event) {
                replay(entry);
            }
        }
    }

    /// Whether an event of that number was ever made, in whatever stream.
    [[nodiscard]] bool reached(std::uint64_t event) const noexcept { return event <= last_; }

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  private:
    std::size_t max_events_;
    std::size_t max_bytes_;
    std::deque<Entry> entries_;
    std::size_t bytes_ = 0;
    std::uint64_t last_ = 0;
};

}  // namespace mcp::http
