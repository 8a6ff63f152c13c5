#pragma once
// The MCP tools of the memory: one add_<name>_tool() each, defined in <name>_tool.cpp.
// add_memory_tools() offers a whole profile; the program and the tests call that.

#include <mcp/tool.hpp>
#include <memory/database.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace mcp::tools {

/// Which tools are offered. Larger profiles hold the smaller ones.
enum class Profile : std::uint8_t {
    core,      ///< the ten tools of everyday work
    extended,  ///< and delete_memories
    all,       ///< today the same as extended
};

/// What a caller must be allowed where there is authorization: to read, to write, and to do what
/// changes much at once.
inline constexpr std::string_view kReadScope = "memory:read";
inline constexpr std::string_view kWriteScope = "memory:write";
inline constexpr std::string_view kAdminScope = "memory:admin";

/// Reads `core`, `extended`, `all`, or the predecessor's older names `lite`, `standard`, `full`.
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view name) noexcept;

/// How the tools work together, for the `instructions` of a server that offers them.
[[nodiscard]] std::string_view instructions() noexcept;

/// Adds the tools of `profile`, in their fixed order, and the texts of their failures. `database`
/// must outlive the registry; the scope of every call is the default tenant.
void add_memory_tools(ToolRegistry& registry, memory::MemoryDatabase& database, Profile profile);

void add_store_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_recall_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_get_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_search_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_recall_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_update_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_delete_memory_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_delete_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_create_relationship_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_get_related_memories_tool(ToolRegistry& registry, memory::MemoryDatabase& database);
void add_get_recent_activity_tool(ToolRegistry& registry, memory::MemoryDatabase& database);

}  // namespace mcp::tools
