#pragma once
// The graph's constraints and indexes, as numbered migrations that are applied once per database.
// The database remembers its version in one (:BoltmemSchema) node.

#include <cstdint>
#include <span>
#include <string_view>

namespace memory::neo4j {

/// One step of the schema. Its statements can be repeated (IF NOT EXISTS), so that programs which
/// open a new database at the same time may all run it.
struct Migration {
    std::int64_t version;
    std::span<const std::string_view> statements;
};

/// All steps, oldest first. A released step is never edited: changes are new steps.
[[nodiscard]] std::span<const Migration> migrations() noexcept;

/// The version that this program reads and writes.
[[nodiscard]] std::int64_t schema_version() noexcept;

/// Answers the database's version, or no row when it is new.
inline constexpr std::string_view kReadSchemaVersion =
    "MATCH (s:BoltmemSchema) RETURN max(s.version) AS version";

/// Waits until indexes that were just made answer completely. $seconds bounds the wait.
inline constexpr std::string_view kAwaitIndexes = "CALL db.awaitIndexes($seconds)";

/// Records that the schema is at $version; never lowers it.
inline constexpr std::string_view kRecordSchemaVersion = R"(
MERGE (s:BoltmemSchema {name: 'boltmem'})
SET s.version = CASE WHEN coalesce(s.version, 0) < $version THEN $version ELSE s.version END)";

}  // namespace memory::neo4j
