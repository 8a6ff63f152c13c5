// Cypher of the Neo4j store: templates, and the few places where a text depends on the question.
// Works on 5.26 and 2026.x, with either default language version (Cypher 5 or 25); no APOC.
#include "neo4j/cypher.hpp"

#include "neo4j/columns.hpp"

#include <cstddef>

namespace memory::neo4j::cypher {

namespace {

/// The one tenancy predicate. Every pattern that binds a :Memory node applies it.
constexpr std::string_view kTenancy = "@.tenant = $tenant";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string with_variable(std::string_view pattern, std::string_view variable) {
    std::string text(pattern);
    replace_all(text, "@", variable);
    return text;
}

std::string memory_columns(std::string_view variable) {
    std::string text = "[";
    for (const std::string_view column : kMemoryColumns) {
        if (text.size() > 1) {
            text += ", ";
        }
        text.append(variable).append(".").append(column);
    }
    return text + "]";
}

std::string relationship_columns(std::string_view variable) {
    return with_variable(
        "[@.id, startNode(@).id, endNode(@).id, type(@), @.strength, @.confidence, @.context, "
        "@.valid_from, @.valid_until, @.recorded_at]",
        variable
    );
}

/// Replaces every NAME(variable) in `text` by what `make` makes of the variable.
template <class Make>
void replace_calls(std::string& text, std::string_view name, Make make) {
    const std::string opening = std::string(name) + "(";
    for (std::size_t at = text.find(opening); at != std::string::npos;
         at = text.find(opening, at)) {
        const std::size_t begin = at + opening.size();
        const std::size_t end = text.find(')', begin);
        const std::string made = make(text.substr(begin, end - begin));
        text.replace(at, end + 1 - at, made);
        at += made.size();
    }
}

/// Orders of lists. They begin with the tenant, which is the same everywhere in a list, because
/// the planner reads a composite index in order only when the order names all of its properties.
std::string_view order_by(ListQuery::Order order) {
    switch (order) {
        case ListQuery::Order::importance:
            return "m.tenant DESC, m.importance DESC, m.recorded_at DESC, m.id";
        case ListQuery::Order::recorded:
            return "m.tenant DESC, m.recorded_at DESC, m.id DESC";
        case ListQuery::Order::occurred:
            return "m.tenant DESC, m.occurred_at DESC, m.id DESC";
    }
    return "m.id";
}

/// Matches the memories of a tenant so that they come in the given order without a sort. A project
/// or session is the better way in when the filter names one: then the planner chooses.
std::string ordered_match(const Filter& filter, ListQuery::Order order) {
    std::string_view index;
    std::string_view named;  // an index is used only when all of its properties are in conditions
    switch (order) {
        case ListQuery::Order::importance:
            index = "tenant, importance, recorded_at";
            named = "m.importance IS NOT NULL AND m.recorded_at IS NOT NULL";
            break;
        case ListQuery::Order::recorded:
            index = "tenant, recorded_at";
            named = "m.recorded_at IS NOT NULL";
            break;
        case ListQuery::Order::occurred:
            index = "tenant, occurred_at";
            named = "m.occurred_at IS NOT NULL";
            break;
    }
    std::string text = "MATCH (m:Memory)";
    if (filter.project.empty() && filter.session.empty()) {
        text.append(" USING INDEX m:Memory(").append(index).append(")");
    }
    text.append(" WHERE IN_TENANT(m) AND ").append(named).append(filter_conditions(filter));
    return text;
}

/// First the total, then the page, of which each row is `columns`.
std::string list_of(std::string_view columns, const Filter& filter, ListQuery::Order order) {
    std::string text = R"(
MATCH (m:Memory) WHERE IN_TENANT(m)@FILTER
RETURN count(m) AS row
UNION ALL
CALL () {
  @ORDERED
  WITH m ORDER BY @ORDER SKIP $offset LIMIT $limit
  RETURN @COLUMNS AS row
}
RETURN row)";
    replace_all(text, "@FILTER", filter_conditions(filter));
    replace_all(text, "@ORDERED", ordered_match(filter, order));
    replace_all(text, "@ORDER", order_by(order));
    replace_all(text, "@COLUMNS", columns);
    return expand(text);
}

constexpr std::string_view kUnresolved =
    " AND m.type IN ['problem', 'error']"
    " AND NOT EXISTS { (m)<-[:SOLVES|ADDRESSES]-(:Memory) }";

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

std::string expand(std::string_view text) {
    std::string result(text);
    replace_calls(result, "IN_TENANT", [](const std::string& variable) {
        return with_variable(kTenancy, variable);
    });
    replace_calls(result, "RELATIONSHIP", [](const std::string& variable) {
        return relationship_columns(variable);
    });
    replace_calls(result, "MEMORY", [](const std::string& variable) {
        return memory_columns(variable);
    });
    return result;
}

std::string filter_conditions(const Filter& filter) {
    std::string text;
    const auto add = [&text](bool wanted, std::string_view condition) {
        if (wanted) {
            text.append(" AND ").append(condition);
        }
    };
    add(!filter.project.empty(), "m.project = $project");
    add(!filter.session.empty(), "m.session = $session");
    add(!filter.author.empty(), "m.author = $author");
    add(!filter.types.empty(), "m.type IN $memory_types");
    add(!filter.tags.empty(), "any(tag IN m.tags WHERE tag IN $tags)");
    add(filter.min_importance.has_value(), "m.importance >= $min_importance");
    add(filter.since.has_value(), "m.occurred_at >= $since");
    add(filter.until.has_value(), "m.occurred_at < $until");
    add(filter.recorded_since.has_value(), "m.recorded_at >= $recorded_since");
    add(filter.recorded_before.has_value(),
        "m.recorded_at <= $before_time AND (m.recorded_at < $before_time OR m.id < $before_id)");
    add(!filter.with_relationship.empty(),
        "EXISTS { MATCH (m)-[r]-(:Memory) WHERE type(r) IN $with_relationship }");
    if (filter.unresolved_only) {
        text += kUnresolved;
    }
    return text;
}

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

std::string get_memories() {
    return expand(R"(
UNWIND $ids AS id
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = id
RETURN MEMORY(m) AS memory)");
}

std::string details() {
    return expand(R"(
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = $id
OPTIONAL MATCH (m)-[r]-(:Memory) WHERE type(r) IN $relationship_types
WITH m, type(r) AS type, count(r) AS count
WITH m, collect(CASE WHEN count > 0 THEN [type, count] END) AS relationships
RETURN MEMORY(m) AS memory, relationships)");
}

std::string history() {
    return expand(R"(
MATCH (m:Memory)-[:HAD_VERSION]->(v:MemoryVersion) WHERE IN_TENANT(m) AND m.id = $id
RETURN MEMORY(v) AS memory ORDER BY v.version DESC)");
}

std::string candidates(const Filter& filter, bool with_text) {
    // $query names the tenant (and project, session) in the index too, so that only this scope's
    // entries are scored; the predicates repeat it exactly. The procedure answers best first,
    // which lets LIMIT end it early.
    std::string text = R"(
MATCH (every:Memory)
WITH count(every) AS documents
CALL () {
  UNWIND range(0, size($counted) - 1) AS i
  CALL (i) {
    CALL db.index.fulltext.queryNodes('@INDEX', $counted[i]) YIELD node
    RETURN count(node) AS holding
  }
  WITH i, holding ORDER BY i
  RETURN collect(holding) AS held
}
RETURN [documents, held] AS row
UNION ALL
CALL db.index.fulltext.queryNodes('@INDEX', $query) YIELD node AS m, score
WITH m WHERE IN_TENANT(m)@FILTER
WITH m LIMIT $limit
RETURN [m.id, m.length, m.author, m.importance, m.occurred_at, m.words, @TEXT] AS row)";
    replace_all(text, "@INDEX", kWordsIndex);
    replace_all(text, "@FILTER", filter_conditions(filter));
    replace_all(text, "@TEXT", with_text ? "MEMORY(m)" : "null");
    return expand(text);
}

