// The Cypher texts: tenancy in every pattern, user input in none, filters as asked.
// Whether a server accepts them is shown by the contract suite.
#include "neo4j/columns.hpp"
#include "neo4j/cypher.hpp"
#include "neo4j/schema.hpp"
#include "support/catch.hpp"

#include <set>
#include <string>
#include <vector>

namespace cypher = memory::neo4j::cypher;
using memory::CyclePolicy;
using memory::Direction;
using memory::Filter;
using memory::ListQuery;
using memory::MemoryType;
using memory::RelationshipType;
using memory::Timestamp;
using memory::ValueQuery;

namespace {

constexpr const char* kHostile = "x'}) DETACH DELETE m //";

Filter full_filter() {
    Filter filter;
    filter.project = kHostile;
    filter.session = kHostile;
    filter.author = kHostile;
    filter.types = {MemoryType::task};
    filter.tags = {kHostile};
    filter.min_importance = 0.5;
    filter.since = Timestamp();
    filter.until = Timestamp();
    filter.recorded_since = Timestamp();
    filter.recorded_before = memory::RecordedPosition();
    filter.with_relationship = {RelationshipType::solves};
    filter.unresolved_only = true;
    return filter;
}

std::vector<std::string> all_statements() {
    std::vector<std::string> texts{
        cypher::put_memories(),
        cypher::lock_memory(),
        cypher::revise_memory(),
        cypher::move_memory(),
        cypher::remove_memories(),
        cypher::get_memories(),
        cypher::details(),
        cypher::history(),
        cypher::relationship_counts(),
        cypher::statistics(),
        cypher::states(),
        cypher::change_marker(),
        cypher::values(ValueQuery::Kind::id),
        cypher::values(ValueQuery::Kind::tag),
        cypher::values(ValueQuery::Kind::project),
    };
    for (const auto& known : memory::all_relationship_types()) {
        texts.push_back(cypher::put_relationships(known.type, CyclePolicy::refuse));
        texts.push_back(cypher::put_relationships(known.type, CyclePolicy::allow));
    }
    for (const Filter& filter : {Filter(), full_filter()}) {
        texts.push_back(cypher::candidates(filter, true));
        texts.push_back(cypher::candidates(filter, false));
        texts.push_back(cypher::list(filter, ListQuery::Order::importance));
        texts.push_back(cypher::list(filter, ListQuery::Order::recorded));
        texts.push_back(cypher::list(filter, ListQuery::Order::occurred));
        texts.push_back(cypher::list_ids(filter, ListQuery::Order::recorded));
        texts.push_back(cypher::recent_activity(filter));
    }
    for (const Direction direction : {Direction::outgoing, Direction::incoming, Direction::both}) {
        for (int depth = 1; depth <= 5; ++depth) {
            texts.push_back(cypher::related(direction, depth));
        }
    }
    return texts;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

/// Names of the variables that a text binds to a :Memory node, e.g. "m" of "(m:Memory)".
std::set<std::string> memory_variables(const std::string& text) {
    std::set<std::string> names;
    const std::string label = ":Memory";
    for (std::size_t at = text.find(label); at != std::string::npos;
         at = text.find(label, at + 1)) {
        const char next = text[at + label.size()];
        const std::size_t begin = text.rfind('(', at) + 1;
        if ((next == ')' || next == ' ') && begin < at) {
            names.insert(text.substr(begin, at - begin));
        }
    }
    return names;
}

}  // namespace

TEST_CASE("every statement is confined to the tenant, variable by variable") {
    for (const std::string& text : all_statements()) {
        INFO(text);
        CHECK(occurrences(text, "$tenant") > 0);
        for (const std::string& name : memory_variables(text)) {
            INFO(name);
            // "every" only counts the collection; MERGE carries the tenant in its pattern.
            const bool merged = occurrences(text, "(" + name + ":Memory {tenant: $tenant") > 0;
            const bool confined = occurrences(text, name + ".tenant = $tenant") > 0;
            CHECK((merged || confined || name == "every"));
        }
    }
}

TEST_CASE("no statement holds user input or an unreplaced placeholder") {
    for (const std::string& text : all_statements()) {
        INFO(text);
        CHECK(text.find("DETACH DELETE m //") == std::string::npos);
        CHECK(text.find('@') == std::string::npos);
        CHECK(text.find("IN_TENANT") == std::string::npos);
        CHECK(text.find("MEMORY(") == std::string::npos);
        CHECK(text.find("RELATIONSHIP(") == std::string::npos);
    }
}

TEST_CASE("a filter adds one condition for each part that is set, and none when empty") {
    CHECK(cypher::filter_conditions(Filter()).empty());
    Filter filter;
    filter.project = "p";
    CHECK(cypher::filter_conditions(filter) == " AND m.project = $project");
    filter.until = Timestamp();
    CHECK(
        cypher::filter_conditions(filter) == " AND m.project = $project AND m.occurred_at < $until"
    );
    const std::string all = cypher::filter_conditions(full_filter());
    for (const char* parameter :
         {"$project",
          "$session",
          "$author",
          "$memory_types",
          "$tags",
          "$min_importance",
          "$since",
          "$until",
          "$recorded_since",
          "$before_id",
          "$with_relationship",
          "SOLVES|ADDRESSES"}) {
        INFO(parameter);
        CHECK(occurrences(all, parameter) == 1);
    }
}

TEST_CASE("only directed types are checked for cycles, and only under the refusing policy") {
    const auto text = [](RelationshipType type, CyclePolicy policy) {
        return cypher::put_relationships(type, policy);
    };
    const std::string checked = text(RelationshipType::depends_on, CyclePolicy::refuse);
    CHECK(checked.find("shortestPath((start)-[:DEPENDS_ON*]->(a))") != std::string::npos);
    CHECK(checked.find("RelationshipGuard") != std::string::npos);
    const std::string allowed = text(RelationshipType::depends_on, CyclePolicy::allow);
    CHECK(allowed.find("shortestPath") == std::string::npos);
    CHECK(allowed.find("RelationshipGuard") == std::string::npos);
    const std::string both_ways = text(RelationshipType::similar_to, CyclePolicy::refuse);
    CHECK(both_ways.find("shortestPath") == std::string::npos);
}

TEST_CASE("a bidirectional type finds its edge in either direction, a directed one in its own") {
    const std::string both_ways =
        cypher::put_relationships(RelationshipType::similar_to, CyclePolicy::refuse);
    CHECK(both_ways.find("(a)-[same:SIMILAR_TO]-(b)") != std::string::npos);
    const std::string directed =
        cypher::put_relationships(RelationshipType::solves, CyclePolicy::refuse);
    CHECK(directed.find("(a)-[same:SOLVES]->(b)") != std::string::npos);
}

TEST_CASE("related has one level of search per step of depth, in the asked direction") {
    for (int depth = 1; depth <= 5; ++depth) {
        CHECK(
            occurrences(cypher::related(Direction::both, depth), "MATCH (at)-[r]-(m:Memory)") ==
            static_cast<std::size_t>(depth)
        );
    }
    CHECK(occurrences(cypher::related(Direction::outgoing, 1), "(at)-[r]->(m:Memory)") == 1);
    CHECK(occurrences(cypher::related(Direction::incoming, 1), "(at)<-[r]-(m:Memory)") == 1);
}

TEST_CASE("a memory is answered as the list of its columns") {
    const std::string text = cypher::get_memories();
    for (const std::string_view column : memory::neo4j::kMemoryColumns) {
        INFO(column);
        CHECK(occurrences(text, "m." + std::string(column)) >= 1);
    }
    CHECK(memory::neo4j::memory_column("id") == 0);
    CHECK(memory::neo4j::memory_column("no such") == memory::neo4j::kMemoryColumns.size());
}

TEST_CASE("migrations are numbered without gaps and can be repeated") {
    std::int64_t expected = 1;
    for (const memory::neo4j::Migration& migration : memory::neo4j::migrations()) {
        CHECK(migration.version == expected++);
        CHECK_FALSE(migration.statements.empty());
        for (const std::string_view statement : migration.statements) {
            INFO(statement);
            CHECK(statement.find(" IF NOT EXISTS ") != std::string_view::npos);
            CHECK(statement.find(" boltmem_") != std::string_view::npos);
        }
    }
    CHECK(memory::neo4j::schema_version() == expected - 1);
}

TEST_CASE("the full-text index is consistent and analyses by white space only") {
    std::string found;
    for (const std::string_view statement : memory::neo4j::migrations().front().statements) {
        if (statement.find(cypher::kWordsIndex) != std::string_view::npos) {
            found = statement;
        }
    }
    CHECK(found.find("`fulltext.analyzer`: 'whitespace'") != std::string::npos);
    CHECK(found.find("`fulltext.eventually_consistent`: false") != std::string::npos);
}
