// Tests of the eras: which rules a message is under, the handshake, the modern envelope, and what
// each era's answers carry.

#include "dispatcher_fixture.hpp"

#include <string>

using support::DispatcherFixture;
using Json = DispatcherFixture::Json;

namespace {

constexpr const char* kServerInfo = "io.modelcontextprotocol/serverInfo";

std::string with_meta(std::string_view method, std::string_view meta) {
    return DispatcherFixture::legacy(method, R"({"_meta":)" + std::string(meta) + "}");
}

}  // namespace

TEST_CASE("initialize echoes a legacy revision and answers 2025-11-25 to anything else") {
    struct Case {
        const char* asked;
        const char* answered;
    };

    const Case cases[] = {
        {"2025-11-25", "2025-11-25"},
        {"2025-06-18", "2025-06-18"},
        {"2025-03-26", "2025-03-26"},
        {"2024-11-05", "2024-11-05"},
        {"2026-07-28", "2025-11-25"},
        {"2099-01-01", "2025-11-25"},
        {"2024-10-07", "2025-11-25"},
        {"", "2025-11-25"},
    };
    for (const Case& one : cases) {
        DispatcherFixture fixture;
        INFO(one.asked);
        const Json reply = fixture.ask(DispatcherFixture::initialize(one.asked));
        CHECK(reply["id"] == "i");
        CHECK(reply["result"]["protocolVersion"] == one.answered);
        CHECK(
            reply["result"]["serverInfo"] == Json::parse(R"({"name":"fixture","version":"1.2.3"})")
        );
        CHECK(reply["result"]["capabilities"] == Json::parse(R"({"tools":{}})"));
        CHECK(reply["result"]["instructions"] == "use \"it\"");
        CHECK_FALSE(reply["result"].contains("resultType"));
    }
}

TEST_CASE("initialize without a protocol version is refused, and can be repeated") {
    DispatcherFixture fixture;
    CHECK(
        DispatcherFixture::code_of(fixture.ask(DispatcherFixture::legacy("initialize"))) == -32602
    );
    CHECK(
        DispatcherFixture::code_of(
            fixture.ask(DispatcherFixture::legacy("initialize", R"({"protocolVersion":5})"))
        ) == -32602
    );
    CHECK(fixture.ask(DispatcherFixture::initialize("2024-11-05"))["result"].is_object());
    CHECK(
        fixture.ask(DispatcherFixture::initialize("2025-06-18"))["result"]["protocolVersion"] ==
        "2025-06-18"
    );
}

TEST_CASE("an unknown method is -32601 in both eras, before and after initialize") {
    DispatcherFixture fixture;
    const auto check = [&](const std::string& text) {
        INFO(text);
        const Json reply = fixture.ask(text);
        CHECK(DispatcherFixture::code_of(reply) == -32601);
        CHECK(reply["id"] == 1);
    };
    for (int round = 0; round < 2; ++round) {
        for (const char* method :
             {"no/such",
              "",
              "resources/list",
              "prompts/list",
              "tools/lis",
              "logging/setLevel",
              "completion/complete"}) {
            check(DispatcherFixture::legacy(method));
            check(DispatcherFixture::modern(method));
        }
        fixture.send(DispatcherFixture::initialize("2025-11-25"));
    }
}

TEST_CASE("methods that revision 2026-07-28 removed are unknown behind its envelope") {
    DispatcherFixture fixture;
    for (const char* method :
         {"initialize",
          "ping",
          "logging/setLevel",
          "resources/subscribe",
          "resources/unsubscribe",
          "subscriptions/listen"}) {
        INFO(method);
        CHECK(DispatcherFixture::code_of(fixture.ask(DispatcherFixture::modern(method))) == -32601);
    }
}

TEST_CASE("server/discover describes the server and does not pin the era") {
    DispatcherFixture fixture;
    const Json result = fixture.ask(DispatcherFixture::modern("server/discover"))["result"];
    CHECK(result["supportedVersions"] == Json::parse(R"(["2026-07-28"])"));
    CHECK(result["capabilities"] == Json::parse(R"({"tools":{}})"));
    CHECK(result["instructions"] == "use \"it\"");
    CHECK(result["resultType"] == "complete");
    CHECK(result["ttlMs"] == 3'600'000);
    CHECK(result["cacheScope"] == "public");
    CHECK(result["_meta"][kServerInfo]["version"] == "1.2.3");
    const Json handshake = fixture.ask(DispatcherFixture::initialize("2025-11-25"));
    CHECK(handshake["result"]["protocolVersion"] == "2025-11-25");
    CHECK(fixture.ask(DispatcherFixture::legacy("tools/list"))["result"]["tools"].size() == 2);
}

