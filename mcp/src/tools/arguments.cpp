// Conversions of tool arguments; see arguments.hpp.
// Every failure is a ToolError, so that the model reads what to change.

#include "tools/arguments.hpp"

#include <mcp/error.hpp>

#include <chrono>
#include <cstddef>

namespace mcp::tools {

memory::MemoryId to_memory_id(const std::string& text) {
    const auto id = memory::MemoryId::parse(text);
    if (!id) {
        // Cut, because a model may have passed a whole text as the id.
        throw ToolError(
            "Memory not found: " + text.substr(0, 80) +
            " (an id is a UUID, as store_memory and recall answer it)"
        );
    }
    return *id;
}

std::vector<std::string> memory_type_names() {
    std::vector<std::string> names;
    for (const memory::MemoryType type : memory::all_memory_types()) {
        names.emplace_back(memory::to_string(type));
    }
    return names;
}

std::vector<std::string> relationship_type_names() {
    std::vector<std::string> names;
    for (const auto& info : memory::all_relationship_types()) {
        names.emplace_back(info.name);
    }
    return names;
}

memory::MemoryType to_memory_type(const std::string& name) {
    const auto type = memory::parse_memory_type(name);
    if (!type) {
        throw ToolError("Validation error: '" + name + "' is no memory type");
    }
    return *type;
}

std::vector<memory::MemoryType> to_memory_types(const std::vector<std::string>& names) {
    std::vector<memory::MemoryType> types;
    types.reserve(names.size());
    for (const std::string& name : names) {
        types.push_back(to_memory_type(name));
    }
    return types;
}

memory::RelationshipType to_relationship_type(const std::string& name) {
    const auto type = memory::parse_relationship_type(name);
    if (!type) {
        throw ToolError("Validation error: '" + name + "' is no relationship type");
    }
    return *type;
}

std::vector<memory::RelationshipType> to_relationship_types(const std::vector<std::string>& names) {
    std::vector<memory::RelationshipType> types;
    types.reserve(names.size());
    for (const std::string& name : names) {
        types.push_back(to_relationship_type(name));
    }
    return types;
}

std::optional<memory::Timestamp> to_time(
    std::string_view argument, const std::optional<std::string>& text
) {
    if (!text) {
        return std::nullopt;
    }
    const auto time = memory::parse_iso8601(*text);
    if (!time) {
        throw ToolError(
            "Validation error: " + std::string(argument) + " '" + text->substr(0, 40) +
            "' is no ISO 8601 time; write for example 2026-11-21 or 2026-11-21T08:30:00Z"
        );
    }
    return time;
}

std::optional<memory::Timestamp> to_end_time(
    std::string_view argument, const std::optional<std::string>& text
) {
    constexpr std::size_t kBareDateLength = 10;
    auto time = to_time(argument, text);
    if (time && text->size() == kBareDateLength) {
        *time += std::chrono::days(1);
    }
    return time;
}

}  // namespace mcp::tools
