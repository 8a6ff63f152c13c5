// Header fields of Streamable HTTP beside the body: what agrees, what does not, in which order.
// The dispatcher's HTTP statuses belong here too, since only HTTP has them.

#include "protocol/standard_headers.hpp"

#include "dispatcher_fixture.hpp"

#include <mcp/error.hpp>

using namespace mcp::protocol;
using support::DispatcherFixture;
using Json = DispatcherFixture::Json;

namespace {

StandardHeaders headers(const std::string& method, const std::string& name = {}) {
    StandardHeaders out;
    out.protocol_version = "2026-07-28";
    out.method = method;
    if (!name.empty()) {
        out.name = name;
    }
    return out;
}

/// What a stateless HTTP peer answers.
Reply over_http(DispatcherFixture& fixture, const std::string& text, const StandardHeaders& with) {
    fixture.actions = Actions();
    fixture.dispatcher.receive(text, fixture.actions, &with);
    return fixture.actions.reply.value_or(Reply("call", 0));
}

int code_of(const Reply& reply) {
    return DispatcherFixture::code_of(Json::parse(reply.text));
}

}  // namespace

TEST_CASE("a header value is itself unless it has prefix and suffix of base64") {
    CHECK(decode_header_value("plain") == "plain");
    CHECK(decode_header_value("=?base64?aGk=?=") == "hi");
    CHECK(
        decode_header_value("=?base64?"
                            "?=") == ""
    );
    CHECK(decode_header_value("=?base64?aGk=") == "=?base64?aGk=");
    CHECK(decode_header_value("aGk=?=") == "aGk=?=");
    CHECK(decode_header_value("=?BASE64?aGk=?=") == "=?BASE64?aGk=?=");
    CHECK_FALSE(decode_header_value("=?base64?aGk?=").has_value());
    CHECK_FALSE(decode_header_value("=?base64?a Gk=?=").has_value());
    CHECK_FALSE(decode_header_value("=?base64?a-_=?=").has_value());
}

TEST_CASE("version and method must be those of the body") {
    DispatcherFixture fixture;
    const std::string list = DispatcherFixture::modern("tools/list");
    CHECK(over_http(fixture, list, headers("tools/list")).http_status == 200);
    StandardHeaders none;
    const Reply missing = over_http(fixture, list, none);
    CHECK(missing.http_status == 400);
    CHECK(code_of(missing) == -32020);
    CHECK(code_of(over_http(fixture, list, headers("tools/call"))) == -32020);
    CHECK(code_of(over_http(fixture, list, headers("Tools/List"))) == -32020);
    StandardHeaders old = headers("tools/list");
    old.protocol_version = "2025-11-25";
    CHECK(code_of(over_http(fixture, list, old)) == -32020);
}

TEST_CASE("Mcp-Name must be the name or URI of the body, decoded first") {
    DispatcherFixture fixture;
    const std::string call = DispatcherFixture::modern("tools/call", R"("name":"first")");
    CHECK(over_http(fixture, call, headers("tools/call", "first")).http_status == 0);
    CHECK(fixture.actions.calls.size() == 1);
    fixture.finish(fixture.actions.calls[0].ticket, mcp::ToolResult::success("x"));
    CHECK(over_http(fixture, call, headers("tools/call", "=?base64?Zmlyc3Q=?=")).http_status == 0);
    fixture.finish(fixture.actions.calls[0].ticket, mcp::ToolResult::success("x"));
    CHECK(code_of(over_http(fixture, call, headers("tools/call"))) == -32020);
    CHECK(code_of(over_http(fixture, call, headers("tools/call", "second"))) == -32020);
    CHECK(code_of(over_http(fixture, call, headers("tools/call", "=?base64?Zmlyc3Q?="))) == -32020);
}

TEST_CASE("the header decides what a body without an envelope is") {
    DispatcherFixture fixture;
    const std::string list = DispatcherFixture::legacy("tools/list");
    const Reply modern = over_http(fixture, list, headers("tools/list"));
    CHECK(modern.http_status == 400);
    CHECK(code_of(modern) == -32602);
    CHECK(
        code_of(over_http(fixture, DispatcherFixture::initialize("2025-11-25"), headers("x"))) ==
        -32020
    );
    StandardHeaders unknown;
    unknown.protocol_version = "1999-01-01";
    CHECK(over_http(fixture, list, unknown).http_status == 400);
    StandardHeaders known;
    known.protocol_version = "2024-11-05";
    CHECK(over_http(fixture, list, known).http_status == 200);
    CHECK(over_http(fixture, list, StandardHeaders()).http_status == 200);
}

