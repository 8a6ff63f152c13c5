// `boltmem config`: every setting with its value and where it comes from, then the snippet for an
// MCP client. Touches no store. The password is never among the values.
#include "app/client_snippet.hpp"
#include "app/commands.hpp"
#include "app/surroundings.hpp"
#include "json/json_io.hpp"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

std::string config_json(const Settings& settings) {
    nlohmann::json answer = nlohmann::json::object();
    nlohmann::json rows = nlohmann::json::array();
    for (const Setting& setting : settings.shown) {
        nlohmann::json row = nlohmann::json::object();
        row["name"] = setting.name;
        row["value"] = setting.value;
        row["origin"] = setting.origin;
        rows.push_back(std::move(row));
    }
    answer["settings"] = std::move(rows);
    answer["warnings"] = settings.warnings;
    nlohmann::json snippet;
    const json::ParseStatus status =
        json::parse(client_snippet(settings, program_path()), json::Limits(), snippet);
    if (status == json::ParseStatus::ok) {
        answer["client"] = std::move(snippet);
    }
    return json::dump(answer);
}

}  // namespace

Task<Exit> run_config(Host& host, ConfigOptions /*options*/, bool json) {
    const Settings& settings = host.settings();
    Output& output = host.output();
    if (json) {
        output.line(config_json(settings));
        co_return Exit::done;
    }
    std::size_t name_width = 0;
    std::size_t value_width = 0;
    constexpr std::size_t kWidestValue = 48;
    for (const Setting& setting : settings.shown) {
        name_width = std::max(name_width, setting.name.size());
        value_width = std::max(value_width, std::min(setting.value.size(), kWidestValue));
    }
    for (const Setting& setting : settings.shown) {
        std::string line = setting.name;
        line.resize(name_width + 2, ' ');
        std::string value = setting.value;
        value.resize(std::max(value.size(), value_width), ' ');
        line += value + "  (" + setting.origin + ")";
        output.line(output.safe(line));
    }
    for (const std::string& warning : settings.warnings) {
        output.note(warning);
    }
    output.line();
    output.line("For your MCP client's configuration (boltmem setup knows most of them):");
    output.line();
    output.line(client_snippet(settings, program_path()));
    co_return Exit::done;
}

}  // namespace mcp::app
