#pragma once
// URI templates of resources: simple {variables} only (RFC 6570 level 1), matched backwards from a
// URI to their values. Sans-IO.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::protocol {

class UriTemplate {
  public:
    using Variables = std::map<std::string, std::string, std::less<>>;

    UriTemplate() = default;
    /// Throws Error for unbalanced braces, names that are not letters, digits or `_`, a name used
    /// twice, and two variables without a text between them.
    explicit UriTemplate(std::string_view text);

    /// The values, percent-decoded; nullopt when `uri` is not of this family or wrongly encoded. A
    /// variable takes one or more characters, none of them a slash.
    [[nodiscard]] std::optional<Variables> match(std::string_view uri) const;

    /// In the order of the template.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

  private:
    std::vector<std::string> literals_;  ///< one more than names_
    std::vector<std::string> names_;
};

/// nullopt for a `%` that two hexadecimal digits do not follow.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

}  // namespace mcp::protocol
