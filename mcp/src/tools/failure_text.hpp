#pragma once
// How failures of the store are told to a model or a user: what happened, and what to do now.
// The texts are the predecessor's, which prompts and scripts of its users look for.

#include <memory/error.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace mcp::tools {

/// `operation` in words, e.g. "read the resource".
[[nodiscard]] std::string store_failure_text(
    std::string_view operation, const memory::Error& error
);

/// For ToolRegistry::set_failure_text.
[[nodiscard]] std::string tool_failure_text(std::string_view tool, std::exception_ptr failure);

}  // namespace mcp::tools
