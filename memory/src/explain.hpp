#pragma once
// Why a hit is there: which words of the query matched, and where. Pure.
// Works on the page that is answered, not on the candidates, so it may read texts.

#include "recall_plan.hpp"

#include <memory/candidates.hpp>
#include <memory/query.hpp>

namespace memory {

[[nodiscard]] Explanation explain(
    const RecallPlan& plan, const Memory& memory, const Ranked& ranked
);

/// Bytes of text that explain() may have to read for a memory; callers bound a turn of the loop.
[[nodiscard]] std::size_t explanation_cost(const Memory& memory) noexcept;

}  // namespace memory
