// Reading rows; see rows.hpp. Lists and contexts are JSON, so that the file can be read by any
// tool. The only file of the library that knows JSON.

#include "sqlite/rows.hpp"

#include <memory/types.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace memory::sqlite {

namespace {

using Json = nlohmann::json;

std::string dump(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void put(Json& object, const char* name, const std::string& text) {
    if (!text.empty()) {
        object[name] = text;
    }
}

void put(Json& object, const char* name, const std::vector<std::string>& items) {
    if (!items.empty()) {
        object[name] = items;
    }
}

void take(const Json& object, const char* name, std::string& text) {
    const auto found = object.find(name);
    if (found != object.end() && found->is_string()) {
        text = found->get<std::string>();
    }
}

std::vector<std::string> strings_of(const Json& array) {
    std::vector<std::string> items;
    for (const Json& item : array) {
        if (item.is_string()) {
            items.push_back(item.get<std::string>());
        }
    }
    return items;
}

void take(const Json& object, const char* name, std::vector<std::string>& items) {
    const auto found = object.find(name);
    if (found != object.end() && found->is_array()) {
        items = strings_of(*found);
    }
}

}  // namespace

std::string list_text(const std::vector<std::string>& items) {
    return items.empty() ? std::string() : dump(Json(items));
}

std::vector<std::string> parse_list(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    const Json array = Json::parse(text, nullptr, false);
    return array.is_array() ? strings_of(array) : std::vector<std::string>();
}

std::string context_text(const MemoryContext& context) {
    if (context.empty()) {
        return {};
    }
    Json object = Json::object();
    put(object, "project_path", context.project_path);
    put(object, "files_involved", context.files_involved);
    put(object, "languages", context.languages);
    put(object, "frameworks", context.frameworks);
    put(object, "technologies", context.technologies);
    put(object, "git_commit", context.git_commit);
    put(object, "git_branch", context.git_branch);
    put(object, "working_directory", context.working_directory);
    put(object, "additional_metadata", context.additional_metadata);
    return dump(object);
}

MemoryContext read_context(std::string_view text) {
    MemoryContext context;
    if (text.empty()) {
        return context;
    }
    const Json object = Json::parse(text, nullptr, false);
    if (object.is_object()) {
        take(object, "project_path", context.project_path);
        take(object, "files_involved", context.files_involved);
        take(object, "languages", context.languages);
        take(object, "frameworks", context.frameworks);
        take(object, "technologies", context.technologies);
        take(object, "git_commit", context.git_commit);
        take(object, "git_branch", context.git_branch);
        take(object, "working_directory", context.working_directory);
        take(object, "additional_metadata", context.additional_metadata);
    }
    return context;
}

Memory read_memory(const Statement& row) {
    Memory memory;
    memory.id = row.id<MemoryId>(0);
    memory.key = row.text(1);
    memory.type = parse_memory_type(row.text(2)).value_or(MemoryType::general);
    memory.title = row.text(3);
    memory.content = row.text(4);
    memory.summary = row.text(5);
    memory.tags = parse_list(row.text(6));
    memory.context = read_context(row.text(7));
    memory.author = row.text(8);
    memory.session = row.text(9);
    memory.project = row.text(10);
    memory.importance = row.real(11);
    memory.confidence = row.real(12);
    memory.version = row.integer(13);
    memory.occurred_at = row.time(14);
    memory.valid_until = row.optional_time(15);
    memory.created_at = row.time(16);
    memory.recorded_at = row.time(17);
    return memory;
}

std::int64_t row_number(const Statement& row) {
    return row.integer(18);
}

Relationship read_edge(const Statement& row) {
    Relationship edge;
    edge.id = row.id<RelationshipId>(0);
    edge.type = parse_relationship_type(row.text(1)).value_or(RelationshipType::related_to);
    edge.strength = row.real(2);
    edge.confidence = row.real(3);
    edge.context = row.text(4);
    edge.valid_from = row.time(5);
    edge.valid_until = row.optional_time(6);
    edge.recorded_at = row.time(7);
    return edge;
}

}  // namespace memory::sqlite
