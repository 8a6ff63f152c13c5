#pragma once
// Checks what callers ask for, and cleans it. Pure.
// The limits are those of query.hpp; every refusal is Errc::invalid_argument.

#include <memory/model.hpp>
#include <memory/query.hpp>

namespace memory::validate {

[[nodiscard]] Filter checked_filter(Filter filter);
[[nodiscard]] SearchQuery checked_search(SearchQuery query);
[[nodiscard]] RecallQuery checked_recall(RecallQuery query);
void check_related(const RelatedQuery& query);
/// Tenant: 1 to 100 characters.
void check_scope(const Scope& scope);

}  // namespace memory::validate
