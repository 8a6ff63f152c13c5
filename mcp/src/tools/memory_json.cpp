// One function per type; what is empty is left out, so that answers stay short.
// Names are those of the model, which are the predecessor's where it had them.
#include "tools/memory_json.hpp"

#include "tools/token_budget.hpp"

#include <nlohmann/json.hpp>

namespace mcp::tools {
namespace {

using Json = nlohmann::json;

void put(Json& object, const char* name, const std::string& value) {
    if (!value.empty()) {
        object[name] = value;
    }
}

void put(Json& object, const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) {
        object[name] = values;
    }
}

void put(Json& object, const char* name, const std::optional<memory::Timestamp>& time) {
    if (time.has_value()) {
        object[name] = memory::format_iso8601(*time);
    }
}

Json context_json(const memory::MemoryContext& context) {
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
    return object;
}

}  // namespace

Json to_json(const memory::Memory& memory) {
    Json object = Json::object();
    object["id"] = memory.id.to_string();
    object["type"] = memory::to_string(memory.type);
    object["title"] = memory.title;
    object["content"] = memory.content;
    put(object, "summary", memory.summary);
    put(object, "tags", memory.tags);
    put(object, "key", memory.key);
    put(object, "author", memory.author);
    put(object, "session", memory.session);
    put(object, "project", memory.project);
    if (!memory.context.empty()) {
        object["context"] = context_json(memory.context);
    }
    object["importance"] = memory.importance;
    object["confidence"] = memory.confidence;
    object["version"] = memory.version;
    object["occurred_at"] = memory::format_iso8601(memory.occurred_at);
    put(object, "valid_until", memory.valid_until);
    object["created_at"] = memory::format_iso8601(memory.created_at);
    object["recorded_at"] = memory::format_iso8601(memory.recorded_at);
    return object;
}

Json to_json(const memory::Relationship& relationship) {
    Json object = Json::object();
    object["id"] = relationship.id.to_string();
    object["from"] = relationship.from.to_string();
    object["to"] = relationship.to.to_string();
    object["type"] = memory::to_string(relationship.type);
    object["strength"] = relationship.strength;
    object["confidence"] = relationship.confidence;
    put(object, "context", relationship.context);
    object["valid_from"] = memory::format_iso8601(relationship.valid_from);
    put(object, "valid_until", relationship.valid_until);
    object["recorded_at"] = memory::format_iso8601(relationship.recorded_at);
    return object;
}

Json to_json(const memory::Hit& hit) {
    Json object = to_json(hit.memory);
    object["score"] = hit.score;
    Json why = Json::object();
    put(why, "matched_words", hit.why.matched_words);
    const std::pair<const char*, bool> places[] = {
        {"title", hit.why.in_title},
        {"content", hit.why.in_content},
        {"summary", hit.why.in_summary},
        {"tags", hit.why.in_tags},
    };
    Json found_in = Json::array();
    for (const auto& [name, found] : places) {
        if (found) {
            found_in.push_back(name);
        }
    }
    why["found_in"] = std::move(found_in);
    why["author_named"] = hit.why.author_named;
    why["first_person"] = hit.why.first_person;
    object["why"] = std::move(why);
    return object;
}

Json to_json(const memory::Related& related) {
    Json object = to_json(related.memory);
    object["depth"] = related.depth;
    object["relationship"] = to_json(related.relationship);
    return object;
}

Json to_json(const memory::Statistics& statistics) {
    Json object = Json::object();
    object["memories"] = statistics.memories;
    object["relationships"] = statistics.relationships;
    object["projects"] = statistics.projects;
    object["sessions"] = statistics.sessions;
    object["average_importance"] = statistics.average_importance;
    object["average_confidence"] = statistics.average_confidence;
    Json by_type = Json::object();
    for (const auto& [type, count] : statistics.memories_by_type) {
        by_type[std::string(memory::to_string(type))] = count;
    }
    object["memories_by_type"] = std::move(by_type);
    Json edges = Json::object();
    for (const auto& [type, count] : statistics.relationships_by_type) {
        edges[std::string(memory::to_string(type))] = count;
    }
    object["relationships_by_type"] = std::move(edges);
    return object;
}

Json brief_json(const memory::Memory& memory, std::size_t characters) {
    Json object = Json::object();
    object["id"] = memory.id.to_string();
    object["type"] = memory::to_string(memory.type);
    object["title"] = memory.title;
    object["text"] = excerpt(memory.summary.empty() ? memory.content : memory.summary, characters);
    put(object, "tags", memory.tags);
    put(object, "author", memory.author);
    put(object, "session", memory.session);
    put(object, "project", memory.project);
    object["importance"] = memory.importance;
    object["occurred_at"] = memory::format_iso8601(memory.occurred_at);
    return object;
}

Json to_json(const memory::RelationshipCounts& counts) {
    Json object = Json::object();
    for (const auto& [type, count] : counts) {
        object[std::string(memory::to_string(type))] = count;
    }
    return object;
}

}  // namespace mcp::tools
