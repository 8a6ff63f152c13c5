#pragma once
// What changes between two texts, for people: the changed lines with some around them.
// Pure; for texts with a few changes that lie together.

#include <string>
#include <string_view>

namespace mcp::app {

/// Lines with `-` (gone), `+` (new) and a space (three before and after), under a head that names
/// the line where it begins. Empty when the texts are equal.
[[nodiscard]] std::string line_difference(std::string_view before, std::string_view after);

}  // namespace mcp::app
