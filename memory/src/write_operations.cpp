// The clock is read once per operation, so that all times of a memory agree.
// Both the facade and Transaction build their writes here.
#include "write_operations.hpp"

#include "text/index_terms.hpp"
#include "validate/memory_input.hpp"

#include <utility>

namespace memory {

PutMemory put_operation(NewMemory input, const Clock& clock, IdMaker& ids) {
    PutMemory put;
    put.memory = validate::make_memory(std::move(input), clock.now());
    put.memory.id = ids.memory_id();
    put.index = text::index_terms(put.memory);
    return put;
}

ReviseMemory revise_operation(MemoryId id, MemoryPatch patch, const Clock& clock) {
    MemoryPatch checked = validate::checked_patch(std::move(patch));
    ReviseMemory revision;
    revision.id = id;
    revision.expected_version = checked.expected_version;
    const Timestamp now = clock.now();
    revision.revise = [checked = std::move(checked), now](const Memory& current) {
        PutMemory next;
        next.memory = validate::patched(current, checked, now);
        next.index = text::index_terms(next.memory);
        return next;
    };
    return revision;
}

PutRelationship relate_operation(
    NewRelationship input, const Clock& clock, IdMaker& ids, CyclePolicy cycles
) {
    validate::check_ends(input);
    PutRelationship put;
    put.relationship = validate::make_relationship(input, clock.now());
    put.relationship.id = ids.relationship_id();
    put.from = std::move(input.from);
    put.to = std::move(input.to);
    put.skip_when_end_is_missing = input.skip_when_end_is_missing;
    put.cycles = cycles;
    return put;
}

}  // namespace memory
