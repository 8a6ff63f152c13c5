// Memories and relationships as properties and back, and clear refusals of foreign data.
// Answers are built as the driver's arena would hold them, so no server is needed.
#include "neo4j/columns.hpp"
#include "neo4j/mapping.hpp"
#include "support/catch.hpp"

#include <memory/error.hpp>

#include <deque>
#include <string>
#include <utility>
#include <vector>

using memory::Errc;
using memory::Error;
using memory::Filter;
using memory::Memory;
using memory::MemoryId;
using memory::MemoryType;
using memory::PutMemory;
using memory::Relationship;
using memory::RelationshipId;
using memory::RelationshipType;
using memory::Scope;
using memory::Timestamp;
namespace neo4j = memory::neo4j;

namespace {

/// Lays values out as cells, as a decoded record does; owns what the cells point to.
class Arena {
  public:
    bolt::ValueView view(const bolt::Value& value) {
        cells_.emplace_back(1, cell(value));
        return bolt::ValueView(cells_.back().front());
    }

  private:
    bolt::detail::Cell cell(const bolt::Value& value) {
        bolt::detail::Cell made;
        made.kind = value.kind();
        if (const auto* text = value.get_if<std::string>()) {
            texts_.push_back(*text);
            made.size = static_cast<std::uint32_t>(text->size());
            made.text = texts_.back().data();
        } else if (const auto* integer = value.get_if<std::int64_t>()) {
            made.integer = *integer;
        } else if (const auto* number = value.get_if<double>()) {
            made.floating = *number;
        } else if (const auto* flag = value.get_if<bool>()) {
            made.boolean = *flag;
        } else if (const auto* list = value.get_if<bolt::List>()) {
            std::vector<bolt::detail::Cell> items;
            for (const bolt::Value& item : *list) {
                items.push_back(cell(item));
            }
            made.size = static_cast<std::uint32_t>(items.size());
            cells_.push_back(std::move(items));
            made.cells = cells_.back().data();
        }
        return made;
    }

    std::deque<std::string> texts_;
    std::deque<std::vector<bolt::detail::Cell>> cells_;
};

MemoryId memory_id(unsigned char last) {
    MemoryId::Bytes bytes{};
    bytes[15] = last;
    return MemoryId(bytes);
}

Timestamp at_micros(std::int64_t micros) {
    return Timestamp(std::chrono::microseconds(micros));
}

PutMemory full_memory() {
    PutMemory put;
    Memory& memory = put.memory;
    memory.id = memory_id(7);
    memory.key = "key";
    memory.type = MemoryType::code_pattern;
    memory.title = "title";
    memory.content = "content";
    memory.summary = "summary";
    memory.tags = {"b", "a"};
    memory.context.project_path = "path";
    memory.context.files_involved = {"x.cpp", "y.cpp"};
    memory.context.languages = {"c++"};
    memory.context.frameworks = {"asio"};
    memory.context.technologies = {"bolt"};
    memory.context.git_commit = "abc";
    memory.context.git_branch = "main";
    memory.context.working_directory = "dir";
    memory.context.additional_metadata = "{\"a\":1}";
    memory.author = "author";
    memory.session = "session";
    memory.project = "project";
    memory.importance = 0.25;
    memory.confidence = 0.75;
    memory.version = 3;
    memory.occurred_at = at_micros(-5);
    memory.valid_until = at_micros(10);
    memory.created_at = at_micros(20);
    memory.recorded_at = at_micros(30);
    put.index.terms = "titl content";
    put.index.extra_terms = "b";
    put.index.length = 2;
    return put;
}

/// What MEMORY(m) answers for a node with these properties.
bolt::List columns_of(const bolt::Map& properties) {
    bolt::List columns;
    for (const std::string_view name : neo4j::kMemoryColumns) {
        const bolt::Value* value = properties.find(name);
        columns.push_back(value == nullptr ? bolt::Value() : *value);
    }
    return columns;
}

bolt::List changed(std::string_view column, bolt::Value value) {
    bolt::List columns = columns_of(neo4j::memory_properties(full_memory(), Scope()));
    columns[neo4j::memory_column(column)] = std::move(value);
    return columns;
}

Errc code_of_reading(const bolt::Value& columns) {
    Arena arena;
    try {
        static_cast<void>(neo4j::read_memory(arena.view(columns)));
    } catch (const Error& error) {
        return error.code();
    }
    return Errc::internal;
}

}  // namespace

TEST_CASE("a memory comes back from its properties as it was") {
    const PutMemory put = full_memory();
    const Memory& memory = put.memory;
    Arena arena;
    const bolt::List columns = columns_of(neo4j::memory_properties(put, Scope("team")));
    const Memory read = neo4j::read_memory(arena.view(columns));
    CHECK(read.id == memory.id);
    CHECK(read.key == memory.key);
    CHECK(read.type == memory.type);
    CHECK(read.title == memory.title);
    CHECK(read.content == memory.content);
    CHECK(read.summary == memory.summary);
    CHECK(read.tags == memory.tags);
    CHECK(read.context == memory.context);
    CHECK(read.author == memory.author);
    CHECK(read.session == memory.session);
    CHECK(read.project == memory.project);
    CHECK(read.importance == memory.importance);
    CHECK(read.confidence == memory.confidence);
    CHECK(read.version == memory.version);
    CHECK(read.occurred_at == memory.occurred_at);
    CHECK(read.valid_until == memory.valid_until);
    CHECK(read.created_at == memory.created_at);
    CHECK(read.recorded_at == memory.recorded_at);
}

