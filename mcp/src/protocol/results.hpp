#pragma once
// How results of handlers read on the wire: content pieces, tool results, prompts, resources,
// completions. The same members in every revision. Sans-IO.

#include <mcp/content.hpp>
#include <mcp/prompt_message.hpp>
#include <mcp/resource_spec.hpp>
#include <mcp/tool_result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::protocol {

/// Members of a tools/call result.
[[nodiscard]] std::string tool_result_members(const ToolResult& result);

/// Members of a resources/read result.
[[nodiscard]] std::string resource_contents_members(const std::vector<ResourceContents>& contents);

/// Members of a completion/complete result: at most 100 of `values`.
[[nodiscard]] std::string completion_members(
    const std::vector<std::string>& values, std::optional<std::int64_t> total, bool has_more
);

/// Members of a prompts/get result.
[[nodiscard]] std::string prompt_members(
    std::string_view description, const std::vector<PromptMessage>& messages
);

/// Appends an item of resources/list (`uri_member` is uri) or of the list of templates
/// (uriTemplate).
void append_resource(std::string& out, const ResourceSpec& spec, std::string_view uri_member);

/// Appends one piece as a JSON object.
void append_content(std::string& out, const Content& content);

/// Appends `"name":"text"` unless `text` is empty; a comma stands before it unless `out` ends with
/// an opening brace.
void append_member(std::string& out, std::string_view name, std::string_view text);

}  // namespace mcp::protocol
