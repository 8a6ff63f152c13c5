// Edits by place: the scanner says where members stand, the edit cuts or inserts there.
// Whatever was edited is scanned once more before it is handed out.
#include "app/json_edit.hpp"

#include "app/json_scanner.hpp"
#include "app/usage_error.hpp"
#include "json/json_io.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

/// How a document is laid out.
struct Layout {
    std::string line_end = "\n";
    std::string unit = "  ";
};

/// The white space that the line of `at` begins with.
std::string line_indent(std::string_view text, std::size_t at) {
    const std::size_t line = text.substr(0, at).find_last_of('\n');
    const std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
    const std::size_t end = std::min(text.find_first_not_of(" \t", begin), text.size());
    return std::string(text.substr(begin, end - begin));
}

bool begins_its_line(std::string_view text, std::size_t at) {
    const std::size_t before = text.substr(0, at).find_last_not_of(" \t");
    return before != std::string_view::npos && text[before] == '\n';
}

Layout layout_of(std::string_view text, const JsonObjectPlan& root) {
    Layout layout;
    if (text.find("\r\n") != std::string_view::npos) {
        layout.line_end = "\r\n";
    }
    if (!root.members.empty() && begins_its_line(text, root.members.front().begin)) {
        const std::string indent = line_indent(text, root.members.front().begin);
        if (!indent.empty()) {
            layout.unit = indent;
        }
    }
    return layout;
}

/// A value laid out with two spaces a level, as it stands in this document at `indent`.
std::string laid_out(std::string_view value, const Layout& layout, const std::string& indent) {
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t end = std::min(value.find('\n', at), value.size());
        std::string_view line = value.substr(at, end - at);
        if (at > 0) {
            out += layout.line_end + indent;
            while (line.starts_with("  ")) {
                out += layout.unit;
                line.remove_prefix(2);
            }
        }
        out += line;
        at = end + 1;
    }
    return out;
}

std::string json_string(std::string_view name) {
    std::string out;
    json::append_string(out, name);
    return out;
}

/// The objects on the way to a member, as far as they are there.
struct Way {
    std::vector<JsonObjectPlan> objects;  ///< the root first
    const JsonMember* member = nullptr;   ///< of the last object, when it is the one looked for
};

Way find_way(std::string_view text, const JsonPath& path) {
    JsonScanner scanner(text);
    std::size_t at = scanner.root().begin;
    if (text[at] != '{') {
        throw UsageError("the file holds no JSON object");
    }
    Way way;
    for (std::size_t level = 0; level < path.size(); ++level) {
        way.objects.push_back(scanner.object(at));
        const JsonMember* found = way.objects.back().find(path[level]);
        if (found == nullptr) {
            return way;
        }
        if (level + 1 == path.size()) {
            way.member = found;
            return way;
        }
        at = found->value.begin;
        if (text[at] != '{') {
            throw UsageError("\"" + path[level] + "\" is no JSON object");
        }
    }
    return way;
}

bool same_value(std::string_view left, std::string_view right) {
    json::Value first;
    json::Value second;
    return json::parse(left, json::Limits(), first) == json::ParseStatus::ok &&
           json::parse(right, json::Limits(), second) == json::ParseStatus::ok && first == second;
}

/// `value` inside the objects of `names`, which are not there yet.
std::string wrapped(const JsonPath& names, std::size_t from, std::string_view value) {
    if (from == names.size()) {
        return std::string(value);
    }
    std::string inner = json_string(names[from]) + ": " + wrapped(names, from + 1, value);
    for (std::size_t line = inner.find('\n'); line != std::string::npos;
         line = inner.find('\n', line + 1)) {
        inner.insert(line + 1, "  ");
    }
    return "{\n  " + inner + "\n}";
}

std::string append_member(
    std::string_view text,
    const JsonObjectPlan& object,
    const Layout& layout,
    std::string_view name,
    std::string_view value
) {
    const std::string outer = line_indent(text, object.span.begin);
    std::string indent = outer + layout.unit;
    if (!object.members.empty() && begins_its_line(text, object.members.back().begin)) {
        indent = line_indent(text, object.members.back().begin);
    }
    std::string out(text.substr(0, object.last_end));
    if (!object.members.empty() && !object.trailing_comma) {
        // Right behind the value, before any comment on its line.
        out.insert(object.members.back().value.end, ",");
    }
    out += layout.line_end + indent + json_string(name) + ": " + laid_out(value, layout, indent);
    const std::size_t brace = object.span.end - 1;
    const std::string_view gap = text.substr(object.last_end, brace - object.last_end);
    if (gap.find('\n') == std::string_view::npos) {
        out += layout.line_end + outer;
    } else {
        out += gap;
    }
    out += text.substr(brace);
    return out;
}

std::string checked(std::string text) {
    static_cast<void>(JsonScanner(text).root());
    return text;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::string set_json_member(std::string_view text, const JsonPath& path, std::string_view value) {
    if (is_blank(text)) {
        return checked(wrapped(path, 0, value) + "\n");
    }
    const Way way = find_way(text, path);
    const Layout layout = layout_of(text, way.objects.front());
    if (way.member == nullptr) {
        const std::size_t level = way.objects.size();
        const std::string member = wrapped(path, level, value);
        return checked(append_member(text, way.objects.back(), layout, path[level - 1], member));
    }
    const JsonSpan& old = way.member->value;
    if (same_value(text.substr(old.begin, old.end - old.begin), value)) {
        return std::string(text);
    }
    std::string out(text.substr(0, old.begin));
    out += laid_out(value, layout, line_indent(text, way.member->begin));
    out += text.substr(old.end);
    return checked(std::move(out));
}

std::string remove_json_member(std::string_view text, const JsonPath& path) {
    if (is_blank(text)) {
        return std::string(text);
    }
    const Way way = find_way(text, path);
    if (way.member == nullptr) {
        return std::string(text);
    }
    const std::vector<JsonMember>& members = way.objects.back().members;
    const auto place = static_cast<std::size_t>(way.member - members.data());
    std::size_t begin = way.member->begin;
    std::size_t end = way.member->value.end;
    if (place + 1 < members.size()) {
        end = members[place + 1].begin;
    } else if (place > 0) {
        begin = members[place - 1].value.end;  // with the comma between them
    } else if (way.objects.back().trailing_comma) {
        end = text.find(',', end) + 1;
    }
    std::string out(text.substr(0, begin));
    out += text.substr(end);
    return checked(std::move(out));
}

std::vector<std::string> json_member_names(std::string_view text, const JsonPath& path) {
    std::vector<std::string> names;
    if (is_blank(text)) {
        return names;
    }
    JsonPath inside = path;
    inside.emplace_back();  // so that the way leads into the object itself
    const Way way = find_way(text, inside);
    if (way.objects.size() == inside.size()) {
        for (const JsonMember& member : way.objects.back().members) {
            names.push_back(member.name);
        }
    }
    return names;
}

std::optional<std::string> json_member(std::string_view text, const JsonPath& path) {
    if (is_blank(text)) {
        return std::nullopt;
    }
    const Way way = find_way(text, path);
    if (way.member == nullptr) {
        return std::nullopt;
    }
    const JsonSpan& span = way.member->value;
    return std::string(text.substr(span.begin, span.end - span.begin));
}

}  // namespace mcp::app
