#pragma once
// Search for phrases without index: for queries of stop words only ("to be or not to be"), which
// no index term stands for. Reads pages of memories, so it is bounded.

#include "recall_plan.hpp"

#include <memory/query.hpp>
#include <memory/store.hpp>

namespace memory {

/// Memories that a scan reads at most, the most important ones.
inline constexpr std::int64_t kScannedMemories = 20'000;

/// The memories that hold the plan's phrases, most important first. `store` and `plan` must
/// outlive the call. Errors: those of the store.
Task<Page<Hit>> scan_for_phrases(Store& store, const RecallPlan& plan, const Scope& scope);

}  // namespace memory