std::string list(const Filter& filter, ListQuery::Order order) {
    return list_of("MEMORY(m)", filter, order);
}

std::string list_ids(const Filter& filter, ListQuery::Order order) {
    return list_of("m.id", filter, order);
}

std::string states() {
    return expand(R"(
UNWIND $ids AS id
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = id
OPTIONAL MATCH (m)-[r]-(:Memory) WHERE type(r) IN $relationship_types
RETURN id, m.version AS version, m.recorded_at AS recorded_at,
  count(r) AS relationships, max(r.recorded_at) AS linked_at)");
}

std::string values(ValueQuery::Kind kind) {
    switch (kind) {
        case ValueQuery::Kind::id:
            return expand(R"(
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id STARTS WITH $prefix
RETURN m.id AS value ORDER BY value DESC LIMIT $limit)");
        case ValueQuery::Kind::tag: {
            std::string text = R"(
CALL () {
  @ORDERED
  WITH m ORDER BY @ORDER LIMIT 10000
  RETURN m.tags AS tags
}
UNWIND tags AS value
WITH value WHERE value STARTS WITH $prefix
RETURN value, count(*) AS uses ORDER BY uses DESC, value LIMIT $limit)";
            replace_all(text, "@ORDERED", ordered_match(Filter(), ListQuery::Order::recorded));
            replace_all(text, "@ORDER", order_by(ListQuery::Order::recorded));
            return expand(text);
        }
        case ValueQuery::Kind::project:
            // A project outlives its memories. The last condition lets the index answer.
            return expand(R"(
MATCH (p:Project) WHERE p.tenant = $tenant AND p.name STARTS WITH $prefix
AND EXISTS {
  MATCH (m:Memory) WHERE IN_TENANT(m) AND m.project = p.name AND m.recorded_at IS NOT NULL
}
RETURN p.name AS value ORDER BY value LIMIT $limit)");
    }
    return {};
}

