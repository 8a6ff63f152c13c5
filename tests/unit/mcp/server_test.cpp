// Tests of a whole server over a transport in memory: calls that wait, fail, time out or are
// cancelled, back-pressure, and the end of the input.

#include "support/catch.hpp"
#include "support/memory_transport.hpp"

#include <mcp/error.hpp>
#include <mcp/server.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

namespace asio = boost::asio;
using Json = nlohmann::json;
using mcp::Call;
using mcp::Task;
using mcp::ToolResult;
using namespace std::chrono_literals;

namespace {

struct Echo {
    Echo() = default;
    std::string text;
};

struct Nothing {
    Nothing() = default;
};

/// A server with tools that answer, wait for the test, or fail.
class Bench {
  public:
    explicit Bench(mcp::ServerLimits limits = {})
        : gate(context), transport(context.get_executor()) {
        gate.expires_at(asio::steady_timer::time_point::max());
        auto registry = std::make_shared<mcp::ToolRegistry>();
        mcp::InputSchema<Echo> schema;
        schema.add("text", &Echo::text).required();
        auto echo = [](Call&, Echo in) -> Task<ToolResult> {
            co_return ToolResult::success(in.text);
        };
        registry->add(mcp::ToolSpec("echo", "Echoes."), std::move(schema), echo);
        auto wait = [this](Call& call, Nothing) -> Task<ToolResult> { return waiting(call); };
        registry->add(mcp::ToolSpec("wait", "Waits."), mcp::InputSchema<Nothing>(), wait);
        auto fail = [](Call&, Nothing) -> Task<ToolResult> {
            throw mcp::ToolError("this is wrong");
            co_return ToolResult();
        };
        registry->add(mcp::ToolSpec("fail", "Fails."), mcp::InputSchema<Nothing>(), fail);
        mcp::ServerConfig config;
        config.name = "bench";
        config.version = "1";
        config.limits = limits;
        config.log = [this](std::string_view line) { log.emplace_back(line); };
        mcp::Features features;
        features.tools = registry;
        server = std::make_unique<mcp::Server>(context.get_executor(), config, features);
        auto ended = [this](std::exception_ptr error) {
            CHECK(error == nullptr);
            over = true;
        };
        asio::co_spawn(
            context,
            server->serve(transport),
            asio::bind_cancellation_slot(cancel_serve.slot(), ended)
        );
    }

    void call(const char* tool, int id, const char* arguments = "{}") {
        transport.push(
            R"({"jsonrpc":"2.0","method":"tools/call","id":)" + std::to_string(id) +
            R"(,"params":{"name":")" + tool + R"(","arguments":)" + arguments + "}}"
        );
    }

    void cancel(int id) {
        transport.push(
            R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
            std::to_string(id) + "}}"
        );
    }

    /// Runs everything that is ready.
    void settle() {
        context.restart();
        context.poll();
    }

    /// Runs until serve() is over; false if that takes longer than any limit here.
    bool finish() {
        const auto until = std::chrono::steady_clock::now() + 5s;
        while (!over && std::chrono::steady_clock::now() < until) {
            context.restart();
            context.run_one_for(10ms);
        }
        return over;
    }

    /// Lets every waiting call go on.
    void open_gate() { gate.cancel(); }

    [[nodiscard]] std::vector<Json> sent() const {
        std::vector<Json> out;
        for (const std::string& text : transport.sent()) {
            out.push_back(Json::parse(text));
        }
        return out;
    }

    [[nodiscard]] std::string text_of(std::size_t index) const {
        return sent().at(index)["result"]["content"][0]["text"];
    }

    asio::io_context context;
    asio::cancellation_signal cancel_serve;
    asio::steady_timer gate;
    support::MemoryTransport transport;
    std::unique_ptr<mcp::Server> server;
    std::vector<std::string> log;
    bool over = false;
    int started = 0;
    int cancelled = 0;

  private:
    Task<ToolResult> waiting(Call& call) {
        ++started;
        boost::system::error_code opened;
        co_await gate.async_wait(asio::redirect_error(asio::use_awaitable, opened));
        if (call.cancelled()) {
            ++cancelled;
        }
        co_return ToolResult::success("waited");
    }
};

}  // namespace

TEST_CASE("calls are answered, bad arguments and failures as isError") {
    Bench bench;
    bench.call("echo", 1, R"({"text":"hello"})");
    bench.call("echo", 2, R"({"txt":"hello"})");
    bench.call("fail", 3);
    bench.settle();
    const auto sent = bench.sent();
    REQUIRE(sent.size() == 3);
    CHECK(sent[0]["id"] == 2);
    CHECK(sent[0]["result"]["isError"] == true);
    CHECK(bench.text_of(0).find("did you mean 'text'?") != std::string::npos);
    CHECK(sent[1]["id"] == 1);
    CHECK(bench.text_of(1) == "hello");
    CHECK_FALSE(sent[1]["result"].contains("isError"));
    CHECK(bench.text_of(2) == "this is wrong");
    CHECK(sent[2]["result"]["isError"] == true);
}

TEST_CASE("a waiting call holds up nobody else") {
    Bench bench;
    bench.call("wait", 1);
    bench.call("echo", 2, R"({"text":"b"})");
    bench.settle();
    REQUIRE(bench.sent().size() == 1);
    CHECK(bench.sent()[0]["id"] == 2);
    bench.open_gate();
    bench.settle();
    REQUIRE(bench.sent().size() == 2);
    CHECK(bench.sent()[1]["id"] == 1);
}

