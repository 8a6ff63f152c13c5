// delete_memories: counts first, deletes exactly what somebody agreed to, and says what it did.
// The client is played by a port, as the server plays it in either era.

#include "json/json_io.hpp"
#include "support/catch.hpp"
#include "unit/tools/tool_caller.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

using tools_test::first_id;
using tools_test::ToolCaller;

namespace {

constexpr auto kTool = "delete_memories";

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// A client with a user who answers, or one that comes back with the answer in a second call.
class Client final : public mcp::Call::Port {
  public:
    void progress(double done, std::optional<double> total, std::string_view /*text*/) override {
        progress_.emplace_back(done, total.value_or(0));
    }

    void log(mcp::LogLevel /*level*/, std::string_view /*logger*/, std::string_view /*data*/)
        override {}

    [[nodiscard]] bool client_can(std::string_view capability) const override {
        return elicits && capability == "elicitation";
    }

    mcp::Task<mcp::Call::Answers> ask(std::vector<mcp::InputRequest> questions) override {
        questions_ = questions;
        if (meanwhile) {
            static_cast<void>(co_await meanwhile());
        }
        if (answer.empty()) {
            throw std::runtime_error("the call ends with the question");
        }
        mcp::json::Value value;
        if (mcp::json::parse(answer, mcp::json::Limits(), value) != mcp::json::ParseStatus::ok) {
            throw std::runtime_error("bad JSON in a test");
        }
        mcp::Call::Answers answers;
        answers.emplace("confirm", std::move(value));
        co_return answers;
    }

    [[nodiscard]] std::string state() const override { return state_; }

    void keep_state(std::string state) override { state_ = std::move(state); }

    [[nodiscard]] std::shared_ptr<const mcp::Principal> principal() const override {
        return nullptr;
    }

    bool elicits = true;
    std::string answer;  ///< JSON of the user's answer; empty = none in this call
    std::function<mcp::Task<bool>()> meanwhile;
    std::string state_;
    std::vector<mcp::InputRequest> questions_;
    std::vector<std::pair<double, double>> progress_;
};

constexpr auto kYes = R"({"action":"accept","content":{"confirm":true}})";

class Extended : public ToolCaller {
  public:
    Extended() : ToolCaller(mcp::tools::Profile::extended) {}
};

void store(ToolCaller& caller, const std::string& project, int count) {
    for (int i = 0; i < count; ++i) {
        caller.succeed(
            "store_memory",
            R"({"type":"task","title":"Task )" + std::to_string(i) +
                R"(","content":"C","tags":["t)" + std::to_string(i % 2) +
                R"("],"occurred_at":"2026-0)" + std::to_string(i % 9 + 1) +
                R"(-01T00:00:00Z","project":")" + project + R"("})"
        );
    }
}

std::int64_t memories_in(ToolCaller& caller, const std::string& project) {
    memory::ListQuery query;
    query.filter.project = project;
    return caller.run(caller.database().list_ids(query)).total;
}

/// The code in a text that ends with "selection CODE."
std::string code_in(const std::string& text) {
    const std::size_t at = text.rfind("selection ");
    return at == std::string::npos ? std::string() : text.substr(at + 10, 16);
}

}  // namespace

TEST_CASE("the bulk tool is offered from the extended profile on", "[delete_memories]") {
    CHECK_FALSE(ToolCaller().registry().find(kTool));
    for (const auto profile : {mcp::tools::Profile::extended, mcp::tools::Profile::all}) {
        ToolCaller caller(profile);
        const auto index = caller.registry().find(kTool);
        REQUIRE(index);
        const mcp::ToolSpec& spec = caller.registry().spec(*index);
        CHECK(spec.effects.destructive);
        CHECK(spec.scope == "memory:admin");
    }
}

TEST_CASE("without a filter nothing is counted and nothing deleted", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 2);
    CHECK(contains(caller.fail(kTool, R"({"confirm":true})"), "at least one"));
    CHECK(contains(caller.fail(kTool, R"({"types":["idea"]})"), "types"));
    CHECK(memories_in(caller, "p") == 2);
}

