// Cypher of the Neo4j store's reads, and the few places where a text depends on the question.
// Works on 5.26 and 2026.x, with either default language version (Cypher 5 or 25); no APOC.
#include "neo4j/cypher.hpp"
#include "neo4j/cypher_template.hpp"

namespace memory::neo4j::cypher {

namespace {

constexpr std::string_view kUnresolved =
    " AND m.type IN ['problem', 'error']"
    " AND NOT EXISTS { (m)<-[:SOLVES|ADDRESSES]-(:Memory) }";

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

}  // namespace

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
