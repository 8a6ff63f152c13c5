#pragma once
// An answer before it goes out: status, fields, body; and the text of its head.
// Plain data, sans-IO; the date is handed in.

#include <string>
#include <string_view>
#include <utility>

namespace mcp::http {

/// The phrase that goes with a status; "Unknown" for one that this server never sends.
[[nodiscard]] std::string_view status_text(int status) noexcept;

class Response {
  public:
    Response() = default;

    explicit Response(int the_status) : status(the_status) {}

    Response(int the_status, std::string_view content_type, std::string the_body)
        : status(the_status), body(std::move(the_body)) {
        add("Content-Type", content_type);
    }

    /// Adds a field. Control characters in the value become spaces, so that no value can end its
    /// line.
    Response& add(std::string_view name, std::string_view value);

    int status = 200;
    std::string fields;  ///< lines, each with its CRLF
    std::string body;
};

/// A refusal with a JSON-RPC error as its body: no id, since no message was read; -32600.
[[nodiscard]] Response refusal(int status, std::string_view text);

/// What the connection adds to a head.
struct HeadOptions {
    std::string_view date;  ///< as in the Date field
    bool close = false;     ///< the connection ends after this answer
    bool http_1_0 = false;  ///< to a client that is told when the connection is kept
};

/// Appends the head of an answer with a body of known length.
void append_head(std::string& out, const Response& response, const HeadOptions& options);

/// Appends the head of an answer whose body comes in pieces: chunked, or for HTTP/1.0 until the
/// connection is closed.
void append_stream_head(std::string& out, const Response& response, const HeadOptions& options);

/// Appends one piece (RFC 9112 §7.1); an empty one would end the body, so it appends nothing.
void append_chunk(std::string& out, std::string_view piece);

/// Appends the end of such a body.
void append_last_chunk(std::string& out);

/// A time as the Date field has it (RFC 9110 §5.6.7); `seconds` since 1970, from 0 to year 9999.
[[nodiscard]] std::string http_date(long long seconds);

}  // namespace mcp::http
