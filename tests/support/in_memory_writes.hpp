#pragma once
// One write operation on a tenant of the plain in-memory store. Used by that store only.
// Throws memory::Error as the contract says; the caller drops the changed tenant then.

#include "support/in_memory_store.hpp"

#include <memory/store.hpp>

namespace support {

memory::WriteResult write(InMemoryTenant& tenant, const memory::WriteOperation& operation);

}  // namespace support
