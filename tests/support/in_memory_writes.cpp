// The four write operations of the plain in-memory store, each as the contract words it.
// They change a copy of the tenant, which makes a batch atomic.
#include "support/in_memory_writes.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace support {

using namespace memory;

namespace {

using Entry = InMemoryTenant::Entry;

Entry* find_by_key(InMemoryTenant& tenant, const std::string& key) {
    for (auto& [id, entry] : tenant.memories) {
        if (!key.empty() && entry.memory.key == key) {
            return &entry;
        }
    }
    return nullptr;
}

Entry* find(InMemoryTenant& tenant, const MemoryRef& end) {
    if (const auto* key = std::get_if<std::string>(&end)) {
        return find_by_key(tenant, *key);
    }
    const auto found = tenant.memories.find(std::get<MemoryId>(end));
    return found == tenant.memories.end() ? nullptr : &found->second;
}

/// True when edges of the type lead from `from` to `to`. Walks backwards: what is linked last, as
/// the newest commit of a history is, mostly has no edge that leads to it.
bool leads(const InMemoryTenant& tenant, RelationshipType type, MemoryId from, MemoryId to) {
    std::set<MemoryId> seen = {to};
    std::vector<MemoryId> frontier = {to};
    while (!frontier.empty()) {
        const MemoryId at = frontier.back();
        frontier.pop_back();
        if (at == from) {
            return true;
        }
        for (const Relationship& edge : tenant.relationships) {
            if (edge.type == type && edge.to == at && seen.insert(edge.from).second) {
                frontier.push_back(edge.from);
            }
        }
    }
    return false;
}

const Relationship* find_same(
    const InMemoryTenant& tenant, RelationshipType type, MemoryId from, MemoryId to
) {
    for (const Relationship& edge : tenant.relationships) {
        if (edge.type != type) {
            continue;
        }
        if ((edge.from == from && edge.to == to) ||
            (info(type).bidirectional && edge.from == to && edge.to == from)) {
            return &edge;
        }
    }
    return nullptr;
}

class Writer {
  public:
    explicit Writer(InMemoryTenant& tenant) : tenant_(&tenant) {}

    WriteResult operator()(const PutMemory& operation) const {
        WriteResult result;
        if (const Entry* existing = find_by_key(*tenant_, operation.memory.key)) {
            result.outcome = WriteOutcome::existing;
            result.memory = existing->memory.id;
            result.version = existing->memory.version;
            return result;
        }
        Entry& entry = tenant_->memories[operation.memory.id];
        entry.memory = operation.memory;
        entry.index = operation.index;
        result.outcome = WriteOutcome::created;
        result.memory = entry.memory.id;
        result.version = entry.memory.version;
        return result;
    }

    WriteResult operator()(const ReviseMemory& operation) const {
        Entry* entry = find(*tenant_, operation.id);
        if (entry == nullptr) {
            throw Error(Errc::not_found, "no memory " + operation.id.to_string());
        }
        if (operation.expected_version && *operation.expected_version != entry->memory.version) {
            throw Error(
                Errc::conflict,
                "the memory is at version " + std::to_string(entry->memory.version) +
                    ": read it again"
            );
        }
        PutMemory next = operation.revise(entry->memory);
        entry->history.push_back(std::move(entry->memory));
        entry->memory = std::move(next.memory);
        entry->index = std::move(next.index);
        WriteResult result;
        result.outcome = WriteOutcome::updated;
        result.memory = entry->memory.id;
        result.version = entry->memory.version;
        return result;
    }

    WriteResult operator()(const RemoveMemory& operation) const {
        WriteResult result;
        result.memory = operation.id;
        if (tenant_->memories.erase(operation.id) == 0) {
            result.outcome = WriteOutcome::not_found;
            return result;
        }
        std::erase_if(tenant_->relationships, [&operation](const Relationship& edge) {
            return edge.from == operation.id || edge.to == operation.id;
        });
        result.outcome = WriteOutcome::removed;
        return result;
    }

    WriteResult operator()(const PutRelationship& operation) const {
        WriteResult result;
        const Entry* from = find(*tenant_, operation.from);
        const Entry* to = find(*tenant_, operation.to);
        if (from == nullptr || to == nullptr) {
            if (!operation.skip_when_end_is_missing) {
                throw Error(Errc::not_found, "an end of the relationship does not exist");
            }
            result.outcome = WriteOutcome::skipped;
            return result;
        }
        if (from == to) {
            throw Error(Errc::invalid_argument, "a relationship needs two different memories");
        }
        Relationship edge = operation.relationship;
        edge.from = from->memory.id;
        edge.to = to->memory.id;
        if (const Relationship* same = find_same(*tenant_, edge.type, edge.from, edge.to)) {
            result.outcome = WriteOutcome::existing;
            result.relationship = same->id;
            return result;
        }
        if (operation.cycles == CyclePolicy::refuse && !info(edge.type).bidirectional &&
            leads(*tenant_, edge.type, edge.to, edge.from)) {
            throw Error(
                Errc::cycle,
                "the relationship would close a cycle of " + std::string(to_string(edge.type))
            );
        }
        result.outcome = WriteOutcome::created;
        result.relationship = edge.id;
        tenant_->relationships.push_back(std::move(edge));
        return result;
    }

  private:
    InMemoryTenant* tenant_;
};

}  // namespace

WriteResult write(InMemoryTenant& tenant, const WriteOperation& operation) {
    return std::visit(Writer(tenant), operation);
}

}  // namespace support
