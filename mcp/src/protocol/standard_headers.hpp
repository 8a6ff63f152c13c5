#pragma once
// The MCP header fields of a Streamable HTTP request, and whether they agree with the body
// (revision 2026-07-28, "standard headers", SEP-2243). Sans-IO.
//
//   MCP-Protocol-Version  the envelope's version
//   Mcp-Method            the body's method
//   Mcp-Name              params.name of tools/call and prompts/get, params.uri of resources/read
//   Mcp-Param-<name>      an argument whose schema property says x-mcp-header: <name>
//   The values of Mcp-Name and Mcp-Param-* may be =?base64?<standard base64, padded>?=

#include "json/json_io.hpp"

#include <mcp/header_argument.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp::protocol {

/// As the transport found them: names lower case, values without surrounding white space.
struct StandardHeaders {
    StandardHeaders() = default;
    std::optional<std::string> protocol_version;
    std::optional<std::string> method;
    std::optional<std::string> name;
    /// Suffix of Mcp-Param-<suffix> in lower case, and the raw value.
    std::vector<std::pair<std::string, std::string>> params;
};

/// Undoes `=?base64?…?=`; a value without the prefix or the suffix is itself. nullopt: bad base64.
[[nodiscard]] std::optional<std::string> decode_header_value(std::string_view value);

/// What disagrees between the headers and a modern request, or empty. Version and method first;
/// see check_name() for the rest.
[[nodiscard]] std::string check_version_and_method(
    const StandardHeaders& headers, std::string_view version, std::string_view method
);

/// Checks Mcp-Name for the methods that have it.
[[nodiscard]] std::string check_name(
    const StandardHeaders& headers, std::string_view method, const json::Value& params
);

/// The annotated properties of a tool's input schema. Throws Error for an annotation that the
/// specification forbids: not a token, used twice, not a string, integer or boolean.
[[nodiscard]] std::vector<HeaderArgument> header_arguments(const json::Value& input_schema);

/// Checks Mcp-Param-* against the arguments; integers are compared as numbers.
[[nodiscard]] std::string check_parameters(
    const StandardHeaders& headers,
    const std::vector<HeaderArgument>& parameters,
    const json::Value& arguments
);

}  // namespace mcp::protocol
