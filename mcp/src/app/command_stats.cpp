// `boltmem stats`: how many memories and relationships of which types the store holds.
// Rows are sorted by frequency; types that do not occur are left out.
#include "app/commands.hpp"
#include "app/text_layout.hpp"
#include "json/json_io.hpp"
#include "tools/memory_json.hpp"

#include <memory/database.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

void print_row(Output& output, std::string name, const std::string& value) {
    name.resize(std::max<std::size_t>(name.size() + 1, 20), ' ');
    output.line(name + value);
}

/// The types that occur, most frequent first.
template <class Type>
void print_types(Output& output, const std::map<Type, std::int64_t>& counts) {
    std::vector<std::pair<Type, std::int64_t>> rows(counts.begin(), counts.end());
    std::sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) {
        return left.second != right.second ? left.second > right.second : left.first < right.first;
    });
    for (const auto& [type, count] : rows) {
        if (count > 0) {
            print_row(output, "  " + std::string(memory::to_string(type)), format_count(count));
        }
    }
}

}  // namespace

Task<Exit> run_stats(Host& host, StatsOptions /*options*/, bool json) {
    const memory::Statistics statistics = co_await host.database().statistics();
    const memory::StoreInfo info = co_await host.database().info();
    Output& output = host.output();
    if (json) {
        nlohmann::json answer = tools::to_json(statistics);
        answer["store"] = host.settings().store_url;
        answer["backend"] = info.backend;
        answer["engine_version"] = info.engine_version;
        answer["schema_version"] = info.schema_version;
        output.line(json::dump(answer));
        co_return Exit::done;
    }
    print_row(output, "store", output.safe(host.settings().store_url));
    print_row(
        output,
        "engine",
        info.backend + " " + info.engine_version + ", schema " + std::to_string(info.schema_version)
    );
    print_row(output, "memories", format_count(statistics.memories));
    print_types(output, statistics.memories_by_type);
    print_row(output, "relationships", format_count(statistics.relationships));
    print_types(output, statistics.relationships_by_type);
    print_row(output, "projects", format_count(statistics.projects));
    print_row(output, "sessions", format_count(statistics.sessions));
    print_row(output, "average importance", format_number(statistics.average_importance, 2));
    print_row(output, "average confidence", format_number(statistics.average_confidence, 2));
    co_return Exit::done;
}

}  // namespace mcp::app
