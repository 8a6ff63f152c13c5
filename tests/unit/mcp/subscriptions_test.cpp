// Who hears of changes: subscriptions/listen of the modern era, subscribe and list changes of the
// legacy ones.

#include "server_fixture.hpp"

#include <mcp/error.hpp>

using mcp::Call;
using mcp::Task;
using support::ServerFixture;
using Json = ServerFixture::Json;

namespace {

mcp::Features watched() {
    auto resources = std::make_shared<mcp::ResourceRegistry>();
    resources->add(
        mcp::ResourceSpec("test://a", "a"),
        [](Call&,
           const mcp::ResourceRegistry::Variables&) -> Task<std::vector<mcp::ResourceContents>> {
            co_return std::vector<mcp::ResourceContents>();
        }
    );
    mcp::Features features;
    features.resources = resources;
    features.tools = std::make_shared<mcp::ToolRegistry>();
    features.resource_subscriptions = true;
    features.tool_list_changes = true;
    return features;
}

std::string listen(const std::string& filter, int id = 1) {
    return ServerFixture::modern("subscriptions/listen", R"("notifications":)" + filter, id);
}

constexpr const char* kId = "io.modelcontextprotocol/subscriptionId";

}  // namespace

TEST_CASE("a subscription is acknowledged with what the server honours") {
    ServerFixture fixture(watched());
    const Json first = fixture.ask(listen(
        R"({"toolsListChanged":true,"promptsListChanged":true,"resourceSubscriptions":["test://a"],)"
        R"("later":1})",
        5
    ));
    CHECK(first["method"] == "notifications/subscriptions/acknowledged");
    CHECK(first["params"]["_meta"][kId] == 5);
    CHECK(
        first["params"]["notifications"] ==
        Json::parse(R"({"toolsListChanged":true,"resourceSubscriptions":["test://a"]})")
    );
}

TEST_CASE("each subscription hears what it asked for, with its id") {
    ServerFixture fixture(watched());
    fixture.ask(listen(R"({"resourceSubscriptions":["test://a"]})", 1));
    fixture.ask(listen(R"({"toolsListChanged":true})", 2));
    fixture.server->resource_updated("test://a");
    fixture.server->resource_updated("test://b");
    const std::vector<Json> updates = fixture.news();
    REQUIRE(updates.size() == 1);
    CHECK(updates[0]["method"] == "notifications/resources/updated");
    CHECK(updates[0]["params"]["uri"] == "test://a");
    CHECK(updates[0]["params"]["_meta"][kId] == 1);
    fixture.server->tools_changed();
    fixture.server->prompts_changed();
    const std::vector<Json> changes = fixture.news();
    REQUIRE(changes.size() == 1);
    CHECK(changes[0]["method"] == "notifications/tools/list_changed");
    CHECK(changes[0]["params"]["_meta"][kId] == 2);
}

TEST_CASE("a cancelled subscription hears no more and is not answered") {
    ServerFixture fixture(watched());
    fixture.ask(listen(R"({"resourceSubscriptions":["test://a"]})", 3));
    CHECK(fixture.server->watched_resources() == std::vector<std::string>{"test://a"});
    CHECK(fixture
              .send(
                  R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}})"
              )
              .empty());
    fixture.server->resource_updated("test://a");
    CHECK(fixture.news().empty());
    CHECK(fixture.server->watched_resources().empty());
}

TEST_CASE("a server that stops answers its subscriptions") {
    ServerFixture fixture(watched());
    fixture.ask(listen(R"({"toolsListChanged":true})", 4));
    fixture.transport.end();
    const std::vector<Json> end = fixture.news();
    REQUIRE(end.size() == 1);
    CHECK(end[0]["id"] == 4);
    CHECK(end[0]["result"]["resultType"] == "complete");
    CHECK(end[0]["result"]["_meta"][kId] == 4);
    CHECK(end[0]["result"]["_meta"].contains("io.modelcontextprotocol/serverInfo"));
}

TEST_CASE("misshapen subscriptions are refused") {
    ServerFixture fixture(watched());
    const auto code = [&fixture](const std::string& text) {
        return fixture.ask(text)["error"]["code"];
    };
    CHECK(code(ServerFixture::modern("subscriptions/listen")) == -32602);
    CHECK(code(listen("[]")) == -32602);
    CHECK(code(listen(R"({"toolsListChanged":1})")) == -32602);
    CHECK(code(listen(R"({"resourceSubscriptions":"test://a"})")) == -32602);
    CHECK(code(listen(R"({"resourceSubscriptions":[1]})")) == -32602);
}

TEST_CASE("subscriptions have a bound, and one that ended makes room") {
    mcp::ServerConfig config;
    config.name = "a";
    config.version = "1";
    config.limits.max_subscriptions = 2;
    ServerFixture fixture(watched(), config);
    fixture.ask(listen("{}", 1));
    fixture.ask(listen("{}", 2));
    CHECK(fixture.ask(listen("{}", 3))["error"]["code"] == -32603);
    fixture.send(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})"
    );
    CHECK(fixture.ask(listen("{}", 3))["method"] == "notifications/subscriptions/acknowledged");
}

TEST_CASE("subscriptions do not take the place of calls") {
    mcp::ServerConfig config;
    config.name = "a";
    config.version = "1";
    config.limits.max_in_flight = 1;
    ServerFixture fixture(watched(), config);
    fixture.ask(listen("{}", 1));
    fixture.ask(listen("{}", 2));
    const Json read =
        fixture.ask(ServerFixture::modern("resources/read", R"("uri":"test://a")", 3));
    CHECK(read.contains("result"));
}

TEST_CASE("a legacy client subscribes to resources and hears of them until it unsubscribes") {
    ServerFixture fixture(watched());
    fixture.initialize();
    int changes = 0;
    fixture.server->on_watch_change([&changes] { ++changes; });
    const std::string uri = R"({"uri":"test://a"})";
    CHECK(
        fixture.ask(ServerFixture::legacy("resources/subscribe", uri))["result"] == Json::object()
    );
    CHECK(changes > 0);
    fixture.server->resource_updated("test://a");
    const std::vector<Json> told = fixture.news();
    REQUIRE(told.size() == 1);
    CHECK(
        told[0] == Json::parse(R"({"jsonrpc":"2.0","method":"notifications/resources/updated",)"
                               R"("params":{"uri":"test://a"}})")
    );
    fixture.ask(ServerFixture::legacy("resources/unsubscribe", uri));
    fixture.server->resource_updated("test://a");
    CHECK(fixture.news().empty());
}

TEST_CASE("a legacy client hears of list changes once it was introduced") {
    ServerFixture fixture(watched());
    fixture.server->tools_changed();
    CHECK(fixture.news().empty());
    fixture.initialize();
    fixture.server->tools_changed();
    const std::vector<Json> told = fixture.news();
    REQUIRE(told.size() == 1);
    CHECK(told[0]["method"] == "notifications/tools/list_changed");
}

TEST_CASE("a legacy client's subscriptions have a bound") {
    mcp::ServerConfig config;
    config.name = "a";
    config.version = "1";
    config.limits.max_watched_uris = 1;
    ServerFixture fixture(watched(), config);
    fixture.initialize();
    fixture.ask(ServerFixture::legacy("resources/subscribe", R"({"uri":"test://a"})"));
    const Json again =
        fixture.ask(ServerFixture::legacy("resources/subscribe", R"({"uri":"test://a"})"));
    CHECK(again.contains("result"));
    const Json more =
        fixture.ask(ServerFixture::legacy("resources/subscribe", R"({"uri":"test://b"})"));
    CHECK(more["error"]["code"] == -32603);
}
