#pragma once
// An argument of a tool that requests of revision 2026-07-28 over HTTP repeat in a header.
// Plain data; see ToolRegistry::add_raw().

#include <string>
#include <vector>

namespace mcp {

/// A property of an input schema with `x-mcp-header`.
struct HeaderArgument {
    HeaderArgument() = default;
    std::string header;             ///< of Mcp-Param-HEADER, in lower case
    std::vector<std::string> path;  ///< of the argument, through nested properties
};

}  // namespace mcp
