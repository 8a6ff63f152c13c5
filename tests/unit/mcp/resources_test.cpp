// Resources, prompts and completion, asked in both eras.
// The differences by era are where the specification has them: caching and the code of not found.

#include "server_fixture.hpp"

#include <mcp/error.hpp>

using mcp::Call;
using mcp::Task;
using support::ServerFixture;
using Json = ServerFixture::Json;

namespace {

Task<std::vector<mcp::ResourceContents>> one(mcp::ResourceContents contents) {
    std::vector<mcp::ResourceContents> out;
    out.push_back(std::move(contents));
    co_return out;
}

std::shared_ptr<mcp::ResourceRegistry> some_resources() {
    auto registry = std::make_shared<mcp::ResourceRegistry>();
    mcp::ResourceSpec text("test://text", "text");
    text.mime_type = "text/plain";
    registry->add(text, [](Call& call, const mcp::ResourceRegistry::Variables&) {
        return one(mcp::ResourceContents::text(std::string(call.target()), "text/plain", "hello"));
    });
    registry->add(
        mcp::ResourceSpec("test://bytes", "bytes"),
        [](Call&, const mcp::ResourceRegistry::Variables&) {
            return one(mcp::ResourceContents::blob("test://bytes", "image/png", "\x01\x02\x03"));
        }
    );
    registry->add_template(
        mcp::ResourceSpec("test://item/{id}", "item"),
        [](Call& call, const mcp::ResourceRegistry::Variables& variables) {
            const std::string& id = variables.at("id");
            if (id == "gone") {
                throw mcp::ResourceNotFound("gone");
            }
            return one(
                mcp::ResourceContents::text(std::string(call.target()), "text/plain", "is " + id)
            );
        }
    );
    return registry;
}

mcp::Features with_resources() {
    mcp::Features features;
    features.resources = some_resources();
    return features;
}

mcp::Features with_prompts() {
    mcp::Features features;
    auto prompts = std::make_shared<mcp::PromptRegistry>();
    mcp::PromptSpec spec("greet", "Greets somebody.");
    spec.arguments.emplace_back("name", "Whom", true);
    spec.arguments.emplace_back("tone", "How");
    prompts->add(
        spec,
        [](Call&, const mcp::PromptRegistry::Arguments& arguments) -> Task<mcp::PromptResult> {
            mcp::PromptResult result;
            const std::string text = "Hello " + arguments.at("name");
            result.messages.emplace_back(mcp::PromptMessage::Role::user, mcp::Content::text(text));
            co_return result;
        }
    );
    features.prompts = prompts;
    features.complete = [](Call&, const mcp::CompletionRequest& request) -> Task<mcp::Completion> {
        mcp::Completion found;
        for (int number = 0; number < 150; ++number) {
            found.values.push_back(request.value + std::to_string(number));
        }
        found.total = 150;
        co_return found;
    };
    return features;
}

}  // namespace

