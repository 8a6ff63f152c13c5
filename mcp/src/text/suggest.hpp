#pragma once
// "Did you mean": the known name closest to a misspelt one.
// For error texts that let a model correct its next call.

#include <string_view>
#include <vector>

namespace mcp::text {

/// The candidate that equals `name` but for case and separators, else the only nearest one within
/// two edits (one for names of up to four characters); empty when there is none.
[[nodiscard]] std::string_view closest(
    std::string_view name, const std::vector<std::string_view>& candidates
);

}  // namespace mcp::text
