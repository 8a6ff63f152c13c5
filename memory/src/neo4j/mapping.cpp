// Mapping between the model and Bolt values.
// Reading trusts nothing: another program may have changed the graph, and then says so clearly.
#include "neo4j/mapping.hpp"

#include "neo4j/columns.hpp"
#include "neo4j/fulltext.hpp"

#include <memory/error.hpp>
#include <memory/types.hpp>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace memory::neo4j {

namespace {

[[noreturn]] void fail_corrupt(std::string_view what) {
    throw Error(
        Errc::corrupt,
        "the Neo4j database answered " + std::string(what) +
            "; another program may have changed its :Memory nodes"
    );
}

void set_text(bolt::Map& map, std::string_view name, const std::string& text) {
    if (!text.empty()) {
        map.emplace(std::string(name), bolt::Value(text));
    }
}

void set_texts(bolt::Map& map, std::string_view name, const std::vector<std::string>& texts) {
    if (!texts.empty()) {
        map.emplace(std::string(name), bolt::Value(text_list(texts)));
    }
}

void set_time(bolt::Map& map, std::string_view name, std::optional<Timestamp> time) {
    if (time) {
        map.emplace(std::string(name), bolt::Value(to_micros(*time)));
    }
}

std::vector<std::string> read_texts(const bolt::Value& value) {
    std::vector<std::string> texts;
    if (!value.is_null()) {
        for (const bolt::Value& text : read_list(value)) {
            texts.push_back(read_text(text));
        }
    }
    return texts;
}

std::optional<Timestamp> read_optional_time(const bolt::Value& value) {
    if (value.is_null()) {
        return std::nullopt;
    }
    return from_micros(read_integer(value));
}

MemoryContext read_context(const bolt::List& columns) {
    const auto text = [&columns](std::string_view name) {
        return read_text(columns[memory_column(name)]);
    };
    const auto texts = [&columns](std::string_view name) {
        return read_texts(columns[memory_column(name)]);
    };
    MemoryContext context;
    context.project_path = text("project_path");
    context.files_involved = texts("files_involved");
    context.languages = texts("languages");
    context.frameworks = texts("frameworks");
    context.technologies = texts("technologies");
    context.git_commit = text("git_commit");
    context.git_branch = text("git_branch");
    context.working_directory = text("working_directory");
    context.additional_metadata = text("additional_metadata");
    return context;
}

void set_context(bolt::Map& map, const MemoryContext& context) {
    set_text(map, "project_path", context.project_path);
    set_texts(map, "files_involved", context.files_involved);
    set_texts(map, "languages", context.languages);
    set_texts(map, "frameworks", context.frameworks);
    set_texts(map, "technologies", context.technologies);
    set_text(map, "git_commit", context.git_commit);
    set_text(map, "git_branch", context.git_branch);
    set_text(map, "working_directory", context.working_directory);
    set_text(map, "additional_metadata", context.additional_metadata);
}

}  // namespace

std::string identity_of(const Memory& memory) {
    return memory.key.empty() ? "i:" + memory.id.to_string() : identity_of_key(memory.key);
}

std::string identity_of_key(std::string_view key) {
    return "k:" + std::string(key);
}

bolt::Map memory_properties(const PutMemory& put, const Scope& scope) {
    const Memory& memory = put.memory;
    bolt::Map map;
    map.emplace("tenant", bolt::Value(scope.tenant));
    map.emplace("identity", bolt::Value(identity_of(memory)));
    map.emplace("id", bolt::Value(memory.id.to_string()));
    set_text(map, "key", memory.key);
    map.emplace("type", bolt::Value(std::string(to_string(memory.type))));
    set_text(map, "title", memory.title);
    set_text(map, "content", memory.content);
    set_text(map, "summary", memory.summary);
    set_texts(map, "tags", memory.tags);
    set_text(map, "author", memory.author);
    set_text(map, "session", memory.session);
    set_text(map, "project", memory.project);
    map.emplace("importance", bolt::Value(memory.importance));
    map.emplace("confidence", bolt::Value(memory.confidence));
    map.emplace("version", bolt::Value(memory.version));
    set_time(map, "occurred_at", memory.occurred_at);
    set_time(map, "valid_until", memory.valid_until);
    set_time(map, "created_at", memory.created_at);
    set_time(map, "recorded_at", memory.recorded_at);
    set_context(map, memory.context);
    map.emplace("words", bolt::Value(indexed_words(put.index)));
    map.emplace("scope_words", bolt::Value(scope_words(scope, memory.project, memory.session)));
    map.emplace("length", bolt::Value(put.index.length));
    return map;
}

bolt::Map relationship_properties(const Relationship& relationship) {
    bolt::Map map;
    map.emplace("id", bolt::Value(relationship.id.to_string()));
    map.emplace("strength", bolt::Value(relationship.strength));
    map.emplace("confidence", bolt::Value(relationship.confidence));
    set_text(map, "context", relationship.context);
    set_time(map, "valid_from", relationship.valid_from);
    set_time(map, "valid_until", relationship.valid_until);
    set_time(map, "recorded_at", relationship.recorded_at);
    return map;
}

