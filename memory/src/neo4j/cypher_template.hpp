#pragma once
// What Cypher texts are put together with: places to fill, and the store's shorthands.
// Constants only; user input never passes through here.

#include <string>
#include <string_view>

namespace memory::neo4j::cypher {

void replace_all(std::string& text, std::string_view from, std::string_view to);

/// Replaces the store's shorthands in a template: IN_TENANT(x) by the one tenancy predicate,
/// MEMORY(x) and RELATIONSHIP(x) by the lists of properties that mapping.cpp reads back.
[[nodiscard]] std::string expand(std::string_view text);

}  // namespace memory::neo4j::cypher
