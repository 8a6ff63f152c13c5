// The closure of a set of scopes under "includes".
// See scopes.hpp.
#include <mcp/scopes.hpp>

#include <set>
#include <utility>

namespace mcp {

std::vector<std::string> with_included(
    const std::vector<std::string>& scopes, const ScopeTable& table
) {
    std::set<std::string> found;
    std::vector<std::string> open = scopes;
    while (!open.empty()) {
        std::string scope = std::move(open.back());
        open.pop_back();
        const auto row = table.find(scope);
        if (found.insert(std::move(scope)).second && row != table.end()) {
            open.insert(open.end(), row->second.begin(), row->second.end());
        }
    }
    return {found.begin(), found.end()};
}

}  // namespace mcp