TEST_CASE("errors of the modern era have their HTTP status, legacy ones have 200") {
    DispatcherFixture fixture;
    const auto modern = [&fixture](const std::string& method) {
        return over_http(fixture, DispatcherFixture::modern(method), headers(method));
    };
    CHECK(modern("ping").http_status == 404);
    CHECK(modern("nothing").http_status == 404);
    CHECK(over_http(fixture, DispatcherFixture::legacy("nothing"), {}).http_status == 200);
    CHECK(over_http(fixture, "{", {}).http_status == 400);
    CHECK(over_http(fixture, "[]", headers("x")).http_status == 400);
    CHECK(over_http(fixture, R"({"jsonrpc":"2.0","id":null,"method":"x"})", {}).http_status == 400);
    StandardHeaders later = headers("tools/list");
    later.protocol_version = "2030-01-01";
    std::string text = DispatcherFixture::modern("tools/list");
    text.replace(text.find("2026-07-28"), 10, "2030-01-01");
    const Reply unsupported = over_http(fixture, text, later);
    CHECK(unsupported.http_status == 400);
    CHECK(code_of(unsupported) == -32022);
}

TEST_CASE("notifications are accepted, and batches only where the revision has them") {
    DispatcherFixture fixture;
    const std::string note = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
    const Reply accepted = over_http(fixture, note, {});
    CHECK(accepted.http_status == 202);
    CHECK(accepted.text.empty());
    const std::string batch = "[" + DispatcherFixture::legacy("ping") + "]";
    CHECK(over_http(fixture, batch, {}).http_status == 200);
    StandardHeaders later;
    later.protocol_version = "2025-06-18";
    CHECK(over_http(fixture, batch, later).http_status == 400);
}

TEST_CASE("annotated arguments are found through nested properties") {
    const auto parameters = header_arguments(Json::parse(R"({"properties":{
        "region":{"type":"string","x-mcp-header":"Region"},
        "in":{"type":"object","properties":{"n":{"type":"integer","x-mcp-header":"n"}}},
        "plain":{"type":"string"}}})"));
    REQUIRE(parameters.size() == 2);
    for (const mcp::HeaderArgument& parameter : parameters) {
        if (parameter.header == "n") {
            CHECK(parameter.path == std::vector<std::string>{"in", "n"});
        } else {
            CHECK(parameter.header == "region");
        }
    }
}

TEST_CASE("annotations that the specification forbids are refused") {
    const auto refused = [](const char* property) {
        const std::string schema = std::string(R"({"properties":{"a":)") + property + "}}";
        CHECK_THROWS_AS(header_arguments(Json::parse(schema)), mcp::Error);
    };
    refused(R"({"type":"string","x-mcp-header":"two words"})");
    refused(R"({"type":"string","x-mcp-header":""})");
    refused(R"({"type":"string","x-mcp-header":1})");
    refused(R"({"type":"number","x-mcp-header":"a"})");
    refused(R"({"x-mcp-header":"a"})");
    CHECK_THROWS_AS(
        header_arguments(Json::parse(R"({"properties":{"a":{"type":"string","x-mcp-header":"X"},
                                         "b":{"type":"string","x-mcp-header":"x"}}})")),
        mcp::Error
    );
}

TEST_CASE("annotated arguments must be repeated in their headers") {
    mcp::HeaderArgument parameter;
    parameter.header = "n";
    parameter.path = {"n"};
    const std::vector<mcp::HeaderArgument> parameters{parameter};
    const auto good = [&parameters](const char* value, const char* arguments) {
        StandardHeaders with;
        if (value != nullptr) {
            with.params.emplace_back("n", value);
        }
        return check_parameters(with, parameters, Json::parse(arguments)).empty();
    };
    CHECK(good("a", R"({"n":"a"})"));
    CHECK(good("=?base64?YQ==?=", R"({"n":"a"})"));
    CHECK(good("7", R"({"n":7})"));
    CHECK(good("7.0", R"({"n":7})"));
    CHECK(good("-9007199254740993", R"({"n":-9007199254740993})"));
    CHECK_FALSE(good("9007199254740992", R"({"n":9007199254740993})"));
    CHECK(good("true", R"({"n":true})"));
    CHECK_FALSE(good("True", R"({"n":true})"));
    CHECK_FALSE(good("b", R"({"n":"a"})"));
    CHECK_FALSE(good(nullptr, R"({"n":"a"})"));
    CHECK(good(nullptr, R"({})"));
    CHECK(good(nullptr, R"({"n":null})"));
    CHECK_FALSE(good("a", R"({})"));
    CHECK_FALSE(good("=?base64?!?=", R"({"n":"a"})"));
}
