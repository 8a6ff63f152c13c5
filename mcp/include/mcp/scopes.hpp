#pragma once
// Scopes, and which of them include others: whoever may write may also read.
// A server hands its table to the authorizers, which grant what a token's scopes come to.

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mcp {

/// Every scope a server knows, each with those that it includes. Need not be closed: what an
/// included scope includes is included too. Circles do no harm.
using ScopeTable = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The scopes and everything they include, sorted, each once. One that the table does not have
/// stands for itself.
[[nodiscard]] std::vector<std::string> with_included(
    const std::vector<std::string>& scopes, const ScopeTable& table
);

}  // namespace mcp
