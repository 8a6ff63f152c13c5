// The server of `boltmem serve` as a client meets it, over a transport in memory: what it offers,
// what happens when the store is away or slow, and what subscribers are told.

#include "app/serve_features.hpp"

#include "json/json_io.hpp"
#include "support/catch.hpp"
#include "support/fault_store.hpp"
#include "support/in_memory_store.hpp"
#include "support/memory_transport.hpp"
#include "support/run_task.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

using mcp::json::Value;
using support::Fault;
using support::FaultStore;
using support::Verb;

namespace {

Value parsed(const std::string& text) {
    Value value;
    REQUIRE(mcp::json::parse(text, mcp::json::Limits(), value) == mcp::json::ParseStatus::ok);
    return value;
}

/// A server over a store that fails on request, and a legacy client of it.
class House {
  public:
    House() : transport_(runner_.executor()) {
        auto store = std::make_unique<FaultStore>(
            runner_.executor(),
            std::make_unique<support::InMemoryStore>(std::make_shared<support::InMemoryData>())
        );
        store_ = store.get();
        database_ = std::make_unique<memory::MemoryDatabase>(std::move(store));
        mcp::app::Settings settings;
        mcp::ServerConfig config = mcp::app::serve_config(settings);
        config.log = nullptr;
        mcp::Features features =
            mcp::app::serve_features(*database_, mcp::tools::Profile::extended);
        server_ = std::make_unique<mcp::Server>(
            runner_.executor(), std::move(config), std::move(features)
        );
        watcher_ = mcp::app::watch_store(runner_.executor(), *server_, *database_);
        runner_.start(serve(*server_, transport_), served_);
        request(
            "initialize",
            R"({"protocolVersion":"2025-11-25","capabilities":{},)"
            R"("clientInfo":{"name":"t","version":"1"}})"
        );
    }

    ~House() {
        transport_.end();
        runner_.drive([&] { return served_.done(); });
        watcher_.reset();
        server_.reset();
        runner_.poll();
    }

    House(const House&) = delete;
    House& operator=(const House&) = delete;

    int send(const std::string& method, const std::string& params) {
        transport_.push(
            R"({"jsonrpc":"2.0","id":)" + std::to_string(++last_id_) + R"(,"method":")" + method +
            R"(","params":)" + params + "}"
        );
        return last_id_;
    }

    Value answer_to(int id) {
        runner_.drive([&] { return find_answer(id).is_object(); });
        return find_answer(id);
    }

    Value request(const std::string& method, const std::string& params) {
        return answer_to(send(method, params));
    }

    Value call(const std::string& tool, const std::string& arguments) {
        return request(
            "tools/call", R"({"name":")" + tool + R"(","arguments":)" + arguments + "}"
        )["result"];
    }

    /// Messages without an id, of one method.
    int notifications(const std::string& method) {
        int count = 0;
        for (const std::string& text : transport_.sent()) {
            const Value message = parsed(text);
            count += !message.contains("id") && message["method"] == method ? 1 : 0;
        }
        return count;
    }

    support::TaskRunner runner_;
    support::MemoryTransport transport_;
    FaultStore* store_ = nullptr;
    std::unique_ptr<memory::MemoryDatabase> database_;
    std::unique_ptr<mcp::Server> server_;
    std::unique_ptr<mcp::tools::StoreWatcher> watcher_;

  private:
    static mcp::Task<bool> serve(mcp::Server& server, mcp::Transport& transport) {
        co_await server.serve(transport);
        co_return true;
    }

    Value find_answer(int id) {
        for (const std::string& text : transport_.sent()) {
            Value message = parsed(text);
            if (message.contains("id") && message["id"] == id && !message.contains("method")) {
                return message;
            }
        }
        return {};
    }

    support::Outcome<bool> served_;
    int last_id_ = 0;
};

constexpr auto kStore = R"({"type":"task","title":"T","content":"C","output":"json"})";

}  // namespace

TEST_CASE("tools, resources, prompts, completion and subscriptions are declared", "[serve]") {
    House house;
    const Value answer = house.request(
        "initialize",
        R"({"protocolVersion":"2025-11-25","capabilities":{},)"
        R"("clientInfo":{"name":"t","version":"1"}})"
    );
    const Value& capabilities = answer["result"]["capabilities"];
    CHECK(capabilities.contains("tools"));
    CHECK(capabilities["resources"]["subscribe"] == true);
    CHECK(capabilities.contains("prompts"));
    CHECK(capabilities.contains("completions"));
    CHECK_FALSE(capabilities.contains("logging"));
    CHECK(house.store_->calls(Verb::any) == 0);  // nothing of it needs the store
}

