// Numbers of events are the session's, not the stream's, so that an id cannot be mistaken after a
// stream's first events were dropped.

#include "http/event_log.hpp"

#include <charconv>

namespace mcp::http {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return good ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string event_id(const EventPosition& position) {
    return std::to_string(position.stream) + '-' + std::to_string(position.event);
}

std::optional<EventPosition> parse_event_id(std::string_view id) {
    const std::size_t dash = id.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto stream = parse_number(id.substr(0, dash));
    const auto event = parse_number(id.substr(dash + 1));
    if (!stream.has_value() || !event.has_value()) {
        return std::nullopt;
    }
    EventPosition out;
    out.stream = *stream;
    out.event = *event;
    return out;
}

EventPosition EventLog::add(std::uint64_t stream, std::string_view data) {
    EventPosition position;
    position.stream = stream;
    position.event = ++last_;
    if (data.size() > max_bytes_) {
        return position;
    }
    Entry entry;
    entry.position = position;
    entry.data = data;
    bytes_ += data.size();
    entries_.push_back(std::move(entry));
    while (entries_.size() > max_events_ || bytes_ > max_bytes_) {
        bytes_ -= entries_.front().data.size();
        entries_.pop_front();
    }
    return position;
}

}  // namespace mcp::http
