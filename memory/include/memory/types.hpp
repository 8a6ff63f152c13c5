#pragma once
// The vocabulary of the graph: 13 memory types and 35 relationship types, with their defaults.
// The names are the predecessor's, so that its users' data and prompts stay valid.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace memory {

enum class MemoryType : std::uint8_t {
    task,
    code_pattern,
    problem,
    solution,
    project,
    technology,
    error,
    fix,
    command,
    file_context,
    workflow,
    general,
    conversation,
};

/// Wire name, e.g. `code_pattern`.
[[nodiscard]] std::string_view to_string(MemoryType type) noexcept;
/// Exact lower-case name; nullopt for any other text.
[[nodiscard]] std::optional<MemoryType> parse_memory_type(std::string_view name) noexcept;
/// All types in the order of the enumeration.
[[nodiscard]] std::span<const MemoryType> all_memory_types() noexcept;

enum class RelationshipType : std::uint8_t {
    causes,
    triggers,
    leads_to,
    prevents,
    breaks,
    solves,
    addresses,
    alternative_to,
    improves,
    replaces,
    occurs_in,
    applies_to,
    works_with,
    requires_,
    used_in,
    builds_on,
    contradicts,
    confirms,
    generalizes,
    specializes,
    similar_to,
    variant_of,
    related_to,
    analogy_to,
    opposite_of,
    follows,
    depends_on,
    enables,
    blocks,
    parallel_to,
    effective_for,
    ineffective_for,
    preferred_over,
    deprecated_by,
    validated_by,
};

enum class RelationshipCategory : std::uint8_t {
    causal,
    solution,
    context,
    learning,
    similarity,
    workflow,
    quality,
};

/// What is known of one relationship type. Static data; views live as long as the program.
struct RelationshipTypeInfo {
    RelationshipType type;
    std::string_view name;  ///< e.g. `DEPENDS_ON`
    RelationshipCategory category;
    double strength;     ///< default strength of a new edge, 0 to 1
    double confidence;   ///< default confidence of a new edge, 0 to 1
    bool bidirectional;  ///< a-b says the same as b-a: one edge stands for both, and no cycle check
};

[[nodiscard]] const RelationshipTypeInfo& info(RelationshipType type) noexcept;
/// Upper-case name, e.g. `DEPENDS_ON`.
[[nodiscard]] std::string_view to_string(RelationshipType type) noexcept;
/// Exact upper-case name; nullopt for any other text.
[[nodiscard]] std::optional<RelationshipType> parse_relationship_type(std::string_view name
) noexcept;
/// All types in the order of the enumeration.
[[nodiscard]] std::span<const RelationshipTypeInfo> all_relationship_types() noexcept;

}  // namespace memory
