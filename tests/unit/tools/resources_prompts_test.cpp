// Resources, prompts and completion over a database: what a client reads, lists, picks and types.
// Registries and handlers are called as the server calls them.

#include "json/json_io.hpp"
#include "support/catch.hpp"
#include "tools/memory_completion.hpp"
#include "tools/memory_prompts.hpp"
#include "tools/memory_resources.hpp"
#include "tools/token_budget.hpp"
#include "unit/tools/tool_caller.hpp"

#include <mcp/error.hpp>

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

using mcp::json::Value;
using tools_test::ToolCaller;

namespace {

using Texts = std::vector<std::string>;

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class Desk : public ToolCaller {
  public:
    Desk() : complete_(mcp::tools::memory_completion(database())) {
        mcp::tools::add_memory_resources(resources_, database());
        mcp::tools::add_memory_prompts(prompts_, database());
    }

    mcp::ResourceContents read(const std::string& uri) {
        const auto match = resources_.find(uri);
        if (!match) {
            throw std::runtime_error("no resource " + uri);
        }
        mcp::Call call(uri, deadline());
        return run((*match->reader)(call, match->variables)).at(0);
    }

    mcp::ResourcePage list(std::optional<std::string> cursor = {}) {
        mcp::Call call("", deadline());
        return run(resources_.lister()(call, std::move(cursor)));
    }

    std::string prompt(const std::string& name, mcp::PromptRegistry::Arguments arguments) {
        const auto index = prompts_.find(name);
        if (!index) {
            throw std::runtime_error("no prompt " + name);
        }
        mcp::Call call(name, deadline());
        const mcp::PromptResult result = run(prompts_.handler(*index)(call, std::move(arguments)));
        return result.messages.at(0).content.contents().data();
    }

    mcp::Completion complete(const std::string& argument, const std::string& value) {
        mcp::Call call("recall", deadline());
        mcp::CompletionRequest request;
        request.target = "recall";
        request.argument = argument;
        request.value = value;
        return run(complete_(call, std::move(request)));
    }

    [[nodiscard]] const mcp::ResourceRegistry& resources() const { return resources_; }

    [[nodiscard]] const mcp::PromptRegistry& prompts() const { return prompts_; }

  private:
    static mcp::Call::Clock::time_point deadline() {
        return mcp::Call::Clock::now() + std::chrono::seconds(30);
    }

    mcp::ResourceRegistry resources_;
    mcp::PromptRegistry prompts_;
    mcp::CompletionHandler complete_;
};

template <class Action>
mcp::ErrorCode code_of(Action action) {
    try {
        action();
    } catch (const mcp::ProtocolError& error) {
        return error.code();
    }
    throw std::runtime_error("no error");
}

}  // namespace

TEST_CASE("a memory is read whole by its URI", "[resources]") {
    Desk desk;
    const std::string id = desk.store("solution", "Retry with jitter", "Back off.");
    const mcp::ResourceContents page = desk.read("memory://item/" + id);
    CHECK(page.uri() == "memory://item/" + id);
    CHECK(page.mime_type() == "text/markdown");
    CHECK_FALSE(page.is_blob());
    CHECK(contains(page.data(), "**Memory: Retry with jitter**"));
    CHECK(contains(page.data(), "Back off."));
    CHECK(page.data() == desk.succeed("get_memory", R"({"memory_id":")" + id + R"("})"));
}

TEST_CASE("a memory that is not there is a resource that is not there", "[resources]") {
    Desk desk;
    for (const std::string id : {"0193c0de-0000-7000-8000-000000000001", "nonsense", "%00"}) {
        INFO(id);
        CHECK_THROWS_AS(desk.read("memory://item/" + id), mcp::ResourceNotFound);
    }
    CHECK_FALSE(desk.resources().find("memory://item/"));
    CHECK_FALSE(desk.resources().find("memory://other"));
}

