#pragma once
// Checks what callers ask for, and cleans it. Pure.
// The limits are those of query.hpp; every refusal is Errc::invalid_argument.

#include <memory/model.hpp>
#include <memory/query.hpp>

namespace memory::validate {

[[nodiscard]] Filter checked_filter(Filter filter);
[[nodiscard]] SearchQuery checked_search(SearchQuery query);
[[nodiscard]] RecallQuery checked_recall(RecallQuery query);
[[nodiscard]] ListQuery checked_list(ListQuery query);
/// As checked_list, for a page that may be larger: 1 to 10,000 ids.
[[nodiscard]] ListQuery checked_id_list(ListQuery query);
[[nodiscard]] ValueQuery checked_values(ValueQuery query);
/// Whether a stored value may begin with the (checked) prefix: an id begins with digits of a UUID.
[[nodiscard]] bool may_begin_a_value(const ValueQuery& query) noexcept;
void check_related(const RelatedQuery& query);
/// Tenant: 1 to 100 characters.
void check_scope(const Scope& scope);

}  // namespace memory::validate