TEST_CASE("what a tool stores is listed, read and completed", "[serve]") {
    House house;
    const Value stored = house.call("store_memory", kStore);
    const std::string id = stored["structuredContent"]["id"];
    CHECK(stored["content"][0]["text"] == mcp::json::dump(stored["structuredContent"]));
    const Value list = house.request("resources/list", "{}")["result"]["resources"];
    REQUIRE(list.size() == 2);
    CHECK(list[0]["uri"] == "memory://stats");
    CHECK(list[1]["uri"] == "memory://item/" + id);
    const Value page =
        house.request("resources/read", R"({"uri":"memory://item/)" + id + R"("})")["result"];
    CHECK(page["contents"][0]["text"].get<std::string>().find("**Memory: T**") == 0);
    const Value templates = house.request("resources/templates/list", "{}")["result"];
    CHECK(templates["resourceTemplates"][0]["uriTemplate"] == "memory://item/{id}");
    const Value completion = house.request(
        "completion/complete",
        R"({"ref":{"type":"ref/resource","uri":"memory://item/{id}"},)"
        R"("argument":{"name":"id","value":")" +
            id.substr(0, 8) + R"("}})"
    )["result"]["completion"];
    CHECK(completion["values"][0] == id);
    const Value prompt = house.request(
        "prompts/get", R"({"name":"remember","arguments":{"what":"Tabs."}})"
    )["result"];
    CHECK(prompt["messages"][0]["role"] == "user");
}

TEST_CASE("a memory that is not there is resource not found", "[serve]") {
    House house;
    const Value answer = house.request(
        "resources/read", R"({"uri":"memory://item/0193c0de-0000-7000-8000-000000000001"})"
    );
    CHECK(answer["error"]["code"] == -32002);
}

TEST_CASE("a store that is away fails calls with advice, and serves when it is back", "[serve]") {
    House house;
    for (int i = 0; i < 3; ++i) {
        house.store_->add(Fault::fail(memory::Errc::unavailable));
    }
    const Value failed = house.call("recall", R"({"query":"x"})");
    CHECK(failed["isError"] == true);
    const std::string text = failed["content"][0]["text"];
    CHECK(text.find("Try again") != std::string::npos);
    CHECK(text.find("boltmem doctor") != std::string::npos);
    CHECK(house.call("store_memory", kStore)["isError"] == true);
    CHECK(
        house.request("resources/read", R"({"uri":"memory://stats"})")["error"]["code"] == -32603
    );
    CHECK_FALSE(house.call("store_memory", kStore).value("isError", false));
    CHECK_FALSE(house.call("recall", R"({"query":"x"})").value("isError", false));
}

TEST_CASE("a call that is cancelled in the middle stops within 50 ms", "[serve]") {
    House house;
    const std::string id = house.call("store_memory", kStore)["structuredContent"]["id"];
    const std::pair<const char*, std::string> calls[] = {
        {"recall", R"({"query":"x"})"},
        {"get_memory", R"({"memory_id":")" + id + R"("})"},
        {"get_recent_activity", "{}"},
        {"store_memory", kStore},
        {"delete_memories", R"({"project":"p"})"},
    };
    for (const auto& [tool, arguments] : calls) {
        INFO(tool);
        house.store_->add(Fault::hold());
        const int request = house.send(
            "tools/call", R"({"name":")" + std::string(tool) + R"(","arguments":)" + arguments + "}"
        );
        house.runner_.drive([&] { return house.store_->held() == 1; });
        const auto began = std::chrono::steady_clock::now();
        house.transport_.push(
            R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
            std::to_string(request) + "}}"
        );
        house.runner_.drive([&] { return house.store_->held() == 0; });
        CHECK(std::chrono::steady_clock::now() - began < std::chrono::milliseconds(50));
    }
    CHECK(house.request("ping", "{}").contains("result"));
}

TEST_CASE("a subscriber hears of a change of what it subscribed to", "[serve]") {
    House house;
    const std::string id = house.call("store_memory", kStore)["structuredContent"]["id"];
    const std::string uri = "memory://item/" + id;
    house.request("resources/subscribe", R"({"uri":")" + uri + R"("})");
    house.runner_.drive([&] { return house.store_->calls(Verb::states) == 1; });
    const auto began = std::chrono::steady_clock::now();
    house.call("update_memory", R"({"memory_id":")" + id + R"(","title":"New"})");
    house.runner_.drive([&] { return house.notifications("notifications/resources/updated") > 0; });
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
    CHECK(house.transport_.sent().back().find(uri) != std::string::npos);
    house.request("resources/unsubscribe", R"({"uri":")" + uri + R"("})");
    house.runner_.drive([&] { return !house.watcher_->running(); });
}

TEST_CASE("a subscription to the listen stream of the modern era is served, too", "[serve]") {
    House house;
    const std::string id = house.call("store_memory", kStore)["structuredContent"]["id"];
    const std::string uri = "memory://item/" + id;
    house.send(
        "subscriptions/listen",
        R"({"notifications":{"resourceSubscriptions":[")" + uri +
            R"("]},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
            R"("io.modelcontextprotocol/clientCapabilities":{}}})"
    );
    house.runner_.drive([&] {
        return house.notifications("notifications/subscriptions/acknowledged") == 1;
    });
    house.runner_.drive([&] { return house.store_->calls(Verb::states) == 1; });
    house.call("delete_memory", R"({"memory_id":")" + id + R"("})");
    house.runner_.drive([&] { return house.notifications("notifications/resources/updated") > 0; });
    CHECK(house.notifications("notifications/resources/updated") == 1);
}