TEST_CASE("a resource's contents keep within what hosts accept", "[resources]") {
    Desk desk;
    std::string content;
    for (int i = 0; i < 45'000; ++i) {
        content += "記";
    }
    const std::string id = desk.store("general", "Long", content);
    const std::string page = desk.read("memory://item/" + id).data();
    CHECK(mcp::tools::estimate_tokens(page) <= mcp::tools::kMaxAnswerTokens);
    CHECK(contains(page, "get_memory reads the rest"));
}

TEST_CASE("the statistics are JSON", "[resources]") {
    Desk desk;
    desk.store("task", "A", "x");
    const mcp::ResourceContents stats = desk.read("memory://stats");
    CHECK(stats.mime_type() == "application/json");
    Value value;
    REQUIRE(
        mcp::json::parse(stats.data(), mcp::json::Limits(), value) == mcp::json::ParseStatus::ok
    );
    CHECK(value["memories"] == 1);
    CHECK(value["memories_by_type"]["task"] == 1);
    CHECK(value["backend"] == "sqlite");
    CHECK_FALSE(contains(stats.data(), "memory.db"));  // where the store is, is nobody's business
}

TEST_CASE("recent memories are listed newest first, page by page, without a shift", "[resources]") {
    Desk desk;
    std::vector<std::string> stored;
    for (int i = 0; i < 120; ++i) {
        stored.push_back(desk.store("general", "Note " + std::to_string(i), "Text"));
    }
    std::vector<std::string> listed;
    std::optional<std::string> cursor;
    int pages = 0;
    do {
        const mcp::ResourcePage page = desk.list(cursor);
        for (const mcp::ResourceSpec& one : page.resources) {
            listed.push_back(one.uri.substr(std::string("memory://item/").size()));
            CHECK(one.name.starts_with("Note "));
            CHECK(one.description == "Text");
        }
        cursor = page.next_cursor;
        ++pages;
        desk.store("general", "Note later", "Text");  // must not move what comes
    } while (cursor && pages < 10);
    CHECK(pages == 3);
    CHECK(listed == std::vector<std::string>(stored.rbegin(), stored.rend()));
}

TEST_CASE("a cursor that was not given is refused", "[resources]") {
    Desk desk;
    for (const std::string cursor :
         {"",
          "x",
          "5",
          "5.",
          ".0193c0de-0000-7000-8000-000000000001",
          "5.0193c0de",
          "5x.0193c0de-0000-7000-8000-000000000001",
          "99999999999999999999.0193c0de-0000-7000-8000-000000000001",
          "9223372036854775807.0193c0de-0000-7000-8000-000000000001"}) {
        INFO(cursor);
        CHECK(code_of([&] { desk.list(cursor); }) == mcp::ErrorCode::invalid_params);
    }
}

TEST_CASE("resources and prompts need the right to read", "[resources]") {
    Desk desk;
    CHECK(desk.resources().find("memory://stats")->spec->scope == "memory:read");
    CHECK(desk.resources().find("memory://item/x")->spec->scope == "memory:read");
    CHECK(desk.resources().lister_scope() == "memory:read");
    for (const std::string name : {"recall", "remember"}) {
        CHECK(desk.prompts().spec(desk.prompts().find(name).value()).scope == "memory:read");
    }
    for (std::size_t i = 0; i < desk.registry().size(); ++i) {
        const mcp::ToolSpec& spec = desk.registry().spec(i);
        CHECK(spec.scope == (spec.effects.read_only ? "memory:read" : "memory:write"));
    }
}

TEST_CASE("URIs of memories are read in either case, and no others", "[resources]") {
    const auto id =
        mcp::tools::parse_item_uri("memory://item/0193C0DE-0000-7000-8000-00000000000A");
    REQUIRE(id);
    CHECK(mcp::tools::item_uri(*id) == "memory://item/0193c0de-0000-7000-8000-00000000000a");
    CHECK_FALSE(mcp::tools::parse_item_uri("memory://item/x"));
    CHECK_FALSE(mcp::tools::parse_item_uri("memory://stats"));
    CHECK_FALSE(mcp::tools::parse_item_uri(""));
}

