// Migrations of the graph. Names begin with boltmem_, so that a database shared with other
// programs (the predecessor also keeps :Memory nodes) has no clash of names.
#include "neo4j/schema.hpp"

#include <array>

namespace memory::neo4j {

namespace {

// The composite range indexes end in what lists are ordered by, so that a page is read in order.
// `eventually_consistent: false` is Neo4j's default and what lets a search see the write before it.
constexpr std::array<std::string_view, 13> kVersion1 = {
    "CREATE CONSTRAINT boltmem_schema_name IF NOT EXISTS "
    "FOR (s:BoltmemSchema) REQUIRE s.name IS UNIQUE",
    "CREATE CONSTRAINT boltmem_memory_id IF NOT EXISTS "
    "FOR (m:Memory) REQUIRE (m.tenant, m.id) IS UNIQUE",
    "CREATE CONSTRAINT boltmem_memory_identity IF NOT EXISTS "
    "FOR (m:Memory) REQUIRE (m.tenant, m.identity) IS UNIQUE",
    "CREATE CONSTRAINT boltmem_project IF NOT EXISTS "
    "FOR (p:Project) REQUIRE (p.tenant, p.name) IS UNIQUE",
    "CREATE CONSTRAINT boltmem_session IF NOT EXISTS "
    "FOR (s:Session) REQUIRE (s.tenant, s.project, s.name) IS UNIQUE",
    "CREATE CONSTRAINT boltmem_relationship_guard IF NOT EXISTS "
    "FOR (g:RelationshipGuard) REQUIRE (g.tenant, g.type) IS UNIQUE",
    "CREATE INDEX boltmem_memory_tenant IF NOT EXISTS "
    "FOR (m:Memory) ON (m.tenant)",
    "CREATE INDEX boltmem_memory_importance IF NOT EXISTS "
    "FOR (m:Memory) ON (m.tenant, m.importance, m.recorded_at)",
    "CREATE INDEX boltmem_memory_recorded IF NOT EXISTS "
    "FOR (m:Memory) ON (m.tenant, m.recorded_at)",
    "CREATE INDEX boltmem_memory_occurred IF NOT EXISTS "
    "FOR (m:Memory) ON (m.tenant, m.occurred_at)",
    "CREATE INDEX boltmem_memory_project IF NOT EXISTS "
    "FOR (m:Memory) ON (m.tenant, m.project, m.recorded_at)",
    "CREATE INDEX boltmem_memory_session IF NOT EXISTS "
    "FOR (m:Memory) ON (m.tenant, m.session, m.recorded_at)",
    "CREATE FULLTEXT INDEX boltmem_memory_words IF NOT EXISTS "
    "FOR (m:Memory) ON EACH [m.words, m.scope_words] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', "
    "`fulltext.eventually_consistent`: false}}",
};

constexpr std::array<Migration, 1> kMigrations = {{
    {1, kVersion1},
}};

}  // namespace

std::span<const Migration> migrations() noexcept {
    return kMigrations;
}

std::int64_t schema_version() noexcept {
    return kMigrations.back().version;
}

}  // namespace memory::neo4j