TEST_CASE("server/discover without its envelope says what is missing") {
    DispatcherFixture fixture;
    const Json reply = fixture.ask(DispatcherFixture::legacy("server/discover"));
    CHECK(DispatcherFixture::code_of(reply) == -32602);
    CHECK(
        reply["error"]["message"].get<std::string>().find("io.modelcontextprotocol/protocolVersion"
        ) != std::string::npos
    );
}

TEST_CASE("the envelope of each message decides its era, whatever came before") {
    DispatcherFixture fixture;
    for (int round = 0; round < 2; ++round) {
        const Json modern = fixture.ask(DispatcherFixture::modern("tools/list"))["result"];
        CHECK(modern["resultType"] == "complete");
        CHECK(modern["ttlMs"].is_number_integer());
        CHECK(modern["cacheScope"] == "public");
        CHECK(modern["_meta"].contains(kServerInfo));
        const Json legacy = fixture.ask(DispatcherFixture::legacy("tools/list"))["result"];
        CHECK(legacy == Json::parse(R"({"tools":[{"name":"first"},{"name":"second"}]})"));
        fixture.send(DispatcherFixture::initialize("2025-06-18"));
    }
}

TEST_CASE("a malformed envelope is -32602, never a legacy message") {
    const char* metas[] = {
        R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"})",
        R"({"io.modelcontextprotocol/protocolVersion":5,"io.modelcontextprotocol/clientCapabilities":{}})",
        R"({"io.modelcontextprotocol/protocolVersion":null,"io.modelcontextprotocol/clientCapabilities":{}})",
        R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]})",
        R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":"me"})",
        R"({"io.modelcontextprotocol/protocolVersion":"2099-01-01"})",
    };
    for (const char* meta : metas) {
        INFO(meta);
        DispatcherFixture fixture;
        for (const char* method : {"tools/list", "server/discover", "ping", "no/such"}) {
            CHECK(DispatcherFixture::code_of(fixture.ask(with_meta(method, meta))) == -32602);
        }
    }
}

TEST_CASE("an unknown revision in the envelope is -32022 with the ones to choose from") {
    for (const char* version : {"2099-01-01", "2025-11-25", "", "2026-07-28 "}) {
        INFO(version);
        DispatcherFixture fixture;
        const Json reply = fixture.ask(with_meta(
            "tools/list",
            R"({"io.modelcontextprotocol/protocolVersion":")" + std::string(version) +
                R"(","io.modelcontextprotocol/clientCapabilities":{}})"
        ));
        CHECK(DispatcherFixture::code_of(reply) == -32022);
        CHECK(reply["error"]["data"]["supported"] == Json::parse(R"(["2026-07-28"])"));
        CHECK(reply["error"]["data"]["requested"] == version);
    }
}

TEST_CASE("client info is optional and unknown keys of the envelope are ignored") {
    DispatcherFixture fixture;
    const Json reply = fixture.ask(with_meta(
        "tools/list",
        R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
        R"("io.modelcontextprotocol/clientCapabilities":{"x":1},"claudecode/toolUseId":"t",)"
        R"("progressToken":5,"traceparent":"00-x"})"
    ));
    CHECK(reply["result"]["tools"].size() == 2);
}

TEST_CASE("a _meta without a protocol version leaves the message legacy") {
    DispatcherFixture fixture;
    const Json reply = fixture.ask(with_meta("tools/list", R"({"progressToken":1})"));
    CHECK_FALSE(reply["result"].contains("resultType"));
    CHECK(fixture.ask(with_meta("ping", "5"))["result"].empty());
}

TEST_CASE("initialize with a broken envelope is a handshake") {
    DispatcherFixture fixture;
    const Json reply = fixture.ask(DispatcherFixture::legacy(
        "initialize",
        R"({"protocolVersion":"2025-11-25","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}})"
    ));
    CHECK(reply["result"]["protocolVersion"] == "2025-11-25");
}

