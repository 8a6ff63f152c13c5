// Questions to the client (Call::ask), progress and log messages, in both eras.
// Legacy clients get requests; modern ones repeat their call with answers and signed state.

#include "server_fixture.hpp"

#include <mcp/error.hpp>

using mcp::Call;
using mcp::Task;
using mcp::ToolResult;
using support::ServerFixture;
using Json = ServerFixture::Json;

namespace {

const std::string kElicits = R"({"elicitation":{}})";
const std::string kAccepted = R"({"action":"accept","content":{"name":"Ada"}})";

Task<ToolResult> ask_name(Call& call, const mcp::JsonObject&) {
    std::vector<mcp::InputRequest> questions;
    questions.push_back(mcp::InputRequest::elicitation("who", "Your name?", R"({"type":"object"})")
    );
    const Call::Answers answers = co_await call.ask(std::move(questions));
    co_return ToolResult::success(
        "Hello " + answers.at("who")["content"]["name"].get<std::string>()
    );
}

Task<ToolResult> ask_twice(Call& call, const mcp::JsonObject&) {
    std::vector<mcp::InputRequest> first;
    first.push_back(mcp::InputRequest::elicitation("one", "First?", R"({"type":"object"})"));
    const Call::Answers one = co_await call.ask(std::move(first));
    call.keep_state("kept");
    std::vector<mcp::InputRequest> second;
    second.push_back(mcp::InputRequest::roots("two"));
    const Call::Answers two = co_await call.ask(std::move(second));
    co_return ToolResult::success(
        call.state() + " " + one.at("one")["action"].get<std::string>() + " " +
        std::to_string(two.at("two")["roots"].size())
    );
}

Task<ToolResult> report(Call& call, const mcp::JsonObject&) {
    call.log(mcp::LogLevel::debug, R"("quiet")");
    call.log(mcp::LogLevel::warning, R"({"a":1})", "test");
    call.progress(0, 100);
    call.progress(0, 100);
    call.progress(50, 100, "half");
    call.progress(100, 100);
    co_return ToolResult::success("done");
}

mcp::Features features() {
    auto tools = std::make_shared<mcp::ToolRegistry>();
    const std::string schema = R"({"type":"object"})";
    tools->add_raw(mcp::ToolSpec("name", "Asks."), schema, ask_name);
    tools->add_raw(mcp::ToolSpec("twice", "Asks twice."), schema, ask_twice);
    tools->add_raw(mcp::ToolSpec("report", "Reports."), schema, report);
    mcp::Features out;
    out.tools = tools;
    out.logging = true;
    return out;
}

std::string call(const std::string& tool, const std::string& more = {}, int id = 1) {
    return ServerFixture::modern(
        "tools/call", R"("name":")" + tool + "\"" + more, id, R"({"elicitation":{},"roots":{}})"
    );
}

std::string text_of(const Json& answer) {
    return answer["result"]["content"][0]["text"];
}

/// The members that answer `asked`.
std::string answers(const Json& asked, const std::string& responses) {
    return R"(,"inputResponses":)" + responses + R"(,"requestState":)" +
           asked["result"]["requestState"].dump();
}

}  // namespace

TEST_CASE("a legacy client is sent the question, and its answer lets the handler go on") {
    ServerFixture fixture(features());
    fixture.initialize(kElicits);
    const Json question = fixture.ask(ServerFixture::legacy("tools/call", R"({"name":"name"})", 7));
    CHECK(question["method"] == "elicitation/create");
    CHECK(question["params"]["message"] == "Your name?");
    const std::string id = question["id"].dump();
    const Json answer =
        fixture.ask(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":)" + kAccepted + "}");
    CHECK(answer["id"] == 7);
    CHECK(text_of(answer) == "Hello Ada");
}

