#pragma once
// JSON-RPC 2.0 messages as MCP uses them: telling requests, notifications and answers apart, and
// encoding answers. Sans-IO.
//
//   request       {"jsonrpc":"2.0","id":string|integer,"method":string,"params"?:object}
//   notification  the same without id
//   response      {"jsonrpc":"2.0","id":..,"result"|"error":..}, to a question of ours
// Anything else is answered -32600, with the id where one can be read.

#include "json/json_io.hpp"

#include <mcp/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace mcp::jsonrpc {

enum class Kind : std::uint8_t { request, notification, response, invalid };

/// One decoded message.
struct Message {
    Message() = default;
    Kind kind = Kind::invalid;
    std::string id = "null";  ///< as JSON text, ready to be echoed and good as a key
    std::string method;
    json::Value params = json::Value::object();
    json::Value result;   ///< of a response; null when it is an error
    json::Value error;    ///< of a response; null when it is a result
    std::string problem;  ///< of an invalid message: what is wrong with it
};

/// Takes `value` apart; it is moved from.
[[nodiscard]] Message decode(json::Value&& value);

/// An id as JSON text, or empty when it is no legal one (MCP: a string or an integer, never null).
[[nodiscard]] std::string id_text(const json::Value& id);

/// A notification; `members` are those of params.
[[nodiscard]] std::string notification(std::string_view method, std::string_view members);

/// A request of ours; `params` is the JSON text of an object.
[[nodiscard]] std::string request(
    std::string_view id, std::string_view method, std::string_view params
);

/// Appends `{"jsonrpc":"2.0","id":<id>,"result":{<members>}}`.
void append_result(std::string& out, std::string_view id, std::string_view members);

/// Appends an error answer; `data` is JSON text, empty = no data.
void append_error(
    std::string& out,
    std::string_view id,
    ErrorCode code,
    std::string_view text,
    std::string_view data = {}
);

}  // namespace mcp::jsonrpc
