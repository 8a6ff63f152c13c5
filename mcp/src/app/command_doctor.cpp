// `boltmem doctor`: runs the checks that fit the store and prints a line for each; fails when one
// does. A store that does not exist yet is not made by looking at it.
#include "app/commands.hpp"
#include "app/doctor.hpp"
#include "json/json_io.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

using Level = Check::Level;

std::string_view level_name(Level level) {
    switch (level) {
        case Level::ok:
            return "ok";
        case Level::warn:
            return "warn";
        case Level::fail:
            return "FAIL";
    }
    return "?";
}

void append(Checks& all, Checks more) {
    all.insert(
        all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())
    );
}

bool any_failed(const Checks& checks) {
    return std::any_of(checks.begin(), checks.end(), [](const Check& check) {
        return check.level == Level::fail;
    });
}

bool is_there(const std::filesystem::path& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
}

Task<Checks> examine(Host& host) {
    const Settings& settings = host.settings();
    Checks checks;
    for (const std::string& warning : settings.warnings) {
        checks.emplace_back(Level::warn, "settings", warning, "unset it, or correct its name");
    }
    const bool embedded = settings.store.backend == memory::Backend::sqlite;
    if (embedded) {
        append(checks, check_files(settings.store.sqlite));
    } else {
        append(checks, check_neo4j_settings(settings));
    }
    const bool to_open = !embedded || is_there(settings.store.sqlite.path);
    if (any_failed(checks) || !to_open) {
        co_return checks;
    }
    append(checks, co_await check_database(host.database()));
    if (embedded && !any_failed(checks)) {
        append(checks, check_journal(settings.store.sqlite.path.string()));
    }
    co_return checks;
}

void print_lines(Output& output, const Checks& checks) {
    for (const Check& check : checks) {
        std::string line(level_name(check.level));
        line.resize(6, ' ');
        std::string name = check.name;
        name.resize(std::max<std::size_t>(name.size() + 1, 13), ' ');
        output.line(output.safe(line + name + check.text));
        if (!check.advice.empty()) {
            output.line(output.safe("      -> " + check.advice));
        }
    }
}

void print_json(Output& output, const Checks& checks, bool healthy) {
    nlohmann::json answer = nlohmann::json::object();
    nlohmann::json rows = nlohmann::json::array();
    for (const Check& check : checks) {
        nlohmann::json row = nlohmann::json::object();
        row["level"] = check.level == Level::fail ? "fail" : level_name(check.level);
        row["name"] = check.name;
        row["text"] = check.text;
        if (!check.advice.empty()) {
            row["advice"] = check.advice;
        }
        rows.push_back(std::move(row));
    }
    answer["checks"] = std::move(rows);
    answer["healthy"] = healthy;
    output.line(json::dump(answer));
}

}  // namespace

Task<Exit> run_doctor(Host& host, DoctorOptions /*options*/, bool json) {
    const Checks checks = co_await examine(host);
    const bool healthy = !any_failed(checks);
    if (json) {
        print_json(host.output(), checks, healthy);
    } else {
        print_lines(host.output(), checks);
    }
    co_return healthy ? Exit::done : Exit::failed;
}

}  // namespace mcp::app
