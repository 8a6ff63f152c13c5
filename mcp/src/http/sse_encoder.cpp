// The encoding of an event stream. Readers take CR, LF and CRLF for line ends, so each of them in
// the data begins another `data:` line.

#include "http/sse_encoder.hpp"

namespace mcp::http {
namespace {

void append_data(std::string& out, std::string_view data) {
    for (;;) {
        const std::size_t end = data.find_first_of("\r\n");
        out += "data: ";
        out += data.substr(0, end);
        out += '\n';
        if (end == std::string_view::npos) {
            return;
        }
        const bool pair = data.substr(end).starts_with("\r\n");
        data.remove_prefix(end + (pair ? 2 : 1));
    }
}

void append_id(std::string& out, std::string_view id) {
    if (!id.empty() && id.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) {
        out += "id: ";
        out += id;
        out += '\n';
    }
}

}  // namespace

void append_event(std::string& out, std::string_view data, std::string_view id) {
    out += "event: message\n";
    append_id(out, id);
    append_data(out, data);
    out += '\n';
}

void append_priming(
    std::string& out, std::string_view id, std::chrono::milliseconds reconnect_after
) {
    append_id(out, id);
    out += "retry: " + std::to_string(reconnect_after.count()) + "\ndata: \n\n";
}

void append_comment(std::string& out, std::string_view text) {
    out += ": ";
    for (const char c : text) {
        out += c == '\r' || c == '\n' ? ' ' : c;
    }
    out += "\n\n";
}

}  // namespace mcp::http
