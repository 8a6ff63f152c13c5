#pragma once
// Who calls, as authorization found it: an identity and what it may do.
// Plain data; made by an Authorizer, read by whoever enforces scopes.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mcp {

struct Principal {
    Principal() = default;

    /// Stable and unique among principals; for limits and logs, so never a secret.
    std::string id;
    /// Every scope granted, those that a broader one includes among them.
    std::vector<std::string> scopes;

    /// Whether the principal may do what needs `scope`; an empty one needs nothing.
    [[nodiscard]] bool may(std::string_view scope) const {
        return scope.empty() || std::ranges::find(scopes, scope) != scopes.end();
    }
};

}  // namespace mcp