TEST_CASE("a cancelled call is told so, and not answered") {
    Bench bench;
    bench.call("wait", 1);
    bench.settle();
    bench.cancel(1);
    bench.settle();
    CHECK(bench.cancelled == 1);
    CHECK(bench.sent().empty());
    bench.transport.end();
    CHECK(bench.finish());
    CHECK(bench.sent().empty());
}

TEST_CASE("a call that takes too long is cancelled and answered as failed") {
    mcp::ServerLimits limits;
    limits.call_timeout = 20ms;
    Bench bench(limits);
    bench.call("wait", 1);
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (bench.sent().empty() && std::chrono::steady_clock::now() < until) {
        bench.context.restart();
        bench.context.run_one_for(10ms);
    }
    bench.settle();
    REQUIRE(bench.sent().size() == 1);
    CHECK(bench.sent()[0]["result"]["isError"] == true);
    CHECK(bench.text_of(0).find("whether it took effect is unknown") != std::string::npos);
    CHECK(bench.cancelled == 1);
    CHECK(bench.log.size() == 1);
    SECTION("and the next one gets its full time") {
        bench.call("echo", 2, R"({"text":"b"})");
        bench.settle();
        CHECK(bench.sent().size() == 2);
    }
}

TEST_CASE("at the limit of running calls nothing more is read until one is done") {
    mcp::ServerLimits limits;
    limits.max_in_flight = 2;
    Bench bench(limits);
    for (int id = 1; id <= 5; ++id) {
        bench.call("wait", id);
    }
    bench.settle();
    CHECK(bench.started == 2);
    CHECK(bench.transport.unread() == 3);
    bench.open_gate();
    bench.settle();
    CHECK(bench.sent().size() == 2);
    CHECK(bench.started == 4);
}

TEST_CASE("after the end of the input running calls are finished and answered") {
    Bench bench;
    bench.call("wait", 1);
    bench.call("wait", 2);
    bench.transport.end();
    bench.settle();
    CHECK_FALSE(bench.over);
    bench.open_gate();
    REQUIRE(bench.finish());
    CHECK(bench.sent().size() == 2);
    CHECK(bench.text_of(0) == "waited");
}

TEST_CASE("a call that does not finish in time is answered as failed and cancelled") {
    mcp::ServerLimits limits;
    limits.drain_timeout = 10ms;
    Bench bench(limits);
    bench.call("wait", 1);
    bench.transport.end();
    REQUIRE(bench.finish());
    REQUIRE(bench.sent().size() == 1);
    CHECK(bench.text_of(0).find("the server is stopping") != std::string::npos);
    CHECK(bench.log.size() == 1);
    bench.settle();
    CHECK(bench.cancelled == 1);
    CHECK(bench.sent().size() == 1);
}

TEST_CASE("stop() reads no more, lets calls finish, and a second one does not wait") {
    Bench bench;
    bench.call("wait", 1);
    bench.settle();
    bench.server->stop();
    bench.call("echo", 2, R"({"text":"late"})");
    bench.settle();
    CHECK_FALSE(bench.over);
    SECTION("the call finishes") {
        bench.open_gate();
        REQUIRE(bench.finish());
        CHECK(bench.text_of(0) == "waited");
        CHECK(bench.sent().size() == 1);
    }
    SECTION("the second stop cancels it") {
        bench.server->stop();
        REQUIRE(bench.finish());
        CHECK(bench.text_of(0).find("the server is stopping") != std::string::npos);
    }
}

TEST_CASE("a server that was stopped serves nobody") {
    Bench bench;
    bench.server->stop();
    CHECK(bench.finish());
    CHECK(bench.sent().empty());
}

TEST_CASE("when the peer reads no more, running calls are cancelled") {
    Bench bench;
    bench.call("wait", 1);
    bench.settle();
    bench.transport.break_output();
    REQUIRE(bench.finish());
    bench.settle();
    CHECK(bench.cancelled == 1);
}

TEST_CASE("cancelling serve() ends it at once and tells the running calls") {
    Bench bench;
    bench.call("wait", 1);
    bench.settle();
    bench.cancel_serve.emit(asio::cancellation_type::terminal);
    REQUIRE(bench.finish());
    bench.settle();
    CHECK(bench.cancelled == 1);
    CHECK(bench.text_of(0).find("the server is stopping") != std::string::npos);
}

TEST_CASE("a message above the transport's limit is refused and the next one served") {
    Bench bench;
    bench.transport.push(mcp::Incoming(mcp::Incoming::Kind::too_large));
    bench.call("echo", 1, R"({"text":"after"})");
    bench.settle();
    REQUIRE(bench.sent().size() == 2);
    CHECK(bench.sent()[0]["error"]["code"] == -32700);
    CHECK(bench.text_of(1) == "after");
}

TEST_CASE("a server that cannot work is refused when it is made") {
    asio::io_context context;
    mcp::Features features;
    features.tools = std::make_shared<const mcp::ToolRegistry>();
    mcp::ServerConfig config;
    config.name = "x";
    config.version = "1";
    CHECK_NOTHROW(mcp::Server(context.get_executor(), config, features));
    CHECK_THROWS_AS(mcp::Server(context.get_executor(), config, mcp::Features()), mcp::Error);
    mcp::ServerConfig nameless = config;
    nameless.name.clear();
    CHECK_THROWS_AS(mcp::Server(context.get_executor(), nameless, features), mcp::Error);
    mcp::ServerConfig instant = config;
    instant.limits.call_timeout = 0ms;
    CHECK_THROWS_AS(mcp::Server(context.get_executor(), instant, features), mcp::Error);
}
