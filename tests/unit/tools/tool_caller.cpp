// Calls tools against a temporary database; see tool_caller.hpp.
// Runs the io_context until the call is done, with a limit that no call should come near.

#include "unit/tools/tool_caller.hpp"

#include "json/json_io.hpp"

#include <mcp/error.hpp>
#include <memory/id.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace tools_test {

namespace {

memory::Config config_in(const support::TemporaryFolder& folder) {
    memory::Config config;
    config.backend = memory::Backend::sqlite;
    config.sqlite.path = folder / "memory.db";
    return config;
}

}  // namespace

ToolCaller::ToolCaller(mcp::tools::Profile profile)
    : database_(
          std::make_unique<memory::MemoryDatabase>(context_.get_executor(), config_in(folder_))
      ) {
    mcp::tools::add_memory_tools(registry_, *database_, profile);
}

ToolCaller::~ToolCaller() {
    database_.reset();
    context_.restart();
    context_.poll();
}

void ToolCaller::drive(const std::function<bool()>& done) {
    context_.restart();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!done()) {
        if (std::chrono::steady_clock::now() >= limit) {
            throw std::runtime_error("a call did not end");
        }
        context_.restart();
        context_.run_one_until(limit);
    }
}

mcp::ToolResult ToolCaller::call(
    std::string_view tool, std::string_view arguments, mcp::Call::Port* port
) {
    const std::optional<std::size_t> index = registry_.find(tool);
    if (!index) {
        throw std::runtime_error("no tool " + std::string(tool));
    }
    mcp::json::Value parsed;
    if (mcp::json::parse(arguments, mcp::json::Limits(), parsed) != mcp::json::ParseStatus::ok) {
        throw std::runtime_error("bad JSON in a test: " + std::string(arguments));
    }
    mcp::Call call(tool, mcp::Call::Clock::now() + std::chrono::seconds(30), port);
    mcp::PreparedCall prepared = registry_.start(*index, call, parsed);
    if (!prepared.run) {
        return mcp::ToolResult::failure(prepared.problem);
    }
    try {
        return run(std::move(*prepared.run));
    } catch (const mcp::ProtocolError&) {
        throw;
    } catch (const mcp::ToolError& error) {
        return mcp::ToolResult::failure(error.what());
    } catch (...) {
        return mcp::ToolResult::failure(registry_.failure_text(tool, std::current_exception()));
    }
}

std::string ToolCaller::succeed(std::string_view tool, std::string_view arguments) {
    const mcp::ToolResult result = call(tool, arguments);
    if (result.is_error()) {
        throw std::runtime_error("unexpected failure: " + result.text());
    }
    return result.text();
}

std::string ToolCaller::fail(std::string_view tool, std::string_view arguments) {
    const mcp::ToolResult result = call(tool, arguments);
    if (!result.is_error()) {
        throw std::runtime_error("unexpected success: " + result.text());
    }
    return result.text();
}

std::string ToolCaller::store(
    std::string_view type, std::string_view title, std::string_view content
) {
    nlohmann::json arguments;
    arguments["type"] = type;
    arguments["title"] = title;
    arguments["content"] = content;
    return first_id(succeed("store_memory", mcp::json::dump(arguments)));
}

std::string first_id(std::string_view text) {
    constexpr std::size_t kLength = 36;
    for (std::size_t i = 0; i + kLength <= text.size(); ++i) {
        if (memory::MemoryId::parse(text.substr(i, kLength))) {
            return std::string(text.substr(i, kLength));
        }
    }
    return {};
}

}  // namespace tools_test
