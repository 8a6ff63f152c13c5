#pragma once
// Failures of the mcp library: the exception types and the JSON-RPC error codes it answers.
// A tool that fails throws ToolError; everything else here is about wrong use or a broken link.

#include <stdexcept>
#include <string>

namespace mcp {

/// Wrong use of the library (two tools of one name, an impossible limit) or a link that broke.
/// `what()` is one line for a person.
class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Thrown by a tool's handler: the call is answered with `isError: true` and this text, which a
/// model reads. Say what was wrong and what to change.
class ToolError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// JSON-RPC error codes on the wire (JSON-RPC 2.0 §5.1; MCP 2026-07-28 for the last one).
enum class ErrorCode : int {
    parse_error = -32700,       ///< not JSON, or more of it than the limits allow
    invalid_request = -32600,   ///< JSON, but neither a request nor a notification
    method_not_found = -32601,  ///< no such method in the revision that the message is in
    invalid_params = -32602,    ///< envelope or parameters malformed, unknown tool, bad cursor
    internal_error = -32603,    ///< a failure of ours, or too many calls at once
    unsupported_protocol_version = -32022,  ///< data: {supported: [...], requested}
};

}  // namespace mcp
