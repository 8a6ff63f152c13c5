#pragma once
// "Did you mean" for the command line and the environment: a clause for the end of an error text.
// Which name is near is decided in text/suggest.hpp, for tools and program alike.

#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

/// `; did you mean "NAME"?`, or nothing when no name is near.
[[nodiscard]] std::string suggestion(std::string_view text, const std::vector<std::string>& names);

}  // namespace mcp::app
