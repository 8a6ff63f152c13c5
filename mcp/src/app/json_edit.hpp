#pragma once
// Changes one member of a JSON text and leaves every other byte as it is: order, indentation,
// comments, trailing commas (the JSON that editors use for their settings). Sans-IO.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

/// Names of members from the root down to the one meant.
using JsonPath = std::vector<std::string>;

/// Sets the member at `path` to `value`, a JSON text laid out with two spaces a level; objects on
/// the way are created. The same value already there changes nothing. An empty text counts as `{}`.
///
/// Throws UsageError, with the line, for what is no JSON with comments, for a root or a member on
/// the way that is no object, and for a name that stands twice in one object.
[[nodiscard]] std::string set_json_member(
    std::string_view text, const JsonPath& path, std::string_view value
);

/// Takes the member at `path` away, if it is there; with an object's last member goes what stands
/// between it and the one before. Throws as set_json_member().
[[nodiscard]] std::string remove_json_member(std::string_view text, const JsonPath& path);

/// Names of the members of the object at `path`, in order; none when it is not there. Throws as
/// set_json_member().
[[nodiscard]] std::vector<std::string> json_member_names(
    std::string_view text, const JsonPath& path
);

/// The text of the member at `path`, as it stands there. Throws as set_json_member().
[[nodiscard]] std::optional<std::string> json_member(std::string_view text, const JsonPath& path);

}  // namespace mcp::app
