// Encoding of results.
// Bytes leave as base64, texts with U+FFFD for what is not UTF-8.

#include "protocol/results.hpp"

#include "json/json_io.hpp"
#include "text/base64.hpp"

#include <algorithm>

namespace mcp::protocol {
namespace {

/// The specification's bound.
constexpr std::size_t kMaxCompletions = 100;

std::string_view type_of(Content::Kind kind) noexcept {
    switch (kind) {
        case Content::Kind::text:
            return "text";
        case Content::Kind::image:
            return "image";
        case Content::Kind::audio:
            return "audio";
        case Content::Kind::resource:
            return "resource";
        case Content::Kind::link:
            return "resource_link";
    }
    return "text";
}

void append_contents(std::string& out, const ResourceContents& contents) {
    out += '{';
    append_member(out, "uri", contents.uri());
    append_member(out, "mimeType", contents.mime_type());
    if (contents.is_blob()) {
        out += R"(,"blob":")";
        out += text::base64_encode(contents.data());
        out += '"';
    } else {
        out += R"(,"text":)";
        json::append_string(out, contents.data());
    }
    out += '}';
}

}  // namespace

void append_member(std::string& out, std::string_view name, std::string_view text) {
    if (text.empty()) {
        return;
    }
    out += out.ends_with('{') ? "\"" : ",\"";
    out += name;
    out += "\":";
    json::append_string(out, text);
}

void append_content(std::string& out, const Content& content) {
    const ResourceContents& contents = content.contents();
    out += R"({"type":")";
    out += type_of(content.kind());
    out += '"';
    switch (content.kind()) {
        case Content::Kind::text:
            out += R"(,"text":)";
            json::append_string(out, contents.data());
            break;
        case Content::Kind::image:
        case Content::Kind::audio:
            out += R"(,"data":")";
            out += text::base64_encode(contents.data());
            out += '"';
            append_member(out, "mimeType", contents.mime_type());
            break;
        case Content::Kind::resource:
            out += R"(,"resource":)";
            append_contents(out, contents);
            break;
        case Content::Kind::link:
            append_member(out, "uri", contents.uri());
            append_member(out, "name", content.name());
            append_member(out, "mimeType", contents.mime_type());
            break;
    }
    out += '}';
}

std::string tool_result_members(const ToolResult& result) {
    std::string out;
    out.reserve(result.text().size() + result.text().size() / 8 + 512);
    out += R"("content":[)";
    if (result.pieces().empty()) {
        out += R"({"type":"text","text":)";
        json::append_string(out, result.text());
        out += '}';
    }
    bool first = true;
    for (const Content& piece : result.pieces()) {
        out += first ? "" : ",";
        first = false;
        append_content(out, piece);
    }
    out += ']';
    if (!result.structured_json().empty()) {
        out += R"(,"structuredContent":)";
        out += result.structured_json();
    }
    if (result.is_error()) {
        out += R"(,"isError":true)";
    }
    return out;
}

std::string prompt_members(
    std::string_view description, const std::vector<PromptMessage>& messages
) {
    std::string out;
    if (!description.empty()) {
        out += R"("description":)";
        json::append_string(out, description);
        out += ',';
    }
    out += R"("messages":[)";
    bool first = true;
    for (const PromptMessage& message : messages) {
        out += first ? "" : ",";
        first = false;
        const bool user = message.role == PromptMessage::Role::user;
        out += user ? R"({"role":"user","content":)" : R"({"role":"assistant","content":)";
        append_content(out, message.content);
        out += '}';
    }
    out += ']';
    return out;
}

void append_resource(std::string& out, const ResourceSpec& spec, std::string_view uri_member) {
    out += '{';
    append_member(out, uri_member, spec.uri);
    append_member(out, "name", spec.name);
    append_member(out, "title", spec.title);
    append_member(out, "description", spec.description);
    append_member(out, "mimeType", spec.mime_type);
    out += '}';
}

std::string resource_contents_members(const std::vector<ResourceContents>& contents) {
    std::string out = R"("contents":[)";
    bool first = true;
    for (const ResourceContents& item : contents) {
        out += first ? "" : ",";
        first = false;
        append_contents(out, item);
    }
    out += ']';
    return out;
}

std::string completion_members(
    const std::vector<std::string>& values, std::optional<std::int64_t> total, bool has_more
) {
    const std::size_t count = std::min(values.size(), kMaxCompletions);
    std::string out = R"("completion":{"values":[)";
    for (std::size_t index = 0; index < count; ++index) {
        out += index == 0 ? "" : ",";
        json::append_string(out, values[index]);
    }
    out += ']';
    if (total) {
        out += R"(,"total":)" + std::to_string(*total);
    }
    out += R"(,"hasMore":)";
    out += has_more || count < values.size() ? "true}" : "false}";
    return out;
}

}  // namespace mcp::protocol