TEST_CASE(
    "a client that cannot ask its user gets the number and a code first", "[delete_memories]"
) {
    Extended caller;
    store(caller, "p", 3);
    store(caller, "q", 2);
    const std::string first = caller.succeed(kTool, R"({"project":"p"})");
    CHECK(first.starts_with("3 memories: 'Task 2', 'Task 1', 'Task 0' would be deleted"));
    CHECK(contains(first, "Nothing was deleted yet"));
    CHECK(memories_in(caller, "p") == 3);
    // Confirming without the code, or with a wrong one, deletes nothing.
    const std::string again = caller.succeed(kTool, R"({"project":"p","confirm":true})");
    CHECK(again == first);
    CHECK(contains(
        caller.fail(kTool, R"({"project":"p","confirm":true,"selection":"0000000000000000"})"),
        "not what was counted"
    ));
    CHECK(memories_in(caller, "p") == 3);
    const std::string code = code_in(first);
    CHECK(
        caller.succeed(kTool, R"({"project":"p","confirm":true,"selection":")" + code + R"("})") ==
        "Deleted 3 memories."
    );
    CHECK(memories_in(caller, "p") == 0);
    CHECK(memories_in(caller, "q") == 2);
    CHECK(contains(caller.succeed(kTool, R"({"project":"p"})"), "No memory matches"));
}

TEST_CASE("a selection that grew since it was counted is not deleted", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 2);
    const std::string code = code_in(caller.succeed(kTool, R"({"project":"p"})"));
    store(caller, "p", 1);
    const std::string text =
        caller.fail(kTool, R"({"project":"p","confirm":true,"selection":")" + code + R"("})");
    CHECK(contains(text, "3 memories"));
    CHECK(memories_in(caller, "p") == 3);
    CHECK(
        caller.succeed(
            kTool, R"({"project":"p","confirm":true,"selection":")" + code_in(text) + R"("})"
        ) == "Deleted 3 memories."
    );
}

TEST_CASE("a dry run only counts, whoever the client is", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 2);
    Client client;
    client.answer = kYes;
    const mcp::ToolResult result =
        caller.call(kTool, R"({"project":"p","dry_run":true,"confirm":true})", &client);
    CHECK(contains(result.text(), "2 memories"));
    CHECK(contains(result.text(), "Nothing was deleted"));
    CHECK(client.questions_.empty());
    CHECK(memories_in(caller, "p") == 2);
}

TEST_CASE("a user who can be asked is asked, and only a yes deletes", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 2);
    for (const std::string no :
         {R"({"action":"decline"})",
          R"({"action":"cancel"})",
          R"({"action":"accept"})",
          R"({"action":"accept","content":{"confirm":false}})",
          R"({"action":"accept","content":{"confirm":"yes"}})",
          R"({"action":"accept","content":[]})",
          R"({"action":5})",
          R"([])"}) {
        INFO(no);
        Client client;
        client.answer = no;
        const mcp::ToolResult result =
            caller.call(kTool, R"({"project":"p","confirm":true})", &client);
        CHECK(contains(result.text(), "Nothing was deleted") == !contains(no, "5"));
        CHECK(memories_in(caller, "p") == 2);
    }
    Client client;
    client.answer = kYes;
    CHECK(caller.call(kTool, R"({"project":"p"})", &client).text() == "Deleted 2 memories.");
    REQUIRE(client.questions_.size() == 1);
    CHECK(client.questions_[0].method == "elicitation/create");
    CHECK(contains(client.questions_[0].params, "Delete 2 memories: 'Task 1', 'Task 0'?"));
    CHECK(memories_in(caller, "p") == 0);
}

