// Fuzz target: the encoder of event streams. The input is an id's length, the id, and data; what is
// encoded is read again as browsers do (WHATWG HTML §9.2.6), and must be the same.

#include "http/sse_encoder.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Event {
    Event() = default;
    std::string type;
    std::string id;
    std::string data;
};

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

/// Cuts at CR, LF and CRLF; the rest without an end is no line.
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    for (;;) {
        const std::size_t end = text.find_first_of("\r\n");
        if (end == std::string_view::npos) {
            require(text.empty());
            return out;
        }
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
    }
}

std::vector<Event> read(std::string_view text) {
    std::vector<Event> out;
    Event event;
    bool any = false;
    for (const std::string& line : lines_of(text)) {
        if (line.empty()) {
            if (any) {
                event.data.pop_back();  // the line feed after the last line
                out.push_back(event);
            }
            event = Event();
            any = false;
        } else if (line.starts_with("data: ")) {
            event.data += line.substr(6) + '\n';
            any = true;
        } else if (line.starts_with("event: ")) {
            event.type = line.substr(7);
        } else if (line.starts_with("id: ")) {
            event.id = line.substr(4);
        } else {
            require(line.starts_with(':') || line.starts_with("retry: "));
        }
    }
    return out;
}

std::string with_line_feeds(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r') {
            out += '\n';
            at += text.substr(at).starts_with("\r\n") ? 1U : 0U;
        } else {
            out += text[at];
        }
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string input(bytes + 1, bytes + size);
    const std::string id = input.substr(0, bytes[0]);
    const std::string data = input.substr(id.size());
    std::string text;
    mcp::http::append_comment(text, data);
    mcp::http::append_event(text, data, id);
    mcp::http::append_priming(text, id, std::chrono::milliseconds(1));
    mcp::http::append_event(text, "last");
    const std::vector<Event> events = read(text);
    require(events.size() == 3);
    const bool good_id = id.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
    require(events[0].type == "message" && events[0].data == with_line_feeds(data));
    require(events[0].id == (good_id ? id : std::string()));
    require(events[1].data.empty());
    require(events[2].data == "last" && events[2].id.empty());
    return 0;
}
