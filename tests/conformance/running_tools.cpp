// Tools that speak before they answer: progress, log messages, changes of lists.
// The pauses are what the suite asks for, so that a client sees several messages arrive.
#include "conformance/fixtures.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace conformance {
namespace {

using mcp::Call;
using mcp::LogLevel;
using mcp::Task;
using mcp::ToolResult;
using mcp::ToolSpec;

constexpr std::chrono::milliseconds kPause{50};

Task<> pause() {
    auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, kPause);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

Task<ToolResult> with_progress(Call& call, NoArguments /*in*/) {
    call.progress(0, 100, "started");
    co_await pause();
    call.progress(50, 100, "half done");
    co_await pause();
    call.progress(100, 100, "done");
    co_return ToolResult::success("Ran with progress");
}

Task<ToolResult> with_logging(Call& call, NoArguments /*in*/) {
    call.log(LogLevel::info, R"("Tool execution started")");
    co_await pause();
    call.log(LogLevel::info, R"("Tool processing data")");
    co_await pause();
    call.log(LogLevel::info, R"("Tool execution completed")");
    co_return ToolResult::success("Ran with log messages");
}

/// Long enough that a client may lose its stream and come back for the answer.
Task<ToolResult> reconnection(Call& call, NoArguments /*in*/) {
    call.log(LogLevel::info, R"("Leave and come back")");
    co_await pause();
    co_await pause();
    co_return ToolResult::success("Still here");
}

void add(
    mcp::ToolRegistry& tools,
    const char* name,
    const char* description,
    Task<ToolResult> (*handler)(Call&, NoArguments)
) {
    tools.add(ToolSpec(name, description), mcp::InputSchema<NoArguments>(), handler);
}

}  // namespace

void add_running_tools(mcp::ToolRegistry& tools, const std::shared_ptr<Notifier>& notifier) {
    add(tools, "test_tool_with_progress", "Reports progress 0, 50 and 100 of 100", with_progress);
    add(tools, "test_tool_with_logging", "Sends three log messages", with_logging);
    add(tools, "test_logging_tool", "Sends log messages to who asked for them", with_logging);
    add(tools, "test_reconnection", "Takes a moment", reconnection);

    auto tools_changed = [notifier](Call& /*call*/, NoArguments /*in*/) -> Task<ToolResult> {
        notifier->server->tools_changed();
        co_return ToolResult::success("Told that the tools changed");
    };
    tools.add(
        ToolSpec("test_trigger_tool_change", "Tells subscribers that the tools changed"),
        mcp::InputSchema<NoArguments>(),
        tools_changed
    );
    auto prompts_changed = [notifier](Call& /*call*/, NoArguments /*in*/) -> Task<ToolResult> {
        notifier->server->prompts_changed();
        co_return ToolResult::success("Told that the prompts changed");
    };
    tools.add(
        ToolSpec("test_trigger_prompt_change", "Tells subscribers that the prompts changed"),
        mcp::InputSchema<NoArguments>(),
        prompts_changed
    );
    auto resource_updated = [notifier](Call& /*call*/, NoArguments /*in*/) -> Task<ToolResult> {
        notifier->server->resource_updated(kWatchedResource);
        co_return ToolResult::success("Told that the watched resource changed");
    };
    tools.add(
        ToolSpec("test_trigger_resource_update", "Tells subscribers of test://watched-resource"),
        mcp::InputSchema<NoArguments>(),
        resource_updated
    );
}

}  // namespace conformance
