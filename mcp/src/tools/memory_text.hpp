#pragma once
// How memories read in tool answers: the predecessor's templates, which its users' prompts expect.
// Pure functions from the memory model to text.

#include <memory/model.hpp>
#include <memory/query.hpp>
#include <memory/store.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::tools {

/// "a, b, c"; "None" when empty.
[[nodiscard]] std::string joined(const std::vector<std::string>& parts);

/// A number as people write it: 0.5, 1, 0.85 (at most 2 decimals, no trailing zeros).
[[nodiscard]] std::string short_number(double value);

/// The whole memory, as get_memory answers it. `content` is the part of the content to show.
[[nodiscard]] std::string memory_page(
    const memory::Memory& memory,
    std::string_view content,
    const memory::RelationshipCounts& relationships
);

/// "SOLVES: 2 memories, FOLLOWS: 1 memory"; empty when there are none.
[[nodiscard]] std::string relationship_line(const memory::RelationshipCounts& counts);

/// "**1. title** (ID: id)" and the lines below it that search and recall have in common.
[[nodiscard]] std::string numbered_heading(std::int64_t number, const memory::Memory& memory);

/// "Project: x | Files: a, b, c (+2 more) | Languages: …", only what is set; empty when nothing is.
[[nodiscard]] std::string context_line(const memory::Memory& memory);

}  // namespace mcp::tools
