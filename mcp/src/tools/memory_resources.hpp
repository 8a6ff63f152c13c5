#pragma once
// The memory as MCP resources: one memory each, and numbers about all of them.
// resources/list shows the memories recorded last, page by page.

#include <mcp/resource.hpp>
#include <memory/database.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace mcp::tools {

inline constexpr std::string_view kItemTemplate = "memory://item/{id}";
inline constexpr std::string_view kStatsUri = "memory://stats";

[[nodiscard]] std::string item_uri(memory::MemoryId id);
/// The memory that `uri` names; nullopt when it is no such URI. An id in capitals names the same.
[[nodiscard]] std::optional<memory::MemoryId> parse_item_uri(std::string_view uri);

/// Adds all of them. `database` must outlive the registry; the tenant is the default one.
void add_memory_resources(ResourceRegistry& registry, memory::MemoryDatabase& database);

}  // namespace mcp::tools
