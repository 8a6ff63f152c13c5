#pragma once
// What a request asks for and whether it may: its path, method, media types, and the header fields
// that repeat the message (Streamable HTTP, "sending messages to the server"). Sans-IO.

#include "http/request.hpp"
#include "http/response.hpp"
#include "protocol/standard_headers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::http {

/// What a path leads to.
enum class Route : std::uint8_t { mcp, health, ready, metrics, metadata, unknown };

/// A request's target, taken apart.
struct Target {
    Target() = default;
    std::string_view authority;  ///< of the absolute form; empty = origin form
    std::string_view path;       ///< without query
};

/// nullopt: neither `/path` nor `http://authority/path`.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

/// `mcp_path` as configured. Metadata is only found when there is some (RFC 9728 §3).
[[nodiscard]] Route find_route(std::string_view path, std::string_view mcp_path, bool metadata);

/// The methods that a route has, as the Allow field lists them.
[[nodiscard]] std::string_view allowed_methods(Route route, bool sessions);

/// Whether `method` is among them.
[[nodiscard]] bool allows(Route route, std::string_view method, bool sessions);

/// Whether a Content-Type is application/json, in UTF-8 when it says a charset.
[[nodiscard]] bool is_json(std::string_view content_type);

/// Whether an Accept field admits a media type such as `text/event-stream`; ranges with `*` and
/// weights count.
[[nodiscard]] bool accepts(std::string_view accept, std::string_view type);

/// Content type (415) and Accept (406) of a message sent by POST. Every Accept field counts. A
/// client of the modern era may leave Accept out.
[[nodiscard]] std::optional<Response> check_message_types(const Request& request);

/// Whether MCP-Protocol-Version names a revision of the modern era.
[[nodiscard]] bool names_modern_revision(const Request& request);

/// What the head says about the message in the body.
[[nodiscard]] protocol::StandardHeaders standard_headers(const Request& request);

}  // namespace mcp::http