std::string change_marker() {
    // An update adds a relationship (to the old version), a removal takes a node, and a new memory
    // or edge adds one. The counts are kept by the server; the newest time tells a removal from one
    // together with an addition.
    std::string text = R"(
MATCH (every:Memory) RETURN count(every) AS number
UNION ALL
MATCH ()-[r]->() RETURN count(r) AS number
UNION ALL
CALL () {
  @ORDERED
  WITH m ORDER BY @ORDER LIMIT 1
  RETURN m.recorded_at AS number
}
RETURN number)";
    replace_all(text, "@ORDERED", ordered_match(Filter(), ListQuery::Order::recorded));
    replace_all(text, "@ORDER", order_by(ListQuery::Order::recorded));
    return expand(text);
}

std::string related(Direction direction, int depth) {
    // Each level starts from the memories that the one before found, so no path is followed twice.
    // A level keeps at most $limit memories: when there are more, the answer is full anyway.
    constexpr std::string_view kLevel = R"(
CALL (seen, frontier, found) {
  UNWIND CASE WHEN size(found) < $limit THEN frontier ELSE [] END AS at
  MATCH (at)@LEFT-[r]-@RIGHT(m:Memory)
  WHERE type(r) IN $relationship_types AND IN_TENANT(m) AND NOT m IN seen
  WITH m, r ORDER BY r.strength DESC, r.id
  WITH m, head(collect(r)) AS r
  WITH m, r ORDER BY r.strength DESC, m.importance DESC, m.id LIMIT $limit
  RETURN collect(m) AS nodes, collect(r) AS edges
}
WITH seen + nodes AS seen, nodes AS frontier,
  found + [i IN range(0, size(nodes) - 1) | [nodes[i], edges[i], @DEPTH]] AS found)";
    std::string text = R"(
MATCH (start:Memory) WHERE IN_TENANT(start) AND start.id = $id
WITH [start] AS seen, [start] AS frontier, [] AS found)";
    for (int level = 1; level <= depth; ++level) {
        std::string one(kLevel);
        replace_all(one, "@DEPTH", std::to_string(level));
        text += one;
    }
    replace_all(text, "@LEFT", direction == Direction::incoming ? "<" : "");
    replace_all(text, "@RIGHT", direction == Direction::outgoing ? ">" : "");
    text += R"(
UNWIND found[..$limit] AS hit
WITH hit[0] AS m, hit[1] AS r, hit[2] AS depth
RETURN MEMORY(m) AS memory, RELATIONSHIP(r) AS relationship, depth)";
    return expand(text);
}

std::string relationship_counts() {
    return expand(R"(
UNWIND $ids AS id
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.id = id
MATCH (m)-[r]-(:Memory) WHERE type(r) IN $relationship_types
RETURN id, type(r) AS type, count(r) AS count)");
}

std::string recent_activity(const Filter& filter) {
    std::string text = R"(
MATCH (m:Memory) WHERE IN_TENANT(m)@FILTER
WITH m.type AS type, count(m) AS count
RETURN 'type' AS kind, [type, count] AS row
UNION ALL
CALL () {
  MATCH (m:Memory) WHERE IN_TENANT(m)@FILTER@UNRESOLVED
  WITH m ORDER BY @IMPORTANCE LIMIT $unresolved_limit
  RETURN MEMORY(m) AS row
}
RETURN 'unresolved' AS kind, row
UNION ALL
CALL () {
  @ORDERED
  WITH m ORDER BY @RECORDED LIMIT $recent_limit
  RETURN MEMORY(m) AS row
}
RETURN 'recent' AS kind, row)";
    replace_all(text, "@FILTER", filter_conditions(filter));
    replace_all(text, "@UNRESOLVED", kUnresolved);
    replace_all(text, "@IMPORTANCE", order_by(ListQuery::Order::importance));
    replace_all(text, "@RECORDED", order_by(ListQuery::Order::recorded));
    replace_all(text, "@ORDERED", ordered_match(filter, ListQuery::Order::recorded));
    return expand(text);
}

std::string statistics() {
    return expand(R"(
MATCH (m:Memory) WHERE IN_TENANT(m)
RETURN 'memories' AS kind, m.type AS name, count(m) AS count,
  sum(m.importance) AS importance, sum(m.confidence) AS confidence
UNION ALL
MATCH (m:Memory)-[r]->(:Memory) WHERE IN_TENANT(m) AND type(r) IN $relationship_types
RETURN 'relationships' AS kind, type(r) AS name, count(r) AS count,
  0.0 AS importance, 0.0 AS confidence
UNION ALL
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.project <> ''
RETURN 'projects' AS kind, '' AS name, count(DISTINCT m.project) AS count,
  0.0 AS importance, 0.0 AS confidence
UNION ALL
MATCH (m:Memory) WHERE IN_TENANT(m) AND m.session <> ''
RETURN 'sessions' AS kind, '' AS name, count(DISTINCT [m.project, m.session]) AS count,
  0.0 AS importance, 0.0 AS confidence)");
}

}  // namespace memory::neo4j::cypher
