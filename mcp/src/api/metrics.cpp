// Counting and rendering.
// Buckets are cumulative only in the text: counting touches one of them.

#include "api/metrics.hpp"

#include "text/prometheus.hpp"

#include <cstddef>
#include <utility>

namespace mcp::api {
namespace {

constexpr std::array<std::string_view, 3> kEnds{"succeeded", "failed", "cancelled"};

double seconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

Metrics::Metrics(std::vector<std::string> tools)
    : names_(std::move(tools)), tools_(names_.size()) {}

void Metrics::call_ended(std::size_t tool, End end, std::chrono::nanoseconds took) noexcept {
    --in_flight_;
    if (tool >= tools_.size()) {
        return;  // not a tool: a resource, a prompt
    }
    PerTool& counts = tools_[tool];
    ++counts.ended[static_cast<std::size_t>(end)];
    counts.total += took;
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && seconds(took) > kBounds[bucket]) {
        ++bucket;
    }
    ++counts.buckets[bucket];
}

std::string Metrics::text() const {
    text::PrometheusText out;
    out.begin("mcp_in_flight", "gauge", "Requests whose handlers run now.");
    out.count(in_flight_);
    out.begin("mcp_tool_calls_total", "counter", "Tool calls by tool and end.");
    for (std::size_t tool = 0; tool < tools_.size(); ++tool) {
        for (std::size_t end = 0; end < kEnds.size(); ++end) {
            out.count(tools_[tool].ended[end], {{"tool", names_[tool]}, {"end", kEnds[end]}});
        }
    }
    out.begin("mcp_tool_call_seconds", "histogram", "Durations of tool calls.");
    for (std::size_t tool = 0; tool < tools_.size(); ++tool) {
        const PerTool& counts = tools_[tool];
        out.histogram(kBounds, counts.buckets, seconds(counts.total), {{"tool", names_[tool]}});
    }
    return out.take();
}

}  // namespace mcp::api
