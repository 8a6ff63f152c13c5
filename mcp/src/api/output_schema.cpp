// Rendering of output schemas and of the answers that follow them.
// Numbers leave in the shortest form that reads back as the same value.

#include "json/json_io.hpp"

#include <mcp/error.hpp>
#include <mcp/output_schema.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace mcp {

void ObjectShape::add(
    std::string name, std::string type_json, bool required, std::string text, Writer writer
) {
    for (const Member& member : members_) {
        if (member.name == name) {
            throw Error("an output schema has two members named " + name);
        }
    }
    Member member;
    member.name = std::move(name);
    member.type_json = std::move(type_json);
    member.required = required;
    member.description = std::move(text);
    member.writer = std::move(writer);
    members_.push_back(std::move(member));
}

std::string ObjectShape::to_json() const {
    std::string properties;
    std::string required;
    for (const Member& member : members_) {
        properties += properties.empty() ? "" : ",";
        json::append_string(properties, member.name);
        properties += ":{" + member.type_json;
        if (!member.description.empty()) {
            properties += R"(,"description":)";
            json::append_string(properties, member.description);
        }
        properties += '}';
        if (member.required) {
            required += required.empty() ? "" : ",";
            json::append_string(required, member.name);
        }
    }
    std::string out = R"({"type":"object","properties":{)" + properties + "}";
    if (!required.empty()) {
        out += R"(,"required":[)" + required + "]";
    }
    out += R"(,"additionalProperties":false})";
    return out;
}

void ObjectShape::write(const void* source, std::string& out) const {
    out += '{';
    bool first = true;
    for (const Member& member : members_) {
        const std::size_t begin = out.size();
        out += first ? "" : ",";
        json::append_string(out, member.name);
        out += ':';
        const std::size_t before = out.size();
        member.writer(source, out);
        if (out.size() == before) {
            out.resize(begin);  // an empty optional
        } else {
            first = false;
        }
    }
    out += '}';
}

void ObjectShape::write_value(std::string& out, const std::string& value) {
    json::append_string(out, value);
}

void ObjectShape::write_value(std::string& out, std::int64_t value) {
    out += std::to_string(value);
}

void ObjectShape::write_value(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";  // JSON has no other way
        return;
    }
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end.ptr);
}

void ObjectShape::write_value(std::string& out, bool value) {
    out += value ? "true" : "false";
}

}  // namespace mcp
