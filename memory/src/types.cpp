// Tables of the 13 memory types and 35 relationship types, in the order of their enumerations.
// Strengths, confidences and directions are the predecessor's, so that old data keeps its meaning.
#include <memory/types.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace memory {

namespace {

constexpr std::size_t index_of(MemoryType type) noexcept {
    return static_cast<std::size_t>(type);
}

constexpr std::size_t index_of(RelationshipType type) noexcept {
    return static_cast<std::size_t>(type);
}

constexpr std::array<MemoryType, 13> kMemoryTypes = {
    MemoryType::task,
    MemoryType::code_pattern,
    MemoryType::problem,
    MemoryType::solution,
    MemoryType::project,
    MemoryType::technology,
    MemoryType::error,
    MemoryType::fix,
    MemoryType::command,
    MemoryType::file_context,
    MemoryType::workflow,
    MemoryType::general,
    MemoryType::conversation,
};

constexpr std::array<std::string_view, 13> kMemoryTypeNames = {
    "task",
    "code_pattern",
    "problem",
    "solution",
    "project",
    "technology",
    "error",
    "fix",
    "command",
    "file_context",
    "workflow",
    "general",
    "conversation",
};

using Type = RelationshipType;
using Category = RelationshipCategory;

constexpr std::array<RelationshipTypeInfo, 35> kRelationshipTypes = {{
    {Type::causes, "CAUSES", Category::causal, 0.8, 0.7, false},
    {Type::triggers, "TRIGGERS", Category::causal, 0.7, 0.7, false},
    {Type::leads_to, "LEADS_TO", Category::causal, 0.6, 0.6, false},
    {Type::prevents, "PREVENTS", Category::causal, 0.7, 0.7, false},
    {Type::breaks, "BREAKS", Category::causal, 0.8, 0.7, false},
    {Type::solves, "SOLVES", Category::solution, 0.9, 0.8, false},
    {Type::addresses, "ADDRESSES", Category::solution, 0.7, 0.7, false},
    {Type::alternative_to, "ALTERNATIVE_TO", Category::solution, 0.6, 0.7, true},
    {Type::improves, "IMPROVES", Category::solution, 0.7, 0.7, false},
    {Type::replaces, "REPLACES", Category::solution, 0.8, 0.8, false},
    {Type::occurs_in, "OCCURS_IN", Category::context, 0.6, 0.8, false},
    {Type::applies_to, "APPLIES_TO", Category::context, 0.6, 0.7, false},
    {Type::works_with, "WORKS_WITH", Category::context, 0.7, 0.7, true},
    {Type::requires_, "REQUIRES", Category::context, 0.8, 0.8, false},
    {Type::used_in, "USED_IN", Category::context, 0.6, 0.7, false},
    {Type::builds_on, "BUILDS_ON", Category::learning, 0.7, 0.8, false},
    {Type::contradicts, "CONTRADICTS", Category::learning, 0.8, 0.6, true},
    {Type::confirms, "CONFIRMS", Category::learning, 0.7, 0.8, false},
    {Type::generalizes, "GENERALIZES", Category::learning, 0.6, 0.7, false},
    {Type::specializes, "SPECIALIZES", Category::learning, 0.6, 0.7, false},
    {Type::similar_to, "SIMILAR_TO", Category::similarity, 0.6, 0.7, true},
    {Type::variant_of, "VARIANT_OF", Category::similarity, 0.7, 0.7, false},
    {Type::related_to, "RELATED_TO", Category::similarity, 0.5, 0.6, true},
    {Type::analogy_to, "ANALOGY_TO", Category::similarity, 0.5, 0.6, false},
    {Type::opposite_of, "OPPOSITE_OF", Category::similarity, 0.7, 0.7, true},
    {Type::follows, "FOLLOWS", Category::workflow, 0.7, 0.8, false},
    {Type::depends_on, "DEPENDS_ON", Category::workflow, 0.8, 0.8, false},
    {Type::enables, "ENABLES", Category::workflow, 0.7, 0.7, false},
    {Type::blocks, "BLOCKS", Category::workflow, 0.8, 0.7, false},
    {Type::parallel_to, "PARALLEL_TO", Category::workflow, 0.6, 0.7, true},
    {Type::effective_for, "EFFECTIVE_FOR", Category::quality, 0.8, 0.7, false},
    {Type::ineffective_for, "INEFFECTIVE_FOR", Category::quality, 0.7, 0.7, false},
    {Type::preferred_over, "PREFERRED_OVER", Category::quality, 0.7, 0.7, false},
    {Type::deprecated_by, "DEPRECATED_BY", Category::quality, 0.8, 0.8, false},
    {Type::validated_by, "VALIDATED_BY", Category::quality, 0.8, 0.8, false},
}};

constexpr bool in_order() noexcept {
    for (std::size_t i = 0; i < kRelationshipTypes.size(); ++i) {
        if (index_of(kRelationshipTypes[i].type) != i) {
            return false;
        }
    }
    return true;
}

static_assert(in_order(), "the table is indexed by the enumeration");

}  // namespace

std::string_view to_string(MemoryType type) noexcept {
    return kMemoryTypeNames[index_of(type)];
}

std::optional<MemoryType> parse_memory_type(std::string_view name) noexcept {
    const auto* const found = std::find(kMemoryTypeNames.begin(), kMemoryTypeNames.end(), name);
    if (found == kMemoryTypeNames.end()) {
        return std::nullopt;
    }
    return kMemoryTypes[static_cast<std::size_t>(found - kMemoryTypeNames.begin())];
}

std::span<const MemoryType> all_memory_types() noexcept {
    return kMemoryTypes;
}

const RelationshipTypeInfo& info(RelationshipType type) noexcept {
    return kRelationshipTypes[index_of(type)];
}

std::string_view to_string(RelationshipType type) noexcept {
    return info(type).name;
}

std::optional<RelationshipType> parse_relationship_type(std::string_view name) noexcept {
    for (const RelationshipTypeInfo& known : kRelationshipTypes) {
        if (known.name == name) {
            return known.type;
        }
    }
    return std::nullopt;
}

std::span<const RelationshipTypeInfo> all_relationship_types() noexcept {
    return kRelationshipTypes;
}

}  // namespace memory