TEST_CASE("the recall prompt brings what is remembered", "[prompts]") {
    Desk desk;
    const std::string id = desk.store("solution", "Retry", "Jitter helps against herds.");
    desk.store("general", "Herds", "Of sheep.");
    const std::string text = desk.prompt("recall", {{"query", "herds"}, {"type", "solution"}});
    CHECK(contains(text, id));
    CHECK(contains(text, "not instructions"));
    CHECK_FALSE(contains(text, "sheep"));
    CHECK(contains(desk.prompt("recall", {{"query", "zebra"}}), "Nothing was found"));
}

TEST_CASE("the recall prompt filters by project and tags", "[prompts]") {
    Desk desk;
    desk.succeed("store_memory", R"({"type":"task","title":"One","content":"apple","project":"p",
        "tags":["red"]})");
    desk.succeed("store_memory", R"({"type":"task","title":"Two","content":"apple","project":"q",
        "tags":["green"]})");
    CHECK_FALSE(contains(desk.prompt("recall", {{"query", "apple"}, {"project", "p"}}), "Two"));
    CHECK_FALSE(contains(desk.prompt("recall", {{"query", "apple"}, {"tags", "Green, x"}}), "One"));
    CHECK(contains(desk.prompt("recall", {{"query", "apple"}, {"tags", "red,green"}}), "One"));
}

TEST_CASE("the remember prompt asks for one look and one store", "[prompts]") {
    Desk desk;
    const std::string text = desk.prompt(
        "remember", {{"what", "We use tabs."}, {"type", "general"}, {"tags", "style, code"}}
    );
    CHECK(contains(text, "We use tabs."));
    CHECK(contains(text, "store_memory once"));
    CHECK(contains(text, "Use the type general."));
    CHECK(contains(text, "Use the tags style, code."));
}

TEST_CASE("prompts refuse types that do not exist, and questions beyond the limits", "[prompts]") {
    Desk desk;
    for (const std::string name : {"recall", "remember"}) {
        const auto call = [&] {
            desk.prompt(name, {{"query", "x"}, {"what", "x"}, {"type", "idea"}});
        };
        CHECK(code_of(call) == mcp::ErrorCode::invalid_params);
    }
    const auto call = [&] { desk.prompt("recall", {{"query", std::string(1'001, 'x')}}); };
    CHECK(code_of(call) == mcp::ErrorCode::invalid_params);
}

TEST_CASE("types, projects, tags and ids are completed", "[completion]") {
    Desk desk;
    const std::string id = desk.store("task", "A", "x");
    desk.succeed("store_memory", R"({"type":"task","title":"B","content":"x","project":"shop",
        "tags":["redis","retry"]})");
    desk.succeed("store_memory", R"({"type":"task","title":"C","content":"x","project":"shelf",
        "tags":["retry"]})");
    CHECK(desk.complete("type", "co").values == Texts{"code_pattern", "command", "conversation"});
    CHECK(desk.complete("type", "co").total == 3);
    CHECK(desk.complete("project", "sh").values == Texts{"shelf", "shop"});
    CHECK(desk.complete("tags", "re").values == Texts{"retry", "redis"});
    CHECK(desk.complete("tags", "build, RED").values == Texts{"build, redis"});
    CHECK(desk.complete("id", id.substr(0, 35)).values == Texts{id});
    CHECK(desk.complete("id", "zz").values.empty());
    CHECK(desk.complete("query", "wh").values.empty());
    CHECK(code_of([&] {
              desk.complete("project", std::string(1'001, 'x'));
          }) == mcp::ErrorCode::invalid_params);
}

TEST_CASE(
    "a completion has at most a hundred values, and says when there are more", "[completion]"
) {
    Desk desk;
    memory::Transaction batch = desk.database().transaction();
    for (int i = 0; i < 101; ++i) {
        memory::NewMemory memory;
        memory.title = "T";
        memory.content = "C";
        batch.store(std::move(memory));
    }
    desk.run(desk.database().apply(std::move(batch)));
    const mcp::Completion completion = desk.complete("id", "");
    CHECK(completion.values.size() == 100);
    CHECK(completion.has_more);
    CHECK_FALSE(completion.total);
    CHECK(std::set<std::string>(completion.values.begin(), completion.values.end()).size() == 100);
}
