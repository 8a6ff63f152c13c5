// `boltmem setup [CLIENT]`: shows or writes what an MCP client needs in its configuration to reach
// this server. Touches no store.
#include "app/client_config.hpp"
#include "app/commands.hpp"
#include "app/config_file.hpp"
#include "app/line_difference.hpp"
#include "app/surroundings.hpp"
#include "app/usage_error.hpp"
#include "json/json_io.hpp"

#include <cstddef>
#include <ctime>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

/// What is known of one client's file.
struct Place {
    Place() = default;
    std::filesystem::path path;
    bool exists = false;
    bool configured = false;
    std::string problem;  ///< why the file cannot be read
};

Place look_at(const ClientKind& kind, ConfigScope scope, const Surroundings& around) {
    Place place;
    place.path = client_file(kind, scope, around);
    if (place.path.empty()) {
        return place;
    }
    try {
        const ConfigFile file = read_config_file(place.path);
        place.exists = file.text.has_value();
        place.configured = place.exists && config_has_server(kind, *file.text);
    } catch (const std::exception& error) {
        place.exists = true;
        place.problem = error.what();
    }
    return place;
}

std::string state_of(const Place& place) {
    if (!place.problem.empty()) {
        return "cannot be read";
    }
    if (place.configured) {
        return "boltmem is set up";
    }
    return place.exists ? "there, without boltmem" : "not there";
}

void list_clients(Output& output, const Surroundings& around, bool json) {
    nlohmann::json rows = nlohmann::json::array();
    for (const ClientKind& kind : client_kinds()) {
        for (const ConfigScope scope : {ConfigScope::user, ConfigScope::project}) {
            const Place place = look_at(kind, scope, around);
            if (place.path.empty()) {
                continue;
            }
            const char* scope_name = scope == ConfigScope::user ? "user" : "project";
            if (json) {
                nlohmann::json row = nlohmann::json::object();
                row["client"] = kind.name;
                row["scope"] = scope_name;
                row["file"] = place.path.string();
                row["exists"] = place.exists;
                row["configured"] = place.configured;
                if (!place.problem.empty()) {
                    row["problem"] = place.problem;
                }
                rows.push_back(std::move(row));
                continue;
            }
            std::string line(kind.name);
            line.resize(16, ' ');
            line += scope_name;
            line.resize(25, ' ');
            line += state_of(place);
            line.resize(49, ' ');
            output.line(output.safe(line + place.path.string()));
            if (!place.problem.empty()) {
                output.note(kind.name.data() + std::string(": ") + place.problem);
            }
        }
    }
    if (json) {
        nlohmann::json answer = nlohmann::json::object();
        answer["clients"] = std::move(rows);
        output.line(json::dump(answer));
        return;
    }
    output.line();
    output.line("boltmem setup CLIENT shows what to put there, with --write it is done.");
    output.line("For any other client: boltmem setup generic");
}

std::filesystem::path chosen_file(
    const ClientKind& kind, const SetupOptions& options, const Surroundings& around
) {
    if (!options.file.empty()) {
        const std::filesystem::path file = options.file;
        return file.is_absolute() ? file : around.working_folder / file;
    }
    const ConfigScope scope = options.scope.value_or(kind.usual_scope);
    std::filesystem::path file = client_file(kind, scope, around);
    if (file.empty() && options.scope.has_value()) {
        throw UsageError(
            std::string(kind.title) + " has no file for the " +
            (scope == ConfigScope::user ? "user" : "project") + "; name one with --file"
        );
    }
    return file;
}

ClientEntry chosen_entry(const SetupOptions& options, const Settings& settings) {
    if (!options.url.empty()) {
        return remote_entry(options.url, options.token_variable);
    }
    if (!options.token_variable.empty()) {
        throw UsageError("--token-env belongs to --http URL");
    }
    return local_entry(settings, program_path());
}