TEST_CASE("ping is answered with an empty object, in the legacy era only") {
    DispatcherFixture fixture;
    CHECK(
        fixture.send(DispatcherFixture::legacy("ping", "{}", R"("p")")).front() ==
        Json::parse(R"({"jsonrpc":"2.0","id":"p","result":{}})")
    );
}

TEST_CASE("ids come back with their type and value") {
    DispatcherFixture fixture;
    for (const char* id : {R"("a\"\\b世")", "0", "-7", "9007199254740991", R"("")", R"("7")"}) {
        INFO(id);
        CHECK(fixture.ask(DispatcherFixture::legacy("ping", "{}", id))["id"] == Json::parse(id));
    }
}

TEST_CASE("texts that are no request get one error each and change nothing") {
    struct Case {
        const char* text;
        int code;
        const char* id;
    };

    const Case cases[] = {
        {R"({"jsonrpc":"2.0","id":9,"method":)", -32700, "null"},
        {"not json at all", -32700, "null"},
        {"\x00\xff{]", -32700, "null"},
        {"\"\xff\"", -32700, "null"},
        {R"({"id":7,"method":"ping"})", -32600, "7"},
        {R"({"jsonrpc":"2.0","id":{},"method":"ping"})", -32600, "null"},
        {R"({"jsonrpc":"2.0","id":3})", -32600, "3"},
        {R"(5)", -32600, "null"},
        {R"("x")", -32600, "null"},
        {R"([])", -32600, "null"},
        {R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", -32600, "null"},
        {R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":[1]})", -32602, "1"},
        {R"({"jsonrpc":"2.0","id":1,"method":"ping","params":"x"})", -32602, "1"},
    };
    for (const Case& one : cases) {
        INFO(one.text);
        DispatcherFixture fixture;
        const Json reply = fixture.ask(one.text);
        CHECK(DispatcherFixture::code_of(reply) == one.code);
        CHECK(reply["id"] == Json::parse(one.id));
        CHECK_FALSE(reply["error"]["message"].get<std::string>().empty());
        CHECK(fixture.ask(DispatcherFixture::legacy("ping"))["result"].empty());
    }
}

TEST_CASE("a message beyond the limits of JSON gets -32700 with the reason") {
    DispatcherFixture fixture;
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    CHECK(fixture.ask(deep)["error"]["message"] == "Parse error: the message is nested too deeply");
    std::string many = "[1";
    for (int i = 0; i < 200'000; ++i) {
        many += ",1";
    }
    CHECK(
        fixture.ask(many + "]")["error"]["message"] ==
        "Parse error: the message holds too many values"
    );
    const Json oversized = Json::parse(mcp::protocol::Dispatcher::oversized_reply());
    CHECK(DispatcherFixture::code_of(oversized) == -32700);
    CHECK(oversized["id"].is_null());
}

TEST_CASE("notifications and answers of the peer get no answer") {
    DispatcherFixture fixture;
    for (const char* text :
         {R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
          R"({"jsonrpc":"2.0","method":"notifications/whatever","params":{}})",
          R"({"jsonrpc":"2.0","method":"tools/call","params":{"name":"first"}})",
          R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"nope"}})",
          R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":[1]})",
          R"({"jsonrpc":"2.0","method":"notifications/cancelled"})",
          R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}})",
          R"({"jsonrpc":"2.0","id":1,"result":{}})",
          R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"x"}})"}) {
        INFO(text);
        CHECK(fixture.send(text).empty());
        CHECK(fixture.actions.calls.empty());
        CHECK(fixture.actions.cancelled.empty());
    }
}

TEST_CASE("tools/list has one page") {
    DispatcherFixture fixture;
    CHECK(
        DispatcherFixture::code_of(
            fixture.ask(DispatcherFixture::legacy("tools/list", R"({"cursor":"x"})"))
        ) == -32602
    );
    CHECK(
        DispatcherFixture::code_of(
            fixture.ask(DispatcherFixture::modern("tools/list", R"("cursor":"")"))
        ) == -32602
    );
    const Json reply = fixture.ask(DispatcherFixture::legacy("tools/list", R"({"cursor":null})"));
    CHECK(reply["result"]["tools"].size() == 2);
    CHECK_FALSE(reply["result"].contains("nextCursor"));
}
