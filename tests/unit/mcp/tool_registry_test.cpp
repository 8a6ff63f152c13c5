// Tests of the tool registry: names, the list that clients see, failures of handlers.
// Everything here happens before or without a connection.

#include "support/catch.hpp"

#include <mcp/error.hpp>
#include <mcp/tool.hpp>

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

using mcp::Call;
using mcp::Task;
using mcp::ToolRegistry;
using mcp::ToolResult;
using mcp::ToolSpec;

namespace {

struct NoArguments {
    NoArguments() = default;
};

void add(ToolRegistry& registry, ToolSpec spec) {
    auto handler = [](Call&, NoArguments) -> Task<ToolResult> {
        co_return ToolResult::success("x");
    };
    registry.add(std::move(spec), mcp::InputSchema<NoArguments>(), handler);
}

std::string failure(const ToolRegistry& registry, std::exception_ptr error) {
    return registry.failure_text(registry.spec(0).name, std::move(error));
}

}  // namespace

TEST_CASE("tools are listed in the order they were added, with schema and annotations") {
    ToolRegistry registry;
    CHECK(registry.list_json() == "[]");
    ToolSpec reading("zeta", "Reads \"things\".");
    reading.title = "Read";
    reading.effects.read_only = true;
    add(registry, reading);
    ToolSpec writing("alpha", "Writes.");
    writing.effects.destructive = true;
    add(registry, writing);
    CHECK(
        nlohmann::json::parse(registry.list_json()) ==
        nlohmann::json::parse(
            R"([{"name":"zeta","title":"Read","description":"Reads \"things\".",)"
            R"("inputSchema":{"type":"object","properties":{}},)"
            R"("annotations":{"readOnlyHint":true,"openWorldHint":false}},)"
            R"({"name":"alpha","description":"Writes.",)"
            R"("inputSchema":{"type":"object","properties":{}},)"
            R"("annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":false,)"
            R"("openWorldHint":false}}])"
        )
    );
    CHECK(registry.size() == 2);
    CHECK(registry.find("alpha") == 1U);
    CHECK_FALSE(registry.find("beta").has_value());
}

TEST_CASE("names that a client could reject, doubled ones and missing descriptions are refused") {
    ToolRegistry registry;
    add(registry, ToolSpec("fine.Name-1_", "x"));
    for (const std::string& name :
         {std::string(),
          std::string("with space"),
          std::string("é"),
          std::string("a/b"),
          std::string(129, 'a')}) {
        INFO(name);
        CHECK_THROWS_AS(add(registry, ToolSpec(name, "x")), mcp::Error);
    }
    CHECK_THROWS_AS(add(registry, ToolSpec("fine.Name-1_", "x")), mcp::Error);
    CHECK_THROWS_AS(add(registry, ToolSpec("undescribed", "")), mcp::Error);
    CHECK(registry.size() == 1);
    add(registry, ToolSpec(std::string(128, 'a'), "x"));
}

TEST_CASE("failures of handlers become texts: a tool's own as they are, others named") {
    ToolRegistry registry;
    add(registry, ToolSpec("first", "x"));
    const auto own = std::make_exception_ptr(mcp::ToolError("Memory not found: 7"));
    const auto other = std::make_exception_ptr(std::runtime_error("disk full"));
    CHECK(failure(registry, own) == "Memory not found: 7");
    CHECK(failure(registry, other) == "Failed to run first: disk full");
    CHECK(failure(registry, std::make_exception_ptr(5)) == "Failed to run first: unknown failure");
    auto text = [](std::string_view operation, std::exception_ptr) {
        return "custom " + std::string(operation);
    };
    registry.set_failure_text(text);
    CHECK(failure(registry, own) == "Memory not found: 7");
    CHECK(failure(registry, other) == "custom first");
}
