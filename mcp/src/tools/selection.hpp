#pragma once
// A short code for a set of memories, to tell whether it is still the one that somebody confirmed.
// Pure.

#include <memory/id.hpp>

#include <string>
#include <vector>

namespace mcp::tools {

/// 16 hexadecimal digits: equal for the same ids in any order. It tells selections apart that
/// change by themselves; it is no protection against somebody who looks for two with one code.
[[nodiscard]] std::string selection_code(std::vector<memory::MemoryId> ids);

}  // namespace mcp::tools
