// Counting and rendering. Names of tools hold nothing that a label would have to escape.
// Buckets are cumulative only in the text: counting touches one of them.

#include "api/metrics.hpp"

#include <cstdio>
#include <utility>

namespace mcp::api {
namespace {

constexpr std::array<std::string_view, 3> kEnds{"succeeded", "failed", "cancelled"};

std::string number(double value) {
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%.9g", value);
    return {text.data(), static_cast<std::size_t>(length)};
}

void family(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n");
    out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

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
    std::string out;
    family(out, "mcp_in_flight", "gauge", "Requests whose handlers run now.");
    out += "mcp_in_flight " + std::to_string(in_flight_) + "\n";
    family(out, "mcp_tool_calls_total", "counter", "Tool calls by tool and end.");
    for (std::size_t tool = 0; tool < tools_.size(); ++tool) {
        for (std::size_t end = 0; end < kEnds.size(); ++end) {
            out.append("mcp_tool_calls_total{tool=\"").append(names_[tool]);
            out.append("\",end=\"").append(kEnds[end]).append("\"} ");
            out += std::to_string(tools_[tool].ended[end]) + "\n";
        }
    }
    family(out, "mcp_tool_call_seconds", "histogram", "Durations of tool calls.");
    for (std::size_t tool = 0; tool < tools_.size(); ++tool) {
        const PerTool& counts = tools_[tool];
        const std::string label = "{tool=\"" + names_[tool] + "\"";
        std::uint64_t sum = 0;
        for (std::size_t bucket = 0; bucket < counts.buckets.size(); ++bucket) {
            sum += counts.buckets[bucket];
            const std::string bound = bucket < kBounds.size() ? number(kBounds[bucket]) : "+Inf";
            out += "mcp_tool_call_seconds_bucket" + label + ",le=\"" + bound + "\"} ";
            out += std::to_string(sum) + "\n";
        }
        out += "mcp_tool_call_seconds_sum" + label + "} " + number(seconds(counts.total)) + "\n";
        out += "mcp_tool_call_seconds_count" + label + "} " + std::to_string(sum) + "\n";
    }
    return out;
}

}  // namespace mcp::api