TEST_CASE("an answer that comes with a second call is for what was shown", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 2);
    Client client;
    CHECK(caller.call(kTool, R"({"project":"p"})", &client).is_error());  // ended by its question
    CHECK_FALSE(client.state_.empty());
    CHECK(memories_in(caller, "p") == 2);
    store(caller, "p", 1);
    client.answer = kYes;
    const mcp::ToolResult changed = caller.call(kTool, R"({"project":"p"})", &client);
    CHECK(changed.is_error());
    CHECK(contains(changed.text(), "changed since it was shown"));
    CHECK(memories_in(caller, "p") == 3);
    caller.succeed(
        "delete_memory",
        R"({"memory_id":")" +
            first_id(caller.succeed(
                "search_memories", R"({"project_path":"p","limit":1,"query":"Task"})"
            )) +
            R"("})"
    );
    client.state_.clear();
    client.answer.clear();
    CHECK(caller.call(kTool, R"({"project":"p"})", &client).is_error());
    client.answer = kYes;
    CHECK(caller.call(kTool, R"({"project":"p"})", &client).text() == "Deleted 2 memories.");
}

TEST_CASE("what went while the user thought is not counted as deleted", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 2);
    memory::ListQuery query;
    query.filter.project = "p";
    const memory::MemoryId gone = caller.run(caller.database().list_ids(query)).items.front();
    // A legacy client answers in the middle of the call; somebody removes one meanwhile.
    Client client;
    client.answer = kYes;
    client.meanwhile = [&] { return caller.database().remove(gone); };
    CHECK(
        caller.call(kTool, R"({"project":"p"})", &client).text() ==
        "Deleted 1 memory. 1 were gone before."
    );
    CHECK(memories_in(caller, "p") == 0);
}

TEST_CASE("the filter's parts apply together", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 6);  // months 1 to 6, tags t0 and t1 in turns
    const std::string text = caller.succeed(
        kTool, R"({"project":"p","tags":["T1"],"until":"2026-04-01","types":["task"]})"
    );
    CHECK(text.starts_with("2 memories: "));
    CHECK(contains(caller.succeed(kTool, R"({"project":"p","since":"2026-05-01"})"), "2 memories: ")
    );
    CHECK(contains(caller.succeed(kTool, R"({"author":"nobody"})"), "No memory matches"));
}

TEST_CASE("many are deleted in batches, with progress", "[delete_memories]") {
    Extended caller;
    memory::Transaction batch = caller.database().transaction();
    for (int i = 0; i < 1'203; ++i) {
        memory::NewMemory memory;
        memory.title = "T";
        memory.content = "C";
        memory.project = "big";
        batch.store(std::move(memory));
    }
    caller.run(caller.database().apply(std::move(batch)));
    Client client;
    client.answer = kYes;
    CHECK(caller.call(kTool, R"({"project":"big"})", &client).text() == "Deleted 1203 memories.");
    CHECK(
        client.progress_ ==
        std::vector<std::pair<double, double>>{{500, 1'203}, {1'000, 1'203}, {1'203, 1'203}}
    );
    CHECK(memories_in(caller, "big") == 0);
}

TEST_CASE("as JSON the numbers and the code have members of their own", "[delete_memories]") {
    Extended caller;
    store(caller, "p", 2);
    const auto json = [&caller](const std::string& arguments) {
        const mcp::ToolResult result = caller.call(kTool, arguments);
        REQUIRE(result.structured_json() == result.text());
        mcp::json::Value value;
        REQUIRE(
            mcp::json::parse(result.text(), mcp::json::Limits(), value) ==
            mcp::json::ParseStatus::ok
        );
        return value;
    };
    const mcp::json::Value first = json(R"({"project":"p","output":"json"})");
    CHECK(first["matched"] == 2);
    CHECK(first["deleted"] == 0);
    CHECK(first["titles"].size() == 2);
    const std::string code = first["selection"];
    const mcp::json::Value second =
        json(R"({"project":"p","output":"json","confirm":true,"selection":")" + code + R"("})");
    CHECK(second["matched"] == 2);
    CHECK(second["deleted"] == 2);
}
