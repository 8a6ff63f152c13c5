// Counts of calls and their rendering as Prometheus text.
// Lines are looked for whole, so that a name or label that changed is a failure.

#include "api/metrics.hpp"

#include "support/catch.hpp"

using mcp::api::Metrics;
using namespace std::chrono_literals;

TEST_CASE("calls are counted by tool and end, and their durations fall into buckets") {
    Metrics metrics({"a", "b"});
    metrics.call_started();
    metrics.call_started();
    metrics.call_started();
    metrics.call_ended(0, Metrics::End::succeeded, 2ms);
    metrics.call_ended(0, Metrics::End::failed, 90s);
    const std::string text = metrics.text();
    const auto has = [&text](const char* line) {
        INFO(line);
        CHECK(text.find(std::string(line) + "\n") != std::string::npos);
    };
    has("mcp_in_flight 1");
    has("mcp_tool_calls_total{tool=\"a\",end=\"succeeded\"} 1");
    has("mcp_tool_calls_total{tool=\"a\",end=\"failed\"} 1");
    has("mcp_tool_calls_total{tool=\"b\",end=\"succeeded\"} 0");
    has("mcp_tool_call_seconds_bucket{tool=\"a\",le=\"0.001\"} 0");
    has("mcp_tool_call_seconds_bucket{tool=\"a\",le=\"0.0025\"} 1");
    has("mcp_tool_call_seconds_bucket{tool=\"a\",le=\"60\"} 1");
    has("mcp_tool_call_seconds_bucket{tool=\"a\",le=\"+Inf\"} 2");
    has("mcp_tool_call_seconds_sum{tool=\"a\"} 90.002");
    has("mcp_tool_call_seconds_count{tool=\"a\"} 2");
    has("# TYPE mcp_tool_call_seconds histogram");
}

TEST_CASE("what is no tool only counts as running") {
    Metrics metrics({"a"});
    metrics.call_started();
    metrics.call_ended(static_cast<std::size_t>(-1), Metrics::End::succeeded, 1ms);
    CHECK(metrics.text().find("mcp_in_flight 0\n") != std::string::npos);
}
