#pragma once
// From what callers give to what stores apply: checked, dated, with ids and index terms.
// Pure but for the clock and the id maker that are passed in.

#include "id_maker.hpp"

#include <memory/model.hpp>
#include <memory/store.hpp>
#include <memory/time.hpp>

namespace memory {

[[nodiscard]] PutMemory put_operation(NewMemory input, const Clock& clock, IdMaker& ids);
[[nodiscard]] ReviseMemory revise_operation(MemoryId id, MemoryPatch patch, const Clock& clock);
[[nodiscard]] PutRelationship relate_operation(
    NewRelationship input, const Clock& clock, IdMaker& ids, CyclePolicy cycles
);

}  // namespace memory
