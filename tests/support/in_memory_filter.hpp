#pragma once
// Which memories of the plain in-memory store pass a filter. Used by that store only.
// The whole meaning of memory::Filter, in one loop per question.

#include "support/in_memory_store.hpp"

#include <memory/model.hpp>
#include <memory/query.hpp>

namespace support {

[[nodiscard]] bool passes(
    const InMemoryTenant& tenant, const memory::Memory& memory, const memory::Filter& filter
);

}  // namespace support
