// Cypher of the Neo4j store's writes.
// Works on 5.26 and 2026.x, with either default language version (Cypher 5 or 25); no APOC.
#include "neo4j/cypher.hpp"
#include "neo4j/cypher_template.hpp"

namespace memory::neo4j::cypher {

namespace {

/// Links `m` to its session or project, which are made when they are new. Takes `row`.
constexpr std::string_view kLinkMembership = R"(
  FOREACH (ignored IN CASE WHEN linked AND row.session <> '' THEN [1] ELSE [] END |
    MERGE (s:Session {tenant: $tenant, project: row.project, name: row.session})
    CREATE (m)-[:PART_OF]->(s)
    FOREACH (ignored2 IN CASE WHEN row.project <> '' THEN [1] ELSE [] END |
      MERGE (p:Project {tenant: $tenant, name: row.project})
      MERGE (s)-[:PART_OF]->(p)))
  FOREACH (ignored IN CASE WHEN linked AND row.session = '' AND row.project <> '' THEN [1] ELSE [] END |
    MERGE (p:Project {tenant: $tenant, name: row.project})
    CREATE (m)-[:PART_OF]->(p)))";

}  // namespace

std::string put_memories() {
    // One property, `identity`, stands for the key or, without one, for the id, so that one MERGE
    // on a unique constraint serves both and concurrent stores of a key meet on one index entry.
    // `is_new` lives inside the statement only and tells a creation from a find.
    std::string text = R"(
UNWIND $rows AS row
CALL (row) {
  MERGE (m:Memory {tenant: $tenant, identity: row.identity})
    ON CREATE SET m += row.properties, m.is_new = true
  WITH m, row, coalesce(m.is_new, false) AS linked
  FOREACH (ignored IN CASE WHEN linked THEN [1] ELSE [] END | REMOVE m.is_new))";
    text += kLinkMembership;
    text += R"(
  RETURN m.id AS id, m.version AS version, linked AS created
}
RETURN row.index AS index, id, version, created)";
    return text;
}

std::string lock_memory() {
    // A write takes the node's lock before anything is read for the answer. It must be a real one:
    // an assignment that changes nothing, or removes what is not there, takes no lock or writes
    // back what was read before the lock. revise_memory() replaces all properties, this one too.
    return expand(R"(
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = $id
SET m.locked = true
RETURN MEMORY(m) AS memory)");
}

std::string revise_memory() {
    return expand(R"(
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = $id AND m.version = $version
CREATE (m)-[:HAD_VERSION]->(v:MemoryVersion)
SET v = properties(m)
SET v.superseded_at = $properties.recorded_at
REMOVE v.words, v.scope_words, v.identity, v.locked
SET m = $properties
RETURN m.version AS version)");
}

std::string move_memory() {
    std::string text = expand(R"(
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = $id
OPTIONAL MATCH (m)-[old:PART_OF]->()
DELETE old
WITH DISTINCT m, $row AS row, true AS linked)");
    text += kLinkMembership;
    return text;
}

std::string remove_memories() {
    return expand(R"(
UNWIND $rows AS row
CALL (row) {
  OPTIONAL MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = row.id
  OPTIONAL MATCH (m)-[:HAD_VERSION]->(v:MemoryVersion)
  WITH m, m IS NOT NULL AS found, collect(v) AS versions
  FOREACH (v IN versions | DETACH DELETE v)
  DETACH DELETE m
  RETURN found
}
RETURN row.index AS index, found)");
}

std::string put_relationships(RelationshipType type, CyclePolicy cycles) {
    const RelationshipTypeInfo& known = info(type);
    const bool checked = cycles == CyclePolicy::refuse && !known.bidirectional;
    std::string text;
    if (checked) {
        // Two edges with four different ends can close a cycle together without sharing a lock,
        // so writers of one cycle-checked type take turns on a guard node of their tenant.
        text += R"(
CALL () {
  MERGE (guard:RelationshipGuard {tenant: $tenant, type: '@TYPE'})
  SET guard.taken = coalesce(guard.taken, 0) + 1
})";
    }
    // The ends are locked in the order of their ids before anything is looked for: two writers of
    // the same edge then take turns, and neither end can be removed meanwhile.
    text += R"(
UNWIND $rows AS row
CALL (row) {
  OPTIONAL MATCH (a1:Memory) WHERE IN_TENANT(a1) AND a1.id = row.from_id
  OPTIONAL MATCH (a2:Memory) WHERE IN_TENANT(a2) AND a2.identity = row.from_identity
  OPTIONAL MATCH (b1:Memory) WHERE IN_TENANT(b1) AND b1.id = row.to_id
  OPTIONAL MATCH (b2:Memory) WHERE IN_TENANT(b2) AND b2.identity = row.to_identity
  WITH row, coalesce(a1, a2) AS a, coalesce(b1, b2) AS b
  FOREACH (n IN CASE WHEN a IS NULL OR b IS NULL THEN []
                     WHEN a.id < b.id THEN [a, b] ELSE [b, a] END |
    SET n.locked = true REMOVE n.locked)
  WITH row, a, b
  OPTIONAL MATCH (a)-[same:@TYPE]-@ARROW(b)
  WITH row, a, b, head(collect(same)) AS existing)";
    if (checked) {
        // The search is bidirectional and ends as soon as either side has nowhere to go. It must
        // not run with equal ends, which the server refuses.
        text += R"(
  WITH row, a, b, existing, CASE WHEN a = b OR existing IS NOT NULL THEN null ELSE b END AS start
  OPTIONAL MATCH path = shortestPath((start)-[:@TYPE*]->(a))
  WITH row, a, b, existing, path IS NOT NULL AS cycle)";
    } else {
        text += R"(
  WITH row, a, b, existing, false AS cycle)";
    }
    text += R"(
  WITH row, a, b, existing, CASE
    WHEN a IS NULL THEN 'from_missing'
    WHEN b IS NULL THEN 'to_missing'
    WHEN a = b THEN 'self'
    WHEN existing IS NOT NULL THEN 'existing'
    WHEN cycle THEN 'cycle'
    ELSE 'created' END AS status
  FOREACH (ignored IN CASE status WHEN 'created' THEN [1] ELSE [] END |
    CREATE (a)-[r:@TYPE]->(b) SET r = row.properties)
  RETURN status, coalesce(existing.id, row.properties.id) AS id
}
RETURN row.index AS index, status, id)";
    replace_all(text, "@TYPE", known.name);
    replace_all(text, "@ARROW", known.bidirectional ? "" : ">");
    return expand(text);
}

}  // namespace memory::neo4j::cypher