TEST_CASE("a resource is read by its URI, as text or as base64") {
    ServerFixture fixture(with_resources());
    const Json text =
        fixture.ask(ServerFixture::legacy("resources/read", R"({"uri":"test://text"})"));
    CHECK(
        text["result"] == Json::parse(R"({"contents":[{"uri":"test://text",)"
                                      R"("mimeType":"text/plain","text":"hello"}]})")
    );
    const Json bytes =
        fixture.ask(ServerFixture::legacy("resources/read", R"({"uri":"test://bytes"})"));
    CHECK(bytes["result"]["contents"][0]["blob"] == "AQID");
}

TEST_CASE("a template's variables reach the reader decoded") {
    ServerFixture fixture(with_resources());
    const Json item =
        fixture.ask(ServerFixture::legacy("resources/read", R"({"uri":"test://item/a%20b"})"));
    CHECK(item["result"]["contents"][0]["text"] == "is a b");
    CHECK(item["result"]["contents"][0]["uri"] == "test://item/a%20b");
}

TEST_CASE("a resource that is not there has the code of its era, and says its URI") {
    ServerFixture fixture(with_resources());
    for (const std::string uri : {"test://nothing", "test://item/gone", "test://item/"}) {
        const std::string member = R"("uri":")" + uri + "\"";
        const Json old = fixture.ask(ServerFixture::legacy("resources/read", "{" + member + "}"));
        CHECK(old["error"]["code"] == -32002);
        CHECK(old["error"]["data"]["uri"] == uri);
        const Json now = fixture.ask(ServerFixture::modern("resources/read", member));
        CHECK(now["error"]["code"] == -32602);
        CHECK(now["error"]["data"]["uri"] == uri);
    }
}

TEST_CASE("what is read is stale at once, lists that never change are not") {
    ServerFixture fixture(with_resources());
    const Json read =
        fixture.ask(ServerFixture::modern("resources/read", R"("uri":"test://text")"))["result"];
    CHECK(read["ttlMs"] == 0);
    CHECK(read["cacheScope"] == "private");
    CHECK(read["resultType"] == "complete");
    const Json list = fixture.ask(ServerFixture::modern("resources/list"))["result"];
    CHECK(list["ttlMs"].get<int>() > 0);
    CHECK(list["resources"].size() == 2);
    const Json templates = fixture.ask(ServerFixture::modern("resources/templates/list"))["result"];
    CHECK(templates["resourceTemplates"][0]["uriTemplate"] == "test://item/{id}");
}

TEST_CASE("a lister's pages follow the fixed resources") {
    mcp::Features features;
    auto registry = some_resources();
    registry->set_lister(
        [](Call&, const std::optional<std::string>& cursor) -> Task<mcp::ResourcePage> {
            mcp::ResourcePage page;
            if (cursor && *cursor != "2") {
                throw mcp::ProtocolError(mcp::ErrorCode::invalid_params, "Unknown cursor");
            }
            page.resources.emplace_back(cursor ? "test://b" : "test://a", "listed");
            if (!cursor) {
                page.next_cursor = "2";
            }
            co_return page;
        }
    );
    features.resources = registry;
    ServerFixture fixture(features);
    const Json first = fixture.ask(ServerFixture::modern("resources/list"))["result"];
    CHECK(first["resources"].size() == 3);
    CHECK(first["resources"][2]["uri"] == "test://a");
    CHECK(first["nextCursor"] == "2");
    CHECK(first["cacheScope"] == "private");
    const Json second =
        fixture.ask(ServerFixture::modern("resources/list", R"("cursor":"2")"))["result"];
    CHECK(second["resources"].size() == 1);
    CHECK_FALSE(second.contains("nextCursor"));
    const Json wrong = fixture.ask(ServerFixture::modern("resources/list", R"("cursor":"x")"));
    CHECK(wrong["error"]["code"] == -32602);
    const Json kind = fixture.ask(ServerFixture::modern("resources/list", R"("cursor":3)"));
    CHECK(kind["error"]["code"] == -32602);
}

TEST_CASE("only what there are handlers for is declared and answered") {
    ServerFixture fixture(with_resources());
    const Json found = fixture.ask(ServerFixture::modern("server/discover"))["result"];
    CHECK(found["capabilities"] == Json::parse(R"({"resources":{}})"));
    CHECK(fixture.ask(ServerFixture::legacy("tools/list"))["error"]["code"] == -32601);
    CHECK(fixture.ask(ServerFixture::legacy("prompts/list"))["error"]["code"] == -32601);
    CHECK(fixture.ask(ServerFixture::legacy("completion/complete"))["error"]["code"] == -32601);
    CHECK(fixture.ask(ServerFixture::legacy("logging/setLevel"))["error"]["code"] == -32601);
    const std::string watch = R"({"uri":"test://text"})";
    CHECK(
        fixture.ask(ServerFixture::legacy("resources/subscribe", watch))["error"]["code"] == -32601
    );
    const Json listen =
        fixture.ask(ServerFixture::modern("subscriptions/listen", R"("notifications":{})"));
    CHECK(listen["error"]["code"] == -32601);
}

TEST_CASE("prompts are listed with their arguments and filled in") {
    ServerFixture fixture(with_prompts());
    const Json list = fixture.ask(ServerFixture::legacy("prompts/list"))["result"];
    CHECK(
        list["prompts"] ==
        Json::parse(R"([{"name":"greet","description":"Greets somebody.","arguments":[)"
                    R"({"name":"name","description":"Whom","required":true},)"
                    R"({"name":"tone","description":"How","required":false}]}])")
    );
    const Json got = fixture.ask(
        ServerFixture::modern("prompts/get", R"("name":"greet","arguments":{"name":"Ada"})")
    )["result"];
    CHECK(got["messages"][0]["role"] == "user");
    CHECK(got["messages"][0]["content"] == Json::parse(R"({"type":"text","text":"Hello Ada"})"));
    CHECK(got["description"] == "Greets somebody.");
    CHECK_FALSE(got.contains("ttlMs"));
}

TEST_CASE("a prompt's arguments are checked before it runs") {
    ServerFixture fixture(with_prompts());
    const auto code = [&fixture](const std::string& params) {
        return fixture.ask(ServerFixture::legacy("prompts/get", params))["error"]["code"];
    };
    CHECK(code(R"({"name":"greet"})") == -32602);
    CHECK(code(R"({"name":"greet","arguments":{"name":7}})") == -32602);
    CHECK(code(R"({"name":"greet","arguments":{"name":"a","nmae":"b"}})") == -32602);
    CHECK(code(R"({"name":"greet","arguments":[]})") == -32602);
    CHECK(code(R"({"name":"other"})") == -32602);
    CHECK(code(R"({})") == -32602);
}

TEST_CASE("completions are cut at a hundred, and say that there are more") {
    ServerFixture fixture(with_prompts());
    const Json done = fixture.ask(ServerFixture::legacy(
        "completion/complete",
        R"({"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"name","value":"A"}})"
    ))["result"]["completion"];
    CHECK(done["values"].size() == 100);
    CHECK(done["values"][0] == "A0");
    CHECK(done["total"] == 150);
    CHECK(done["hasMore"] == true);
}

TEST_CASE("completion of what the server does not offer is refused") {
    ServerFixture fixture(with_prompts());
    const auto code = [&fixture](const std::string& params) {
        return fixture.ask(ServerFixture::legacy("completion/complete", params))["error"]["code"];
    };
    const std::string argument = R"("argument":{"name":"name","value":"A"})";
    CHECK(code("{" + argument + "}") == -32602);
    CHECK(code(R"({"ref":{"type":"ref/prompt","name":"x"},)" + argument + "}") == -32602);
    CHECK(code(R"({"ref":{"type":"ref/resource","uri":"x"},)" + argument + "}") == -32602);
    CHECK(code(R"({"ref":{"type":"other"},)" + argument + "}") == -32602);
    CHECK(
        code(R"({"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"name"}})") == -32602
    );
}

TEST_CASE("registries refuse what cannot be served") {
    mcp::ResourceRegistry resources;
    const auto reader = [](Call&, const mcp::ResourceRegistry::Variables&) {
        return one(mcp::ResourceContents());
    };
    resources.add(mcp::ResourceSpec("a", "a"), reader);
    CHECK_THROWS_AS(resources.add(mcp::ResourceSpec("a", "b"), reader), mcp::Error);
    CHECK_THROWS_AS(resources.add(mcp::ResourceSpec("", "b"), reader), mcp::Error);
    CHECK_THROWS_AS(resources.add_template(mcp::ResourceSpec("x{", "b"), reader), mcp::Error);
    mcp::PromptRegistry prompts;
    const auto handler = [](Call&,
                            const mcp::PromptRegistry::Arguments&) -> Task<mcp::PromptResult> {
        co_return mcp::PromptResult();
    };
    prompts.add(mcp::PromptSpec("a", "text"), handler);
    CHECK_THROWS_AS(prompts.add(mcp::PromptSpec("a", "text"), handler), mcp::Error);
    CHECK_THROWS_AS(prompts.add(mcp::PromptSpec("b", ""), handler), mcp::Error);
}
