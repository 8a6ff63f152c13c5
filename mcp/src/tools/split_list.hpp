#pragma once
// Lists that people type as one text: parts between commas, without the blanks around them.
// Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::tools {

/// Empty parts are left out: "a, b,," is a and b.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);

/// Where the last part begins, blanks before it skipped: 3 in "a, b", the end in "a, ".
[[nodiscard]] std::size_t last_part(std::string_view text) noexcept;

}  // namespace mcp::tools
