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
        map.set(std::string(name), text);
    }
}

void set_texts(bolt::Map& map, std::string_view name, const std::vector<std::string>& texts) {
    if (!texts.empty()) {
        map.set(std::string(name), text_list(texts));
    }
}

void set_time(bolt::Map& map, std::string_view name, std::optional<Timestamp> time) {
    if (time) {
        map.set(std::string(name), to_micros(*time));
    }
}

std::optional<Timestamp> read_optional_time(bolt::ValueView value) {
    if (value.is_null()) {
        return std::nullopt;
    }
    return from_micros(read_integer(value));
}

MemoryContext read_context(bolt::ValueView columns) {
    const auto text = [columns](std::string_view name) {
        return read_text(columns[memory_column(name)]);
    };
    const auto texts = [columns](std::string_view name) {
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
    map.set("tenant", scope.tenant);
    map.set("identity", identity_of(memory));
    map.set("id", memory.id.to_string());
    set_text(map, "key", memory.key);
    map.set("type", std::string(to_string(memory.type)));
    set_text(map, "title", memory.title);
    set_text(map, "content", memory.content);
    set_text(map, "summary", memory.summary);
    set_texts(map, "tags", memory.tags);
    set_text(map, "author", memory.author);
    set_text(map, "session", memory.session);
    set_text(map, "project", memory.project);
    map.set("importance", memory.importance);
    map.set("confidence", memory.confidence);
    map.set("version", memory.version);
    set_time(map, "occurred_at", memory.occurred_at);
    set_time(map, "valid_until", memory.valid_until);
    set_time(map, "created_at", memory.created_at);
    set_time(map, "recorded_at", memory.recorded_at);
    set_context(map, memory.context);
    map.set("words", indexed_words(put.index));
    map.set("scope_words", scope_words(scope, memory.project, memory.session));
    map.set("length", put.index.length);
    return map;
}

bolt::Map relationship_properties(const Relationship& relationship) {
    bolt::Map map;
    map.set("id", relationship.id.to_string());
    map.set("strength", relationship.strength);
    map.set("confidence", relationship.confidence);
    set_text(map, "context", relationship.context);
    set_time(map, "valid_from", relationship.valid_from);
    set_time(map, "valid_until", relationship.valid_until);
    set_time(map, "recorded_at", relationship.recorded_at);
    return map;
}

Memory read_memory(bolt::ValueView value) {
    const bolt::ValueView columns = read_list(value, kMemoryColumns.size());
    const auto at = [columns](std::string_view name) { return columns[memory_column(name)]; };
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

Relationship read_relationship(bolt::ValueView value) {
    constexpr std::size_t kColumns = 10;
    const bolt::ValueView columns = read_list(value, kColumns);
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
        parameters.set("memory_types", std::move(names));
    }
    set_texts(parameters, "tags", filter.tags);
    if (filter.min_importance) {
        parameters.set("min_importance", *filter.min_importance);
    }
    set_time(parameters, "since", filter.since);
    set_time(parameters, "until", filter.until);
    set_time(parameters, "recorded_since", filter.recorded_since);
    if (filter.recorded_before) {
        set_time(parameters, "before_time", filter.recorded_before->recorded_at);
        parameters.set("before_id", filter.recorded_before->id.to_string());
    }
    if (!filter.with_relationship.empty()) {
        parameters.set("with_relationship", type_names(filter.with_relationship));
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

std::int64_t read_integer(bolt::ValueView value) {
    if (value.kind() != bolt::Kind::integer) {
        fail_corrupt("something else than an integer");
    }
    return value.to<std::int64_t>();
}

double read_number(bolt::ValueView value) {
    if (value.kind() != bolt::Kind::floating && value.kind() != bolt::Kind::integer) {
        fail_corrupt("something else than a number");
    }
    return value.to<double>();
}

bool read_flag(bolt::ValueView value) {
    if (value.kind() != bolt::Kind::boolean) {
        fail_corrupt("something else than true or false");
    }
    return value.to<bool>();
}

std::string read_text(bolt::ValueView value) {
    if (value.is_null()) {
        return {};
    }
    if (value.kind() != bolt::Kind::string) {
        fail_corrupt("something else than a text");
    }
    return value.to<std::string>();
}

std::vector<std::string> read_texts(bolt::ValueView value) {
    std::vector<std::string> texts;
    if (value.is_null()) {
        return texts;
    }
    if (value.kind() != bolt::Kind::list) {
        fail_corrupt("something else than a list");
    }
    texts.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        texts.push_back(read_text(value[i]));
    }
    return texts;
}

bolt::ValueView read_list(bolt::ValueView value, std::size_t size) {
    if (value.kind() != bolt::Kind::list || value.size() != size) {
        fail_corrupt("a list of another shape");
    }
    return value;
}

MemoryId read_memory_id(bolt::ValueView value) {
    const std::optional<MemoryId> id = MemoryId::parse(read_text(value));
    if (!id) {
        fail_corrupt("a memory whose id is no UUID");
    }
    return *id;
}

MemoryType read_memory_type(bolt::ValueView value) {
    const std::optional<MemoryType> type = parse_memory_type(read_text(value));
    if (!type) {
        fail_corrupt("a memory of unknown type");
    }
    return *type;
}

RelationshipType read_relationship_type(bolt::ValueView value) {
    const std::optional<RelationshipType> type = parse_relationship_type(read_text(value));
    if (!type) {
        fail_corrupt("a relationship of unknown type");
    }
    return *type;
}

RelationshipId read_relationship_id(bolt::ValueView value) {
    const std::optional<RelationshipId> id = RelationshipId::parse(read_text(value));
    if (!id) {
        fail_corrupt("a relationship whose id is no UUID");
    }
    return *id;
}

}  // namespace memory::neo4j
