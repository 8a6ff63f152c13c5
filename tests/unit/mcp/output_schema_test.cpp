// Typed answers: the schema that clients see, the JSON that follows it, and a tool that has both.
// Also the kinds of content that a tool may answer.

#include "server_fixture.hpp"

#include <mcp/error.hpp>
#include <mcp/output_schema.hpp>

using support::ServerFixture;
using Json = ServerFixture::Json;

namespace {

struct Part {
    Part() = default;
    std::string name;
    bool whole = false;
};

struct Out {
    Out() = default;
    std::string text;
    std::int64_t count = 0;
    double share = 0;
    std::optional<std::string> note;
    std::vector<std::string> tags;
    std::vector<Part> parts;
};

struct In {
    In() = default;
    std::string text;
};

mcp::OutputSchema<Out> shape() {
    mcp::OutputSchema<Part> part;
    part.add("name", &Part::name).add("whole", &Part::whole);
    mcp::OutputSchema<Out> out;
    out.add("text", &Out::text, "What it says").add("count", &Out::count).add("share", &Out::share);
    out.add("note", &Out::note).add("tags", &Out::tags).add("parts", &Out::parts, part);
    return out;
}

}  // namespace

TEST_CASE("a struct's members become JSON after the schema") {
    Out out;
    out.text = "a \"b\"";
    out.count = -3;
    out.share = 0.5;
    out.tags = {"x[", "y"};
    Part part;
    part.name = "p";
    out.parts.assign(2, part);
    CHECK(
        Json::parse(shape().write(out)) ==
        Json::parse(R"({"text":"a \"b\"","count":-3,"share":0.5,"tags":["x[","y"],)"
                    R"("parts":[{"name":"p","whole":false},{"name":"p","whole":false}]})")
    );
    out.note = "n";
    CHECK(Json::parse(shape().write(out))["note"] == "n");
}

TEST_CASE("the schema is an object's, and requires what is always there") {
    const Json schema = Json::parse(shape().to_json());
    CHECK(schema["type"] == "object");
    CHECK(schema["properties"]["text"]["description"] == "What it says");
    CHECK(
        schema["properties"]["tags"] == Json::parse(R"({"type":"array","items":{"type":"string"}})")
    );
    CHECK(schema["properties"]["parts"]["items"]["properties"]["whole"]["type"] == "boolean");
    CHECK(schema["required"] == Json::parse(R"(["text","count","share","tags","parts"])"));
    CHECK_THROWS_AS(shape().add("text", &Out::text), mcp::Error);
}

TEST_CASE("a typed tool answers structured content and the same facts as text") {
    auto tools = std::make_shared<mcp::ToolRegistry>();
    mcp::InputSchema<In> input;
    input.add("text", &In::text).required();
    auto handler = [](mcp::Call&, In in) -> mcp::Task<Out> {
        Out out;
        out.text = in.text;
        co_return out;
    };
    tools->add(mcp::ToolSpec("say", "Says."), std::move(input), shape(), handler);
    mcp::Features features;
    features.tools = tools;
    ServerFixture fixture(features);
    const Json list = fixture.ask(ServerFixture::legacy("tools/list"));
    CHECK(list["result"]["tools"][0]["outputSchema"]["type"] == "object");
    const Json answer = fixture.ask(
        ServerFixture::legacy("tools/call", R"({"name":"say","arguments":{"text":"hi"}})")
    )["result"];
    CHECK(answer["structuredContent"]["text"] == "hi");
    CHECK(
        Json::parse(answer["content"][0]["text"].get<std::string>()) == answer["structuredContent"]
    );
    const Json wrong =
        fixture.ask(ServerFixture::legacy("tools/call", R"({"name":"say"})"))["result"];
    CHECK(wrong["isError"] == true);
    CHECK_FALSE(wrong.contains("structuredContent"));
}

TEST_CASE("every kind of content has its shape on the wire") {
    auto tools = std::make_shared<mcp::ToolRegistry>();
    auto handler = [](mcp::Call&, const mcp::JsonObject&) -> mcp::Task<mcp::ToolResult> {
        std::vector<mcp::Content> pieces;
        pieces.push_back(mcp::Content::text("t"));
        pieces.push_back(mcp::Content::image("\x01", "image/png"));
        pieces.push_back(mcp::Content::audio("\x02", "audio/wav"));
        pieces.push_back(
            mcp::Content::resource(mcp::ResourceContents::text("a://b", "text/plain", "r"))
        );
        pieces.push_back(mcp::Content::link("a://c", "c", ""));
        co_return mcp::ToolResult::success(std::move(pieces));
    };
    tools->add_raw(mcp::ToolSpec("all", "All."), R"({"type":"object"})", handler);
    mcp::Features features;
    features.tools = tools;
    ServerFixture fixture(features);
    const Json content =
        fixture.ask(ServerFixture::legacy("tools/call", R"({"name":"all"})"))["result"]["content"];
    CHECK(content == Json::parse(R"([{"type":"text","text":"t"},
            {"type":"image","data":"AQ==","mimeType":"image/png"},
            {"type":"audio","data":"Ag==","mimeType":"audio/wav"},
            {"type":"resource","resource":{"uri":"a://b","mimeType":"text/plain","text":"r"}},
            {"type":"resource_link","uri":"a://c","name":"c"}])"));
}

TEST_CASE("a raw schema is sent as it is, and must be a JSON object") {
    mcp::ToolRegistry tools;
    const auto handler = [](mcp::Call&, const mcp::JsonObject&) -> mcp::Task<mcp::ToolResult> {
        co_return mcp::ToolResult();
    };
    const std::string schema = R"({"$schema":"x","type":"object","$defs":{"a":{}},"if":{}})";
    tools.add_raw(mcp::ToolSpec("raw", "Raw."), schema, handler);
    CHECK(Json::parse(tools.list_json())[0]["inputSchema"] == Json::parse(schema));
    CHECK_THROWS_AS(tools.add_raw(mcp::ToolSpec("b", "B."), "[]", handler), mcp::Error);
    CHECK_THROWS_AS(tools.add_raw(mcp::ToolSpec("b", "B."), "{", handler), mcp::Error);
}
