// Layout of memories. Lines that hold an id are never wrapped, so that ids can be copied.
// What comes from the store goes through Output::safe or one_line before it is printed.
#include "app/memory_view.hpp"

#include "app/text_layout.hpp"

#include <string_view>

namespace mcp::app {
namespace {

constexpr std::size_t kExcerptCharacters = 240;
constexpr std::string_view kIndent = "   ";

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) {
            text += separator;
        }
        text += part;
    }
    return text;
}

/// `2026-11-21 08:30`, in UTC as everywhere.
std::string minute(memory::Timestamp time) {
    std::string text = memory::format_iso8601(time).substr(0, 16);
    text[10] = ' ';
    return text;
}

void show_fact(Output& output, std::string_view name, std::string_view value) {
    if (value.empty()) {
        return;
    }
    std::string line(name);
    line.resize(12, ' ');
    output.line(line + output.safe(one_line(value)));
}

void show_context(Output& output, const memory::MemoryContext& context) {
    show_fact(output, "path", context.project_path);
    show_fact(output, "files", join(context.files_involved, ", "));
    show_fact(output, "languages", join(context.languages, ", "));
    show_fact(output, "frameworks", join(context.frameworks, ", "));
    show_fact(output, "technologies", join(context.technologies, ", "));
    show_fact(output, "commit", context.git_commit);
    show_fact(output, "branch", context.git_branch);
    show_fact(output, "folder", context.working_directory);
    show_fact(output, "more", context.additional_metadata);
}

}  // namespace

void show_memory(Output& output, const memory::Memory& memory) {
    output.paragraph(output.safe(one_line(memory.title)));
    output.line();
    show_fact(output, "id", memory.id.to_string());
    show_fact(output, "type", memory::to_string(memory.type));
    show_fact(output, "tags", join(memory.tags, ", "));
    show_fact(output, "author", memory.author);
    show_fact(output, "project", memory.project);
    show_fact(output, "session", memory.session);
    show_fact(output, "occurred", minute(memory.occurred_at));
    if (memory.valid_until.has_value()) {
        show_fact(output, "valid until", minute(*memory.valid_until));
    }
    show_fact(
        output,
        "stored",
        minute(memory.created_at) + ", version " + std::to_string(memory.version) + " of " +
            minute(memory.recorded_at)
    );
    show_fact(
        output,
        "weight",
        "importance " + format_number(memory.importance, 2) + ", confidence " +
            format_number(memory.confidence, 2)
    );
    show_fact(output, "key", memory.key);
    show_context(output, memory.context);
    show_fact(output, "summary", memory.summary);
    output.line();
    output.paragraph(output.safe(memory.content));
}

void show_item(Output& output, std::int64_t number, const memory::Memory& memory) {
    output.paragraph(std::to_string(number) + ". " + output.safe(one_line(memory.title)));
    std::string facts(kIndent);
    facts += memory.id.to_string();
    facts += "  ";
    facts += memory::to_string(memory.type);
    facts += "  ";
    facts += memory::format_iso8601(memory.occurred_at).substr(0, 10);
    // What is left of the line is the author's; the id before it must stay whole.
    const bool wide = output.width() == 0 || output.width() > facts.size() + 8;
    if (!memory.author.empty() && wide) {
        const std::size_t room =
            output.width() == 0 ? kExcerptCharacters : output.width() - facts.size() - 2;
        facts += "  ";
        facts += shorten(one_line(memory.author), room);
    }
    output.line(facts);
}

void show_excerpt(Output& output, const memory::Memory& memory) {
    const std::string title = one_line(memory.title);
    const std::string content = one_line(memory.content);
    std::string_view rest = content;
    if (rest.starts_with(title)) {
        rest.remove_prefix(title.size());
        rest.remove_prefix(rest.starts_with(' ') ? 1 : 0);
    }
    if (!rest.empty()) {
        output.paragraph(shorten(rest, kExcerptCharacters), kIndent);
    }
}

std::string reason_text(const memory::Hit& hit) {
    const memory::Explanation& why = hit.why;
    std::vector<std::string> reasons;
    std::vector<std::string> places;
    const std::pair<std::string_view, bool> found[] = {
        {"title", why.in_title},
        {"content", why.in_content},
        {"summary", why.in_summary},
        {"tags", why.in_tags},
    };
    for (const auto& [name, there] : found) {
        if (there) {
            places.emplace_back(name);
        }
    }
    if (!why.matched_words.empty()) {
        std::string words = "\"" + join(why.matched_words, "\", \"") + "\"";
        if (!places.empty()) {
            words += " in " + join(places, ", ");
        }
        reasons.push_back(std::move(words));
    }
    if (why.author_named) {
        reasons.push_back("the question names " + one_line(hit.memory.author));
    }
    if (why.first_person) {
        reasons.emplace_back("the asker's own words");
    }
    if (reasons.empty()) {
        return "it meets the conditions";
    }
    return join(reasons, "; ");
}

}  // namespace mcp::app
