#pragma once
// Server-sent events as text (WHATWG HTML §9.2): events with an id, a reconnection time, comments.
// Sans-IO.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::http {

/// Appends one event of type `message` that carries `data`: whatever line ends `data` has become
/// line feeds for the reader. `id` must be free of line ends and NUL (an id with such is left out);
/// empty = none.
void append_event(std::string& out, std::string_view data, std::string_view id = {});

/// Appends the event without data that gives a client the position to come back with before
/// anything has happened, and the time to wait before it does (SEP-1699).
void append_priming(
    std::string& out, std::string_view id, std::chrono::milliseconds reconnect_after
);

/// Appends a line that readers skip: it shows them, and proxies between, that the stream lives.
/// Line ends in `text` become spaces.
void append_comment(std::string& out, std::string_view text);

}  // namespace mcp::http
