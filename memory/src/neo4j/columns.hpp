#pragma once
// The properties of a :Memory node that make up a memory, in the order in which statements answer
// them (as a list, not a map: names are not repeated in every record) and mapping.cpp reads them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace memory::neo4j {

inline constexpr std::array<std::string_view, 26> kMemoryColumns = {
    "id",
    "key",
    "type",
    "title",
    "content",
    "summary",
    "tags",
    "author",
    "session",
    "project",
    "importance",
    "confidence",
    "version",
    "occurred_at",
    "valid_until",
    "created_at",
    "recorded_at",
    "project_path",
    "files_involved",
    "languages",
    "frameworks",
    "technologies",
    "git_commit",
    "git_branch",
    "working_directory",
    "additional_metadata",
};

/// Position of a property in such a list; kMemoryColumns.size() for any other name.
[[nodiscard]] constexpr std::size_t memory_column(std::string_view name) noexcept {
    std::size_t at = 0;
    while (at < kMemoryColumns.size() && kMemoryColumns[at] != name) {
        ++at;
    }
    return at;
}

}  // namespace memory::neo4j
