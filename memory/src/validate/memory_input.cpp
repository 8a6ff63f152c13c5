// The limits of the model as rules, and the defaults of absent values.
// Limits of the context are not in the model: they only keep one memory from growing without end.
#include "validate/memory_input.hpp"

#include "text/fold.hpp"
#include "validate/checks.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace memory::validate {

namespace {

constexpr TextRule kTitle{"title", 1, 500, Shape::unfolded};
constexpr TextRule kContent{"content", 1, 50'000, Shape::any_lines};
constexpr TextRule kSummary{"summary", 0, 1'000, Shape::any_lines};
constexpr TextRule kTag{"a tag", 0, 100, Shape::one_line};
constexpr TextRule kAuthor{"author", 0, 200, Shape::one_line};
constexpr TextRule kSession{"session", 0, 200, Shape::one_line};
constexpr TextRule kProject{"project", 0, 1'000, Shape::one_line};
constexpr TextRule kKey{"key", 0, 200, Shape::one_line};
constexpr TextRule kRelationshipContext{"context", 0, 10'000, Shape::any_lines};
constexpr TextRule kMetadata{"context.additional_metadata", 0, 10'000, Shape::any_lines};
constexpr std::size_t kTags = 50;
constexpr std::size_t kContextItems = 1'000;
constexpr std::size_t kContextCharacters = 1'000;
constexpr double kImportance = 0.5;
constexpr double kConfidence = 0.8;

void clean(const TextRule& rule, std::string& text) {
    text = checked_text(rule, text);
}

void clean_line(std::string_view field, std::string& text) {
    text = checked_text(TextRule{field, 0, kContextCharacters, Shape::one_line}, text);
}

void clean_list(std::string_view field, std::vector<std::string>& items) {
    if (items.size() > kContextItems) {
        refuse(
            std::string(field) + " has " + std::to_string(items.size()) + " entries, at most " +
            std::to_string(kContextItems) + " are allowed: keep the important ones"
        );
    }
    for (std::string& item : items) {
        clean_line(field, item);
    }
    std::erase_if(items, [](const std::string& item) { return item.empty(); });
}

void clean_context(MemoryContext& context) {
    clean_line("context.project_path", context.project_path);
    clean_list("context.files_involved", context.files_involved);
    clean_list("context.languages", context.languages);
    clean_list("context.frameworks", context.frameworks);
    clean_list("context.technologies", context.technologies);
    clean_line("context.git_commit", context.git_commit);
    clean_line("context.git_branch", context.git_branch);
    clean_line("context.working_directory", context.working_directory);
    clean(kMetadata, context.additional_metadata);
    const std::string& metadata = context.additional_metadata;
    if (!metadata.empty() && !(metadata.starts_with('{') && metadata.ends_with('}'))) {
        refuse("context.additional_metadata must be the text of a JSON object, as in {\"a\": 1}");
    }
}

double share_or(std::string_view field, std::optional<double> value, double otherwise) {
    if (value) {
        check_share(field, *value);
    }
    return value.value_or(otherwise);
}

void check_end(std::string_view field, MemoryRef& reference) {
    if (auto* const key = std::get_if<std::string>(&reference)) {
        *key = checked_text(TextRule{field, 1, kKey.max, Shape::one_line}, *key);
    } else if (std::get<MemoryId>(reference).is_nil()) {
        refuse(std::string(field) + " is the nil id: give the id of a stored memory");
    }
}

}  // namespace

std::vector<std::string> checked_tags(const std::vector<std::string>& tags) {
    std::vector<std::string> result;
    for (const std::string& given : tags) {
        std::string tag = text::lower_case(checked_text(kTag, given));
        if (!tag.empty() && std::find(result.begin(), result.end(), tag) == result.end()) {
            result.push_back(std::move(tag));
        }
    }
    if (result.size() > kTags) {
        refuse(
            "there are " + std::to_string(result.size()) + " tags, at most " +
            std::to_string(kTags) + " are allowed: keep the important ones"
        );
    }
    return result;
}

Memory make_memory(NewMemory input, Timestamp now) {
    Memory memory;
    memory.type = input.type;
    memory.title = checked_text(kTitle, input.title);
    memory.content = checked_text(kContent, input.content);
    memory.summary = checked_text(kSummary, input.summary);
    memory.tags = checked_tags(input.tags);
    clean_context(input.context);
    memory.context = std::move(input.context);
    memory.author = checked_text(kAuthor, input.author);
    memory.session = checked_text(kSession, input.session);
    memory.project = checked_text(kProject, input.project);
    if (memory.project.empty()) {
        memory.project = memory.context.project_path;
    }
    memory.key = checked_text(kKey, input.key);
    memory.importance = share_or("importance", input.importance, kImportance);
    memory.confidence = share_or("confidence", input.confidence, kConfidence);
    memory.occurred_at = input.occurred_at.value_or(now);
    memory.valid_until = input.valid_until;
    check_time("occurred_at", memory.occurred_at);
    if (memory.valid_until) {
        check_time("valid_until", *memory.valid_until);
        if (*memory.valid_until < memory.occurred_at) {
            refuse("valid_until is before occurred_at: swap them or leave valid_until out");
        }
    }
    memory.created_at = now;
    memory.recorded_at = now;
    return memory;
}

MemoryPatch checked_patch(MemoryPatch patch) {
    if (patch.empty()) {
        refuse(
            "the update changes nothing: give at least one of title, content, summary, tags, "
            "importance, confidence"
        );
    }
    const auto clean_given = [](const TextRule& rule, std::optional<std::string>& text) {
        if (text) {
            clean(rule, *text);
        }
    };
    clean_given(kTitle, patch.title);
    clean_given(kContent, patch.content);
    clean_given(kSummary, patch.summary);
    if (patch.tags) {
        patch.tags = checked_tags(*patch.tags);
    }
    if (patch.importance) {
        check_share("importance", *patch.importance);
    }
    if (patch.confidence) {
        check_share("confidence", *patch.confidence);
    }
    if (patch.expected_version) {
        check_range("expected_version", *patch.expected_version, 1, INT64_MAX);
    }
    return patch;
}

Memory patched(const Memory& current, const MemoryPatch& patch, Timestamp now) {
    Memory next = current;
    next.title = patch.title.value_or(next.title);
    next.content = patch.content.value_or(next.content);
    next.summary = patch.summary.value_or(next.summary);
    next.tags = patch.tags.value_or(next.tags);
    next.importance = patch.importance.value_or(next.importance);
    next.confidence = patch.confidence.value_or(next.confidence);
    next.version = current.version + 1;
    // The clock of another machine may be ahead; versions never go back in time.
    next.recorded_at = std::max(now, current.recorded_at);
    return next;
}

Relationship make_relationship(const NewRelationship& input, Timestamp now) {
    const RelationshipTypeInfo& known = info(input.type);
    Relationship relationship;
    relationship.type = input.type;
    relationship.strength = share_or("strength", input.strength, known.strength);
    relationship.confidence = share_or("confidence", input.confidence, known.confidence);
    relationship.context = checked_text(kRelationshipContext, input.context);
    relationship.valid_from = input.valid_from.value_or(now);
    check_time("valid_from", relationship.valid_from);
    relationship.recorded_at = now;
    return relationship;
}

void check_ends(NewRelationship& input) {
    check_end("the relationship's from", input.from);
    check_end("the relationship's to", input.to);
    if (input.from == input.to) {
        refuse("a memory cannot have a relationship with itself: give two different ends");
    }
}

}  // namespace memory::validate
