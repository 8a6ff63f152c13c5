// The texts of memories in tool answers; see memory_text.hpp.
// Field order and wording follow the predecessor's templates.

#include "tools/memory_text.hpp"

#include <memory/time.hpp>
#include <memory/types.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

namespace mcp::tools {

namespace {

std::string first_files(const std::vector<std::string>& files) {
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < files.size() && i < kShown; ++i) {
        text += (i == 0 ? "" : ", ") + files[i];
    }
    if (files.size() > kShown) {
        text += " (+" + std::to_string(files.size() - kShown) + " more)";
    }
    return text;
}

/// Name and text of every context field that is set, in the order of the template.
std::vector<std::string> context_fields(const memory::Memory& memory) {
    const memory::MemoryContext& context = memory.context;
    std::vector<std::string> fields;
    auto add = [&fields](std::string_view name, const std::string& text) {
        if (!text.empty()) {
            fields.push_back(std::string(name) + ": " + text);
        }
    };
    auto add_list = [&add](std::string_view name, const std::vector<std::string>& items) {
        if (!items.empty()) {
            add(name, joined(items));
        }
    };
    add("Project", memory.project.empty() ? context.project_path : memory.project);
    add("Session", memory.session);
    add("Author", memory.author);
    add("Files", first_files(context.files_involved));
    add_list("Languages", context.languages);
    add_list("Frameworks", context.frameworks);
    add_list("Technologies", context.technologies);
    add("Branch", context.git_branch);
    add("Commit", context.git_commit);
    add("Directory", context.working_directory);
    add("More", context.additional_metadata);
    return fields;
}

}  // namespace

std::string joined(const std::vector<std::string>& parts) {
    if (parts.empty()) {
        return "None";
    }
    std::string text = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        text += ", " + parts[i];
    }
    return text;
}

std::string short_number(double value) {
    std::array<char, 64> buffer{};
    const double rounded = std::round(value * 100) / 100;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded);
    return end.ec == std::errc() ? std::string(buffer.data(), end.ptr) : std::string("0");
}

std::string relationship_line(const memory::RelationshipCounts& counts) {
    std::string text;
    for (const auto& [type, count] : counts) {
        text += (text.empty() ? "" : ", ") + std::string(memory::to_string(type)) + ": " +
                std::to_string(count) + (count == 1 ? " memory" : " memories");
    }
    return text;
}

std::string numbered_heading(std::int64_t number, const memory::Memory& memory) {
    return "**" + std::to_string(number) + ". " + memory.title +
           "** (ID: " + memory.id.to_string() + ")\n";
}

std::string context_line(const memory::Memory& memory) {
    std::string line;
    for (const std::string& field : context_fields(memory)) {
        line += (line.empty() ? "" : " | ") + field;
    }
    return line;
}

std::string memory_page(
    const memory::Memory& memory,
    std::string_view content,
    const memory::RelationshipCounts& relationships
) {
    std::string text;
    if (!memory.summary.empty()) {
        text += "**Summary:** " + memory.summary + "\n\n";
    }
    text += "**Memory: " + memory.title + "**\n";
    text += "ID: " + memory.id.to_string() + "\n";
    text += "Type: " + std::string(memory::to_string(memory.type)) + "\n";
    text += "Created: " + memory::format_iso8601(memory.created_at) + "\n";
    if (memory.occurred_at != memory.created_at) {
        text += "Occurred: " + memory::format_iso8601(memory.occurred_at) + "\n";
    }
    if (memory.valid_until) {
        text += "Valid until: " + memory::format_iso8601(*memory.valid_until) + "\n";
    }
    if (memory.version > 1) {
        text += "Version: " + std::to_string(memory.version) + ", updated " +
                memory::format_iso8601(memory.recorded_at) + "\n";
    }
    text += "Importance: " + short_number(memory.importance) + "\n";
    text += "Tags: " + joined(memory.tags) + "\n\n";
    text += "**Content:**\n" + std::string(content) + "\n";
    const std::vector<std::string> context = context_fields(memory);
    if (!context.empty()) {
        text += "\n**Context:**\n";
        for (const std::string& field : context) {
            text += field + "\n";
        }
    }
    if (const std::string line = relationship_line(relationships); !line.empty()) {
        text += "\n**Relationships:** " + line + "\n";
    }
    text.pop_back();
    return text;
}

}  // namespace mcp::tools
