#pragma once
// Where a database lives and how it behaves: store URLs, credentials, limits and time-outs.
// Reading the environment is the program's business; this is what it hands over.

#include <memory/store.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace memory {

/// Settings of the embedded store.
struct SqliteConfig {
    SqliteConfig() = default;
    std::filesystem::path path;  ///< the file; its folder is made (0700) when missing
    /// Longest wait for another process's write lock.
    std::chrono::milliseconds busy_timeout{10'000};
    int readers = 2;                   ///< reader threads, 1 to 16, started on demand
    std::size_t queue_limit = 10'000;  ///< waiting operations; beyond it: Errc::overloaded
};

/// Settings of the Neo4j store.
struct Neo4jConfig {
    Neo4jConfig() = default;
    std::string uri;  ///< bolt://, bolt+s://, bolt+ssc://, neo4j://…, without credentials
    std::string user = "neo4j";
    std::string password;  ///< never printed
    std::string database;  ///< empty = the user's home database
    std::size_t pool_size = 20;
    std::chrono::milliseconds connect_timeout{5'000};
    /// Longest time that the server may work on one statement, and for which a statement that
    /// failed for a passing reason is tried again. A call on a server that is away fails about this
    /// long after its first failure.
    std::chrono::milliseconds operation_timeout{15'000};
};

enum class Backend : std::uint8_t { sqlite, neo4j };

struct Config {
    Config() = default;

    /// Reads `sqlite:PATH` or a Neo4j URL. Credentials inside the URL are refused, because they
    /// would end up in process lists and logs. Throws Errc::invalid_argument with the accepted
    /// forms.
    [[nodiscard]] static Config parse(std::string_view url);

    Backend backend = Backend::sqlite;
    SqliteConfig sqlite;
    Neo4jConfig neo4j;
    CyclePolicy cycles = CyclePolicy::refuse;
};

}  // namespace memory