bool on_this_machine(std::string_view host) {
    const std::size_t port = host.find(':', host.starts_with('[') ? host.find(']') : 0);
    host = host.substr(0, port);
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

void warn_of_clear_text(Output& output, const ClientEntry& entry) {
    constexpr std::string_view kScheme = "http://";
    if (!entry.url.starts_with(kScheme) || entry.token_variable.empty()) {
        return;
    }
    const std::string_view rest = std::string_view(entry.url).substr(kScheme.size());
    if (!on_this_machine(rest.substr(0, rest.find('/')))) {
        output.note("the token will cross the network readable by all: use https:// there");
    }
}

/// Everything decided before anything is shown or written.
struct Plan {
    Plan() = default;
    std::filesystem::path path;  ///< empty: only a snippet can be shown
    ConfigFile file;
    std::string snippet;
    std::string text;     ///< the file's new one
    std::string problem;  ///< why the file cannot be edited

    [[nodiscard]] bool changes() const { return !file.text.has_value() || *file.text != text; }
};

Plan make_plan(const ClientKind& kind, const ClientEntry& entry, std::filesystem::path path) {
    Plan plan;
    plan.path = std::move(path);
    plan.snippet = config_snippet(kind, entry);
    if (plan.path.empty()) {
        return plan;
    }
    plan.file = read_config_file(plan.path);
    try {
        plan.text = config_with_server(kind, entry, plan.file.text.value_or(std::string()));
    } catch (const UsageError& error) {
        plan.problem =
            plan.file.path.string() + ": " + error.what() +
            ". Nothing was written: mend it, or add the snippet by hand (boltmem setup " +
            std::string(kind.name) + ")";
    }
    return plan;
}

void show_plan(Output& output, const ClientKind& kind, const Plan& plan) {
    if (plan.path.empty()) {
        output.line("For the client's configuration:");
    } else {
        output.line(
            output.safe("For " + std::string(kind.title) + ", in " + plan.path.string() + ":")
        );
    }
    output.line();
    std::string_view snippet = plan.snippet;
    while (snippet.ends_with('\n')) {
        snippet.remove_suffix(1);
    }
    output.line(output.safe(snippet));
    output.line();
    if (!plan.problem.empty()) {
        output.note(plan.problem);
    } else if (!plan.path.empty()) {
        output.line(
            plan.changes() ? "--write puts it there and keeps what else is in the file."
                           : "It is there already."
        );
    }
}

void write_plan(Output& output, const ClientKind& kind, const Plan& plan) {
    if (!plan.changes()) {
        output.line(output.safe(plan.path.string() + " has it already; nothing was written."));
        return;
    }
    const auto copy = replace_config_file(plan.file, plan.text, std::time(nullptr));
    output.line(output.safe("Wrote " + plan.file.path.string()));
    if (!copy.empty()) {
        output.line(output.safe("What it was is in " + copy.string()));
    }
    output.line(kind.after);
}

void show_difference(Output& output, const Plan& plan) {
    const std::string before = plan.file.text.value_or(std::string());
    std::string difference = line_difference(before, plan.text);
    if (difference.empty()) {
        output.line(output.safe(plan.path.string() + " has it already; nothing would change."));
        return;
    }
    difference.pop_back();
    output.line(output.safe(plan.file.path.string() + (plan.file.text ? "" : " (new)")));
    output.line(output.safe(difference));
}

void answer_json(Output& output, const ClientKind& kind, const Plan& plan, bool write) {
    nlohmann::json answer = nlohmann::json::object();
    answer["client"] = kind.name;
    answer["snippet"] = plan.snippet;
    if (!plan.path.empty()) {
        answer["file"] = plan.file.path.string();
        if (plan.problem.empty()) {
            answer["changes"] = plan.changes();
        } else {
            answer["problem"] = plan.problem;
        }
    }
    answer["written"] = write && plan.changes();
    if (write && plan.changes()) {
        const auto copy = replace_config_file(plan.file, plan.text, std::time(nullptr));
        if (!copy.empty()) {
            answer["backup"] = copy.string();
        }
    }
    output.line(json::dump(answer));
}

}  // namespace

Task<Exit> run_setup(Host& host, SetupOptions options, bool json) {
    Output& output = host.output();
    const Surroundings around = process_surroundings();
    if (options.client.empty()) {
        list_clients(output, around, json);
        co_return Exit::done;
    }
    const ClientKind& kind = client_kind(options.client);
    const ClientEntry entry = chosen_entry(options, host.settings());
    check_client_can(kind, entry);
    warn_of_clear_text(output, entry);
    const bool touches_file = options.write || options.dry_run;
    const Plan plan = make_plan(kind, entry, chosen_file(kind, options, around));
    if (touches_file && plan.path.empty()) {
        throw UsageError("which file? boltmem knows none of this client; name it with --file PATH");
    }
    if (touches_file && !plan.problem.empty()) {
        throw UsageError(plan.problem);
    }
    if (json) {
        answer_json(output, kind, plan, options.write);
    } else if (options.write) {
        write_plan(output, kind, plan);
    } else if (options.dry_run) {
        show_difference(output, plan);
    } else {
        show_plan(output, kind, plan);
    }
    co_return Exit::done;
}

}  // namespace mcp::app
