#pragma once
// The schema and its numbered steps: each is applied once, in order, in one transaction.
// The number stands in the file (user_version), beside a mark that the file is ours.

#include "sqlite/db.hpp"

#include <cstdint>
#include <span>

namespace memory::sqlite {

/// The schema that this program writes.
inline constexpr std::int64_t kSchemaVersion = 1;

/// Brings a file to kSchemaVersion; new files included. Throws Errc::newer_store when a newer
/// program wrote it, Errc::invalid_argument when it is another program's database; both are left as
/// they are. Safe when several processes do it at once.
void migrate(Db& db);

/// The same with steps of the caller's: step n leads from version n to n + 1, and the number of
/// steps is the newest version. All that are missing take effect together, or none does.
void migrate(Db& db, std::span<const char* const> steps);

}  // namespace memory::sqlite
