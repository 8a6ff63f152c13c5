// Readers of single values; all errors have the form `OPTION is "TEXT"; give …`.
// Values are shown as they were typed; output.hpp keeps control characters from the terminal.
#include "app/option_values.hpp"

#include "app/suggestion.hpp"
#include "app/usage_error.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

namespace mcp::app {
namespace {

[[noreturn]] void refuse(
    std::string_view option, std::string_view text, std::string_view what_it_takes
) {
    std::string message(option);
    message += " is \"";
    message += text;
    message += "\"; give ";
    message += what_it_takes;
    throw UsageError(message);
}

/// Reads the whole text as a number of type T.
template <class T>
std::optional<T> whole(const std::string& text) {
    T value{};
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

std::int64_t read_number(
    std::string_view option, const std::string& text, std::int64_t lowest, std::int64_t highest
) {
    const std::optional<std::int64_t> value = whole<std::int64_t>(text);
    if (!value.has_value() || *value < lowest || *value > highest) {
        refuse(
            option,
            text,
            "a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest)
        );
    }
    return *value;
}

double read_share(std::string_view option, const std::string& text) {
    const std::optional<double> value = whole<double>(text);
    // Written so that NaN, which from_chars reads, is refused too.
    if (!value.has_value() || !(*value >= 0.0 && *value <= 1.0)) {
        refuse(option, text, "a number from 0 to 1");
    }
    return *value;
}

memory::Timestamp read_time(std::string_view option, const std::string& text) {
    const std::optional<memory::Timestamp> time = memory::parse_iso8601(text);
    if (!time.has_value()) {
        refuse(option, text, "an ISO 8601 date or time, as 2026-11-21 or 2026-11-21T08:30:00Z");
    }
    return *time;
}

memory::Timestamp read_end_time(std::string_view option, const std::string& text) {
    constexpr std::size_t kDateOnly = 10;
    const memory::Timestamp time = read_time(option, text);
    if (text.size() == kDateOnly) {
        return time + std::chrono::days(1);
    }
    return time;
}

memory::MemoryType read_memory_type(std::string_view option, const std::string& text) {
    if (const auto type = memory::parse_memory_type(text)) {
        return *type;
    }
    std::vector<std::string> names;
    std::string list = "one of ";
    for (const memory::MemoryType type : memory::all_memory_types()) {
        list += names.empty() ? "" : ", ";
        names.emplace_back(memory::to_string(type));
        list += names.back();
    }
    refuse(option, text, list + suggestion(text, names));
}

memory::RelationshipType read_relationship_type(std::string_view option, const std::string& text) {
    std::string name = text;
    for (char& c : name) {
        if (c >= 'a' && c <= 'z') {
            c = static_cast<char>(c - 'a' + 'A');
        } else if (c == '-') {
            c = '_';
        }
    }
    if (const auto type = memory::parse_relationship_type(name)) {
        return *type;
    }
    std::vector<std::string> names;
    for (const memory::RelationshipTypeInfo& type : memory::all_relationship_types()) {
        names.emplace_back(type.name);
    }
    std::string takes = "a relationship type, as SOLVES, CAUSES or RELATED_TO";
    const std::string hint = suggestion(name, names);
    takes += hint.empty() ? " (all: boltmem relate --help)" : hint;
    refuse(option, text, takes);
}

memory::MemoryId read_id(std::string_view option, const std::string& text) {
    const std::optional<memory::MemoryId> id = memory::MemoryId::parse(text);
    if (!id.has_value()) {
        refuse(
            option, text, "a memory's id as store and recall print it, 36 characters with dashes"
        );
    }
    return *id;
}

memory::MemoryRef read_reference(std::string_view option, const std::string& text) {
    constexpr std::string_view kKey = "key:";
    if (text.starts_with(kKey)) {
        if (text.size() == kKey.size()) {
            refuse(option, text, "the key after key:");
        }
        return text.substr(kKey.size());
    }
    return read_id(option, text);
}

std::size_t read_choice(
    std::string_view option, const std::string& text, const std::vector<std::string>& words
) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == text) {
            return i;
        }
        list += i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
        list += words[i];
    }
    refuse(option, text, list);
}

std::vector<std::string> split_list(const std::vector<std::string>& texts) {
    std::vector<std::string> parts;
    for (const std::string& text : texts) {
        std::size_t begin = 0;
        while (begin <= text.size()) {
            const std::size_t comma = std::min(text.find(',', begin), text.size());
            if (comma > begin) {
                parts.push_back(text.substr(begin, comma - begin));
            }
            begin = comma + 1;
        }
    }
    return parts;
}

}  // namespace mcp::app
