// A transaction checks each write when it is added, so that the error points at its cause.
// Nothing touches the store before MemoryDatabase::apply.
#include "id_maker.hpp"
#include "write_operations.hpp"

#include <memory/database.hpp>

#include <utility>

namespace memory {

Transaction::Transaction(const Clock& clock)
    : Transaction(clock, std::make_shared<IdMaker>(clock), CyclePolicy::refuse) {}

Transaction::Transaction(const Clock& clock, std::shared_ptr<IdMaker> ids, CyclePolicy cycles)
    : clock_(&clock), ids_(std::move(ids)), cycles_(cycles) {}

MemoryId Transaction::store(NewMemory memory) {
    PutMemory put = put_operation(std::move(memory), *clock_, *ids_);
    const MemoryId id = put.memory.id;
    batch_.operations.emplace_back(std::move(put));
    return id;
}

void Transaction::update(MemoryId id, MemoryPatch patch) {
    batch_.operations.emplace_back(revise_operation(id, std::move(patch), *clock_));
}

void Transaction::remove(MemoryId id) {
    batch_.operations.emplace_back(RemoveMemory(id));
}

void Transaction::relate(NewRelationship relationship) {
    batch_.operations.emplace_back(
        relate_operation(std::move(relationship), *clock_, *ids_, cycles_)
    );
}

std::size_t Transaction::size() const noexcept {
    return batch_.operations.size();
}

}  // namespace memory