Memory read_memory(const bolt::Value& value) {
    const bolt::List& columns = read_list(value);
    if (columns.size() != kMemoryColumns.size()) {
        fail_corrupt("a memory of another shape");
    }
    const auto at = [&columns](std::string_view name) -> const bolt::Value& {
        return columns[memory_column(name)];
    };
    Memory memory;
    memory.id = read_memory_id(at("id"));
    memory.key = read_text(at("key"));
    memory.type = read_memory_type(at("type"));
    memory.title = read_text(at("title"));
    memory.content = read_text(at("content"));
    memory.summary = read_text(at("summary"));
    memory.tags = read_texts(at("tags"));
    memory.context = read_context(columns);
    memory.author = read_text(at("author"));
    memory.session = read_text(at("session"));
    memory.project = read_text(at("project"));
    memory.importance = read_number(at("importance"));
    memory.confidence = read_number(at("confidence"));
    memory.version = read_integer(at("version"));
    memory.occurred_at = from_micros(read_integer(at("occurred_at")));
    memory.valid_until = read_optional_time(at("valid_until"));
    memory.created_at = from_micros(read_integer(at("created_at")));
    memory.recorded_at = from_micros(read_integer(at("recorded_at")));
    return memory;
}

Relationship read_relationship(const bolt::Value& value) {
    constexpr std::size_t kColumns = 10;
    const bolt::List& columns = read_list(value);
    if (columns.size() != kColumns) {
        fail_corrupt("a relationship of another shape");
    }
    Relationship relationship;
    relationship.id = read_relationship_id(columns[0]);
    relationship.from = read_memory_id(columns[1]);
    relationship.to = read_memory_id(columns[2]);
    relationship.type = read_relationship_type(columns[3]);
    relationship.strength = read_number(columns[4]);
    relationship.confidence = read_number(columns[5]);
    relationship.context = read_text(columns[6]);
    relationship.valid_from = from_micros(read_integer(columns[7]));
    relationship.valid_until = read_optional_time(columns[8]);
    relationship.recorded_at = from_micros(read_integer(columns[9]));
    return relationship;
}

void add_filter_parameters(const Filter& filter, bolt::Map& parameters) {
    set_text(parameters, "project", filter.project);
    set_text(parameters, "session", filter.session);
    set_text(parameters, "author", filter.author);
    if (!filter.types.empty()) {
        bolt::List names;
        for (const MemoryType type : filter.types) {
            names.emplace_back(std::string(to_string(type)));
        }
        parameters.emplace("memory_types", bolt::Value(std::move(names)));
    }
    set_texts(parameters, "tags", filter.tags);
    if (filter.min_importance) {
        parameters.emplace("min_importance", bolt::Value(*filter.min_importance));
    }
    set_time(parameters, "since", filter.since);
    set_time(parameters, "until", filter.until);
    set_time(parameters, "recorded_since", filter.recorded_since);
    if (!filter.with_relationship.empty()) {
        parameters.emplace("with_relationship", bolt::Value(type_names(filter.with_relationship)));
    }
}

std::int64_t to_micros(Timestamp time) noexcept {
    return time.time_since_epoch().count();
}

Timestamp from_micros(std::int64_t micros) noexcept {
    return Timestamp(std::chrono::microseconds(micros));
}

bolt::List text_list(const std::vector<std::string>& texts) {
    bolt::List list;
    list.reserve(texts.size());
    for (const std::string& text : texts) {
        list.emplace_back(text);
    }
    return list;
}

bolt::List type_names(const std::vector<RelationshipType>& types) {
    bolt::List names;
    names.reserve(types.size());
    for (const RelationshipType type : types) {
        names.emplace_back(std::string(to_string(type)));
    }
    return names;
}

bolt::List type_names_or_all(const std::vector<RelationshipType>& types) {
    if (!types.empty()) {
        return type_names(types);
    }
    bolt::List names;
    for (const RelationshipTypeInfo& known : all_relationship_types()) {
        names.emplace_back(std::string(known.name));
    }
    return names;
}

std::int64_t read_integer(const bolt::Value& value) {
    if (const auto* integer = value.get_if<std::int64_t>()) {
        return *integer;
    }
    fail_corrupt("something else than an integer");
}

double read_number(const bolt::Value& value) {
    if (const auto* number = value.get_if<double>()) {
        return *number;
    }
    return static_cast<double>(read_integer(value));
}

bool read_flag(const bolt::Value& value) {
    if (const auto* flag = value.get_if<bool>()) {
        return *flag;
    }
    fail_corrupt("something else than true or false");
}

std::string read_text(const bolt::Value& value) {
    if (value.is_null()) {
        return {};
    }
    if (const auto* text = value.get_if<std::string>()) {
        return *text;
    }
    fail_corrupt("something else than a text");
}

const bolt::List& read_list(const bolt::Value& value) {
    if (const auto* list = value.get_if<bolt::List>()) {
        return *list;
    }
    fail_corrupt("something else than a list");
}

MemoryId read_memory_id(const bolt::Value& value) {
    const std::optional<MemoryId> id = MemoryId::parse(read_text(value));
    if (!id) {
        fail_corrupt("a memory whose id is no UUID");
    }
    return *id;
}

MemoryType read_memory_type(const bolt::Value& value) {
    const std::optional<MemoryType> type = parse_memory_type(read_text(value));
    if (!type) {
        fail_corrupt("a memory of unknown type");
    }
    return *type;
}

RelationshipType read_relationship_type(const bolt::Value& value) {
    const std::optional<RelationshipType> type = parse_relationship_type(read_text(value));
    if (!type) {
        fail_corrupt("a relationship of unknown type");
    }
    return *type;
}

RelationshipId read_relationship_id(const bolt::Value& value) {
    const std::optional<RelationshipId> id = RelationshipId::parse(read_text(value));
    if (!id) {
        fail_corrupt("a relationship whose id is no UUID");
    }
    return *id;
}

}  // namespace memory::neo4j