TEST_CASE("what is empty is no property, and reads as empty again") {
    PutMemory put;
    put.memory.id = memory_id(1);
    put.memory.title = "t";
    const bolt::Map properties = neo4j::memory_properties(put, Scope());
    for (const char* name :
         {"key",
          "summary",
          "tags",
          "author",
          "session",
          "project",
          "valid_until",
          "git_commit",
          "files_involved",
          "additional_metadata"}) {
        INFO(name);
        CHECK_FALSE(properties.contains(name));
    }
    Arena arena;
    const Memory read = neo4j::read_memory(arena.view(columns_of(properties)));
    CHECK(read.key.empty());
    CHECK(read.tags.empty());
    CHECK(read.context.empty());
    CHECK_FALSE(read.valid_until.has_value());
}

TEST_CASE("a memory's node carries its tenant, identity, words and length") {
    const bolt::Map properties = neo4j::memory_properties(full_memory(), Scope("team"));
    CHECK(properties.at("tenant") == bolt::Value("team"));
    CHECK(properties.at("identity") == bolt::Value("k:key"));
    CHECK(properties.at("words") == bolt::Value("titl content b"));
    CHECK(properties.at("length") == bolt::Value(2));
}

TEST_CASE("the identity is the key, or the id when there is none") {
    Memory memory;
    memory.id = memory_id(9);
    CHECK(neo4j::identity_of(memory) == "i:" + memory.id.to_string());
    memory.key = memory.id.to_string();
    CHECK(neo4j::identity_of(memory) == "k:" + memory.id.to_string());
    CHECK(neo4j::identity_of(memory) == neo4j::identity_of_key(memory.key));
}

TEST_CASE("a relationship comes back from its answer as it was") {
    Relationship relationship;
    RelationshipId::Bytes bytes{};
    bytes[0] = 1;
    relationship.id = RelationshipId(bytes);
    relationship.from = memory_id(1);
    relationship.to = memory_id(2);
    relationship.type = RelationshipType::depends_on;
    relationship.strength = 0.25;
    relationship.confidence = 1;
    relationship.context = "because";
    relationship.valid_from = at_micros(5);
    relationship.recorded_at = at_micros(6);
    const bolt::Map properties = neo4j::relationship_properties(relationship);
    bolt::List columns;
    columns.push_back(properties.at("id"));
    columns.emplace_back(relationship.from.to_string());
    columns.emplace_back(relationship.to.to_string());
    columns.emplace_back("DEPENDS_ON");
    for (const char* name : {"strength", "confidence", "context", "valid_from"}) {
        columns.push_back(properties.at(name));
    }
    columns.emplace_back(nullptr);
    columns.push_back(properties.at("recorded_at"));
    Arena arena;
    const Relationship read = neo4j::read_relationship(arena.view(columns));
    CHECK(read.id == relationship.id);
    CHECK(read.from == relationship.from);
    CHECK(read.to == relationship.to);
    CHECK(read.type == relationship.type);
    CHECK(read.strength == relationship.strength);
    CHECK(read.confidence == relationship.confidence);
    CHECK(read.context == relationship.context);
    CHECK(read.valid_from == relationship.valid_from);
    CHECK_FALSE(read.valid_until.has_value());
    CHECK(read.recorded_at == relationship.recorded_at);
}

TEST_CASE("data that another program has changed is refused as corrupt") {
    CHECK(code_of_reading(bolt::Value(5)) == Errc::corrupt);
    CHECK(code_of_reading(bolt::List()) == Errc::corrupt);
    CHECK(code_of_reading(changed("id", "no uuid")) == Errc::corrupt);
    CHECK(code_of_reading(changed("id", nullptr)) == Errc::corrupt);
    CHECK(code_of_reading(changed("type", "poem")) == Errc::corrupt);
    CHECK(code_of_reading(changed("title", 5)) == Errc::corrupt);
    CHECK(code_of_reading(changed("tags", "not a list")) == Errc::corrupt);
    CHECK(code_of_reading(changed("importance", "high")) == Errc::corrupt);
    CHECK(code_of_reading(changed("version", nullptr)) == Errc::corrupt);
    CHECK(code_of_reading(changed("recorded_at", 0.5)) == Errc::corrupt);
}

TEST_CASE("a whole number is as good as a fraction where a fraction is expected") {
    Arena arena;
    const Memory read = neo4j::read_memory(arena.view(changed("importance", 1)));
    CHECK(read.importance == 1.0);
}

TEST_CASE("filter parameters are those that are set") {
    bolt::Map none;
    neo4j::add_filter_parameters(Filter(), none);
    CHECK(none.empty());
    Filter filter;
    filter.project = "p";
    filter.types = {MemoryType::task, MemoryType::fix};
    filter.tags = {"x"};
    filter.min_importance = 0.5;
    filter.until = at_micros(12);
    filter.with_relationship = {RelationshipType::solves};
    bolt::Map some;
    neo4j::add_filter_parameters(filter, some);
    CHECK(some.size() == 6);
    CHECK(some.at("memory_types") == bolt::Value(bolt::List{"task", "fix"}));
    CHECK(some.at("until") == bolt::Value(12));
    CHECK(some.at("with_relationship") == bolt::Value(bolt::List{"SOLVES"}));
}

TEST_CASE("no asked relationship type means all thirty-five") {
    CHECK(neo4j::type_names_or_all({}).size() == 35);
    CHECK(
        bolt::Value(neo4j::type_names_or_all({RelationshipType::follows})) ==
        bolt::Value(bolt::List{"FOLLOWS"})
    );
}
