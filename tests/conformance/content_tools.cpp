// Tools that answer at once: every kind of content, an error, and schemas that must reach the
// client as they are.
#include "conformance/fixtures.hpp"

#include <mcp/content.hpp>
#include <mcp/error.hpp>

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace conformance {
namespace {

using mcp::Call;
using mcp::Content;
using mcp::JsonObject;
using mcp::ResourceContents;
using mcp::Task;
using mcp::ToolResult;
using mcp::ToolSpec;

/// Every keyword here must survive tools/list (SEP-1613, SEP-2106).
constexpr const char* kSchema2020 = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "$defs": {
    "address": {
      "$anchor": "addressDef",
      "type": "object",
      "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
    }
  },
  "properties": {
    "name": {"type": "string"},
    "address": {"$ref": "#/$defs/address"},
    "contactMethod": {"type": "string", "enum": ["phone", "email"]},
    "phone": {"type": "string"},
    "email": {"type": "string"}
  },
  "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
  "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
  "then": {"required": ["phone"]},
  "else": {"required": ["email"]},
  "additionalProperties": false
})";

/// The region must be repeated in the header Mcp-Param-Region (SEP-2243).
constexpr const char* kHeaderSchema = R"({
  "type": "object",
  "properties": {
    "region": {"type": "string", "description": "Any text", "x-mcp-header": "Region"}
  }
})";

ToolSpec reading(const char* name, const char* description) {
    ToolSpec spec(name, description);
    spec.effects.read_only = true;
    spec.effects.idempotent = true;
    return spec;
}

/// A tool without arguments whose answer is always the same.
void add_constant(
    mcp::ToolRegistry& tools, const char* name, const char* description, ToolResult result
) {
    auto handler = [answer =
                        std::move(result)](Call& /*call*/, NoArguments /*in*/) -> Task<ToolResult> {
        co_return answer;
    };
    tools.add(reading(name, description), mcp::InputSchema<NoArguments>(), handler);
}

std::vector<Content> mixed_content() {
    std::vector<Content> pieces;
    pieces.push_back(Content::text("Multiple content types test:"));
    pieces.push_back(Content::image(one_pixel_png(), "image/png"));
    pieces.push_back(Content::resource(ResourceContents::text(
        "test://mixed-content-resource", "application/json", R"({"test":"data","value":123})"
    )));
    return pieces;
}

void add_schema_tools(mcp::ToolRegistry& tools) {
    auto answer = [](Call& /*call*/, JsonObject arguments) -> Task<ToolResult> {
        co_return ToolResult::success("Received " + arguments.dump());
    };
    tools.add_raw(
        reading("json_schema_2020_12_tool", "Tool with JSON Schema 2020-12 features"),
        kSchema2020,
        answer
    );
    tools.add_raw(
        reading("test_header_parameter", "Takes an argument that is repeated in a header"),
        kHeaderSchema,
        answer
    );
}

}  // namespace

void add_content_tools(mcp::ToolRegistry& tools) {
    add_constant(
        tools,
        "test_simple_text",
        "Answers a text",
        ToolResult::success("This is a simple text response for testing.")
    );
    add_constant(
        tools,
        "test_image_content",
        "Answers an image",
        ToolResult::success(std::vector<Content>{Content::image(one_pixel_png(), "image/png")})
    );
    add_constant(
        tools,
        "test_audio_content",
        "Answers a sound",
        ToolResult::success(std::vector<Content>{Content::audio(silent_wav(), "audio/wav")})
    );
    add_constant(
        tools,
        "test_embedded_resource",
        "Answers an embedded resource",
        ToolResult::success(std::vector<Content>{Content::resource(ResourceContents::text(
            "test://embedded-resource", "text/plain", "This is an embedded resource content."
        ))})
    );
    add_constant(
        tools,
        "test_multiple_content_types",
        "Answers a text, an image and a resource",
        ToolResult::success(mixed_content())
    );
    auto fail = [](Call& /*call*/, NoArguments /*in*/) -> Task<ToolResult> {
        throw mcp::ToolError("This tool intentionally returns an error for testing");
        co_return ToolResult();
    };
    tools.add(
        reading("test_error_handling", "Always fails"), mcp::InputSchema<NoArguments>(), fail
    );
    add_schema_tools(tools);
}

}  // namespace conformance