TEST_CASE("a legacy client that answers an error makes the tool fail, with its words") {
    ServerFixture fixture(features());
    fixture.initialize(kElicits);
    const Json question = fixture.ask(ServerFixture::legacy("tools/call", R"({"name":"name"})"));
    const Json answer = fixture.ask(
        R"({"jsonrpc":"2.0","id":)" + question["id"].dump() +
        R"(,"error":{"code":-1,"message":"no user here"}})"
    );
    CHECK(answer["result"]["isError"] == true);
    CHECK(text_of(answer).find("no user here") != std::string::npos);
}

TEST_CASE("a legacy client without the capability is not asked") {
    ServerFixture fixture(features());
    fixture.initialize();
    const Json answer = fixture.ask(ServerFixture::legacy("tools/call", R"({"name":"name"})"));
    CHECK(answer["result"]["isError"] == true);
}

TEST_CASE("answers that nobody asked for, or that come twice, change nothing") {
    ServerFixture fixture(features());
    fixture.initialize(kElicits);
    CHECK(fixture.send(R"({"jsonrpc":"2.0","id":"server-1","result":{}})").empty());
    const Json question = fixture.ask(ServerFixture::legacy("tools/call", R"({"name":"name"})"));
    const std::string reply =
        R"({"jsonrpc":"2.0","id":)" + question["id"].dump() + R"(,"result":)" + kAccepted + "}";
    CHECK(fixture.send(reply).size() == 1);
    CHECK(fixture.send(reply).empty());
}

TEST_CASE("a modern client is asked by the result, and asks again with the answer") {
    ServerFixture fixture(features());
    const Json asked = fixture.ask(call("name"));
    CHECK(asked["result"]["resultType"] == "input_required");
    const Json& question = asked["result"]["inputRequests"]["who"];
    CHECK(question["method"] == "elicitation/create");
    CHECK(question["params"]["mode"] == "form");
    const Json answer =
        fixture.ask(call("name", answers(asked, R"({"who":)" + kAccepted + "}"), 2));
    CHECK(answer["result"]["resultType"] == "complete");
    CHECK(text_of(answer) == "Hello Ada");
}

TEST_CASE("missing and misshapen answers are asked for again, others are ignored") {
    ServerFixture fixture(features());
    const Json asked = fixture.ask(call("name"));
    for (const std::string responses : {R"({})", R"({"other":{}})", R"({"who":"Ada"})"}) {
        const Json again = fixture.ask(call("name", answers(asked, responses), 2));
        CHECK(again["result"]["resultType"] == "input_required");
    }
    const std::string both = R"({"who":)" + kAccepted + R"(,"other":1})";
    CHECK(text_of(fixture.ask(call("name", answers(asked, both), 3))) == "Hello Ada");
    const Json wrong = fixture.ask(call("name", R"(,"inputResponses":[])", 4));
    CHECK(wrong["error"]["code"] == -32602);
}

TEST_CASE("earlier answers and kept state travel in the signed state") {
    ServerFixture fixture(features());
    const Json first = fixture.ask(call("twice"));
    REQUIRE(first["result"]["inputRequests"].contains("one"));
    const Json second =
        fixture.ask(call("twice", answers(first, R"({"one":{"action":"decline"}})"), 2));
    REQUIRE(second["result"]["inputRequests"].contains("two"));
    CHECK_FALSE(second["result"]["inputRequests"].contains("one"));
    const Json done =
        fixture.ask(call("twice", answers(second, R"({"two":{"roots":[{},{}]}})"), 3));
    CHECK(text_of(done) == "kept decline 2");
}

TEST_CASE("state that was changed, or belongs to another call, is refused") {
    ServerFixture fixture(features());
    const Json asked = fixture.ask(call("name"));
    const std::string responses = R"({"who":)" + kAccepted + "}";
    Json changed = asked;
    std::string state = changed["result"]["requestState"];
    state[3] = state[3] == 'A' ? 'B' : 'A';
    changed["result"]["requestState"] = state;
    CHECK(fixture.ask(call("name", answers(changed, responses)))["error"]["code"] == -32602);
    CHECK(fixture.ask(call("twice", answers(asked, responses)))["error"]["code"] == -32602);
    const std::string other = answers(asked, responses) + R"(,"arguments":{"a":1})";
    CHECK(fixture.ask(call("name", other))["error"]["code"] == -32602);
}

