#pragma once
// A Filter as SQL conditions and their parameters, tenancy first.
// The conditions are constants of sql.hpp; only their choice and the number of marks depend on
// input.

#include "sqlite/db.hpp"
#include "sqlite/document_cache.hpp"

#include <memory/model.hpp>
#include <memory/query.hpp>

#include <string>

namespace memory::sqlite {

/// Appends `m.tenant = ? AND …`.
void append_conditions(std::string& sql, const Filter& filter);
/// Binds what append_conditions left open, in its order. Both arguments must outlive the statement.
void bind_conditions(Statement& statement, const Filter& filter, const Scope& scope);

/// The tenant's predicate for a document at hand: what sql::kTenant says in SQL. The only two.
[[nodiscard]] bool is_of_tenant(const Document& document, const Scope& scope) noexcept;

/// `?, ?, ?)` for `count` items.
void append_marks(std::string& sql, std::size_t count);

}  // namespace memory::sqlite
