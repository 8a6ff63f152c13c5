// The conditions of a filter, one by one.
// Written for being obviously right: no index, no cache.
#include "support/in_memory_filter.hpp"

#include <algorithm>
#include <tuple>

namespace support {

using namespace memory;

namespace {

template <class T>
bool contains(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool unresolved(const InMemoryTenant& tenant, const Memory& memory) {
    if (memory.type != MemoryType::problem && memory.type != MemoryType::error) {
        return false;
    }
    return std::none_of(
        tenant.relationships.begin(),
        tenant.relationships.end(),
        [&](const Relationship& edge) {
            return edge.to == memory.id && (edge.type == RelationshipType::solves ||
                                            edge.type == RelationshipType::addresses);
        }
    );
}

bool linked_by(
    const InMemoryTenant& tenant, MemoryId id, const std::vector<RelationshipType>& types
) {
    return std::any_of(
        tenant.relationships.begin(),
        tenant.relationships.end(),
        [&](const Relationship& edge) {
            return (edge.from == id || edge.to == id) && contains(types, edge.type);
        }
    );
}

}  // namespace

bool passes(const InMemoryTenant& tenant, const Memory& memory, const Filter& filter) {
    const auto is = [](const std::string& wanted, const std::string& value) {
        return wanted.empty() || wanted == value;
    };
    const bool tagged =
        filter.tags.empty() ||
        std::any_of(filter.tags.begin(), filter.tags.end(), [&](const std::string& tag) {
            return contains(memory.tags, tag);
        });
    return is(filter.project, memory.project) && is(filter.session, memory.session) &&
           is(filter.author, memory.author) && tagged &&
           (filter.types.empty() || contains(filter.types, memory.type)) &&
           (!filter.min_importance || memory.importance >= *filter.min_importance) &&
           (!filter.since || memory.occurred_at >= *filter.since) &&
           (!filter.until || memory.occurred_at < *filter.until) &&
           (!filter.recorded_since || memory.recorded_at >= *filter.recorded_since) &&
           (!filter.recorded_before ||
            std::tie(memory.recorded_at, memory.id) <
                std::tie(filter.recorded_before->recorded_at, filter.recorded_before->id)) &&
           (filter.with_relationship.empty() ||
            linked_by(tenant, memory.id, filter.with_relationship)) &&
           (!filter.unresolved_only || unresolved(tenant, memory));
}

}  // namespace support