TEST_CASE("another server's state is good only with the same key") {
    mcp::ServerConfig config;
    config.name = "a";
    config.version = "1";
    config.state_key = std::string(32, 'k');
    const std::string responses = R"({"who":)" + kAccepted + "}";
    ServerFixture one(features(), config);
    const Json asked = one.ask(call("name"));
    ServerFixture same(features(), config);
    CHECK(text_of(same.ask(call("name", answers(asked, responses)))) == "Hello Ada");
    ServerFixture other(features());
    CHECK(other.ask(call("name", answers(asked, responses)))["error"]["code"] == -32602);
    config.state_key = "short";
    CHECK_THROWS_AS(ServerFixture(features(), config), mcp::Error);
}

TEST_CASE("a modern client that did not declare the capability is told which one") {
    ServerFixture fixture(features());
    const Json answer = fixture.ask(ServerFixture::modern("tools/call", R"("name":"name")"));
    CHECK(answer["error"]["code"] == -32021);
    CHECK(answer["error"]["data"] == Json::parse(R"({"requiredCapabilities":{"elicitation":{}}})"));
}

TEST_CASE("progress is told to those who gave a token, rising, and before the answer") {
    ServerFixture fixture(features());
    const std::vector<Json> sent = fixture.send(
        ServerFixture::modern("tools/call", R"("name":"report")", 1, "{}", R"("progressToken":"t")")
    );
    REQUIRE(sent.size() >= 3);
    CHECK(
        sent.front()["params"] == Json::parse(R"({"progressToken":"t","progress":0,"total":100})")
    );
    CHECK(sent[sent.size() - 2]["params"]["progress"] == 100);
    CHECK(sent.back()["id"] == 1);
    double last = -1;
    for (std::size_t index = 0; index + 1 < sent.size(); ++index) {
        CHECK(sent[index]["method"] == "notifications/progress");
        CHECK(sent[index]["params"]["progress"].get<double>() > last);
        last = sent[index]["params"]["progress"];
    }
    CHECK(fixture.send(ServerFixture::modern("tools/call", R"("name":"report")")).size() == 1);
}

TEST_CASE("log messages are sent from the level that a modern request asks for") {
    ServerFixture fixture(features());
    const std::vector<Json> sent = fixture.send(ServerFixture::modern(
        "tools/call", R"("name":"report")", 1, "{}", R"("io.modelcontextprotocol/logLevel":"info")"
    ));
    REQUIRE(sent.size() == 2);
    CHECK(
        sent[0]["params"] == Json::parse(R"({"level":"warning","logger":"test","data":{"a":1}})")
    );
    const Json wrong = fixture.ask(ServerFixture::modern(
        "tools/call", R"("name":"report")", 1, "{}", R"("io.modelcontextprotocol/logLevel":"loud")"
    ));
    CHECK(wrong["error"]["code"] == -32602);
}

TEST_CASE("a legacy client chooses the level of log messages") {
    ServerFixture fixture(features());
    fixture.initialize();
    const std::string run = ServerFixture::legacy("tools/call", R"({"name":"report"})");
    CHECK(fixture.send(run).size() == 2);
    CHECK(
        fixture.ask(ServerFixture::legacy("logging/setLevel", R"({"level":"error"})"))["result"] ==
        Json::object()
    );
    CHECK(fixture.send(run).size() == 1);
    CHECK(fixture.ask(ServerFixture::legacy("logging/setLevel", R"({"level":"debug"})"))
              .contains("result"));
    CHECK(fixture.send(run).size() == 3);
    CHECK(
        fixture.ask(ServerFixture::legacy("logging/setLevel", R"({"level":"x"})")
        )["error"]["code"] == -32602
    );
}
