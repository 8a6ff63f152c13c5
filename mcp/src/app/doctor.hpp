#pragma once
// The checks of `boltmem doctor`: each says what it saw and, where something is wrong, what to do.
// Looking changes nothing; only check_database() opens the store.

#include "app/settings.hpp"

#include <mcp/task.hpp>
#include <memory/database.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mcp::app {

/// One line of the doctor's answer.
struct Check {
    enum class Level : std::uint8_t { ok, warn, fail };
    Check() = default;

    Check(Level severity, std::string subject, std::string seen, std::string to_do = {})
        : level(severity),
          name(std::move(subject)),
          text(std::move(seen)),
          advice(std::move(to_do)) {}

    Level level = Level::ok;
    std::string name;
    std::string text;
    std::string advice;  ///< empty when there is nothing to do
};

using Checks = std::vector<Check>;

/// Looks at an SQLite store's path without opening it: folder, permissions, disk, file system.
[[nodiscard]] Checks check_files(const memory::SqliteConfig& config);

/// How the file keeps its journal, by the header that every SQLite file has; nothing for a missing
/// or empty file.
[[nodiscard]] Checks check_journal(const std::string& path);

/// Looks at the Neo4j settings without connecting: encryption, password.
[[nodiscard]] Checks check_neo4j_settings(const Settings& settings);

/// Opens the store and tries it: versions, a write that leaves nothing behind, a search, the time
/// of a read. Stops at the first failure, since nothing after it could work.
Task<Checks> check_database(memory::MemoryDatabase& database);

}  // namespace mcp::app
