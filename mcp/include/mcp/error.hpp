#pragma once
// Failures of the mcp library: the exception types and the JSON-RPC error codes it answers.
// A tool that fails throws ToolError; everything else here is about wrong use or a broken link.

#include <stdexcept>
#include <string>
#include <utility>

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

/// JSON-RPC error codes on the wire (JSON-RPC 2.0 §5.1; MCP 2026-07-28 from -32020 on).
enum class ErrorCode : int {
    parse_error = -32700,       ///< not JSON, or more of it than the limits allow
    invalid_request = -32600,   ///< JSON, but neither a request nor a notification
    method_not_found = -32601,  ///< no such method in the revision that the message is in
    invalid_params = -32602,    ///< envelope or parameters malformed, unknown tool, bad cursor
    internal_error = -32603,    ///< a failure of ours, or too many calls at once
    /// A resource that is not there, in the legacy revisions; the modern one has invalid_params.
    resource_not_found = -32002,
    header_mismatch = -32020,  ///< an HTTP header is missing, malformed or other than the body
    missing_client_capability = -32021,     ///< data: {requiredCapabilities: {...}}
    unsupported_protocol_version = -32022,  ///< data: {supported: [...], requested}
};

/// Thrown by a handler to answer a JSON-RPC error in place of a result: for what no model can
/// mend. `data` is JSON text, empty = none.
class ProtocolError : public std::runtime_error {
  public:
    ProtocolError(ErrorCode code, const std::string& text, std::string data = {})
        : std::runtime_error(text), code_(code), data_(std::move(data)) {}

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }

    [[nodiscard]] const std::string& data() const noexcept { return data_; }

  private:
    ErrorCode code_;
    std::string data_;
};

/// Thrown by the reader of a resource that is not there; the code on the wire is the era's.
class ResourceNotFound : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace mcp
