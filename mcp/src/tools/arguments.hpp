#pragma once
// From the texts of tool arguments to the types of the memory library, with errors that a model
// can act on. What the schema already checked (enumerations, bounds) is only converted here.

#include <memory/id.hpp>
#include <memory/model.hpp>
#include <memory/time.hpp>
#include <memory/types.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::tools {

/// Throws ToolError `Memory not found: <text>` with the form of an id when it is not one.
[[nodiscard]] memory::MemoryId to_memory_id(const std::string& text);

/// Names of all memory types, for Property::one_of.
[[nodiscard]] std::vector<std::string> memory_type_names();
[[nodiscard]] std::vector<std::string> relationship_type_names();

/// Throws ToolError for a name that is none.
[[nodiscard]] memory::MemoryType to_memory_type(const std::string& name);
[[nodiscard]] std::vector<memory::MemoryType> to_memory_types(const std::vector<std::string>& names
);
[[nodiscard]] memory::RelationshipType to_relationship_type(const std::string& name);
[[nodiscard]] std::vector<memory::RelationshipType> to_relationship_types(
    const std::vector<std::string>& names
);

/// An ISO 8601 time; throws ToolError that names the argument and the accepted forms.
[[nodiscard]] std::optional<memory::Timestamp> to_time(
    std::string_view argument, const std::optional<std::string>& text
);

/// As to_time, for the end of a range: a bare date means the whole day, so its end is taken.
[[nodiscard]] std::optional<memory::Timestamp> to_end_time(
    std::string_view argument, const std::optional<std::string>& text
);

}  // namespace mcp::tools
