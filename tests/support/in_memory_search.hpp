#pragma once
// Full-text search of the plain in-memory store, by scanning. Used by that store only.
// Ranks candidates as the real stores' indexes do (BM25).

#include "support/in_memory_store.hpp"

#include <memory/store.hpp>

#include <string>

namespace support {

/// Frequencies count in all tenants, as an index shared by them does; candidates are one's own.
[[nodiscard]] memory::CandidateSet find_candidates(
    const InMemoryData& data, const std::string& tenant_name, const memory::CandidateQuery& query
);

}  // namespace support
