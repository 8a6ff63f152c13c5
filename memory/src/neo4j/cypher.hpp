#pragma once
// Every Cypher text that the Neo4j store runs, assembled from constants only: user input is never
// part of a text, it travels as parameters. The graph that they work on is drawn in
// docs/storage.md.

#include <memory/query.hpp>
#include <memory/store.hpp>
#include <memory/types.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace memory::neo4j::cypher {

/// Name of the full-text index over the analysed words, in `whitespace` analysis.
inline constexpr std::string_view kWordsIndex = "boltmem_memory_words";

/// Conditions on `m` for the parts of a filter that are set, each beginning with " AND ". Its
/// parameters are those of add_filter_parameters() in mapping.hpp.
[[nodiscard]] std::string filter_conditions(const Filter& filter);

// --- writes; each takes $tenant and $rows (one map per operation, with its index) ---------------

[[nodiscard]] std::string put_memories();
/// Locks one memory ($id) until the transaction ends, and answers its current version.
[[nodiscard]] std::string lock_memory();
/// Replaces the properties of the locked memory ($id, $version); the old ones stay as history.
[[nodiscard]] std::string revise_memory();
/// Moves a memory ($id) to another session or project.
[[nodiscard]] std::string move_memory();
[[nodiscard]] std::string remove_memories();
/// Edges of one type. The type is the one part of a text that no parameter can stand for in a
/// shortest-path pattern; it comes from the fixed table of types.
[[nodiscard]] std::string put_relationships(RelationshipType type, CyclePolicy cycles);

// --- reads; each takes $tenant -------------------------------------------------------------------

[[nodiscard]] std::string get_memories();
/// The memory, and pairs of a relationship type and how many edges of it.
[[nodiscard]] std::string details();
[[nodiscard]] std::string history();
/// Answers first a row of statistics, then one row per candidate.
[[nodiscard]] std::string candidates(const Filter& filter, bool with_text);
/// Answers first the total, then the page.
[[nodiscard]] std::string list(const Filter& filter, ListQuery::Order order);
/// As list(), only the ids.
[[nodiscard]] std::string list_ids(const Filter& filter, ListQuery::Order order);
[[nodiscard]] std::string states();
[[nodiscard]] std::string values(ValueQuery::Kind kind);
/// Answers numbers that change with whatever is written; none of them is counted one by one.
[[nodiscard]] std::string change_marker();
/// Breadth first, one level after the other in one statement. `depth` 1 to 5.
[[nodiscard]] std::string related(Direction direction, int depth);
[[nodiscard]] std::string relationship_counts();
[[nodiscard]] std::string recent_activity(const Filter& filter);
[[nodiscard]] std::string statistics();

}  // namespace memory::neo4j::cypher
