#pragma once
// Rows to memories and relationships, and lists to the texts that columns hold.
// Column order: sql::kMemoryColumns.

#include "sqlite/db.hpp"

#include <memory/model.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace memory::sqlite {

/// Reads a memory from the columns of sql::kMemoryColumns, from column 0 on.
[[nodiscard]] Memory read_memory(const Statement& row);
/// The memory's row number, which follows those columns.
[[nodiscard]] std::int64_t row_number(const Statement& row);
/// The edge columns of sql::kOutgoing and sql::kIncoming; ends are left to the caller.
[[nodiscard]] Relationship read_edge(const Statement& row);

/// A list as JSON text; empty list = empty text.
[[nodiscard]] std::string list_text(const std::vector<std::string>& items);
[[nodiscard]] std::vector<std::string> parse_list(std::string_view text);
/// A context as JSON text; empty context = empty text.
[[nodiscard]] std::string context_text(const MemoryContext& context);
[[nodiscard]] MemoryContext read_context(std::string_view text);

}  // namespace memory::sqlite
