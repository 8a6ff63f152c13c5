// Puts together what the table of clients says and how JSON and TOML are edited.
// Members are set one by one, so that those added to an entry by hand survive.
#include "app/client_config.hpp"

#include "app/json_edit.hpp"
#include "app/toml_edit.hpp"
#include "app/usage_error.hpp"
#include "json/json_io.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace mcp::app {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

std::string json_string(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

std::string quoted_list(
    const std::vector<std::string>& texts, std::string (*quote)(std::string_view)
) {
    std::string out = "[";
    for (const std::string& text : texts) {
        out += (out.size() > 1 ? ", " : "") + quote(text);
    }
    return out + "]";
}

std::string bearer(const ClientKind& kind, const std::string& variable) {
    return "Bearer " + std::string(kind.variable_open) + variable +
           std::string(kind.variable_close);
}

/// An object with a line for each member.
std::string object(const Members& members) {
    std::string out = "{";
    for (const auto& [name, value] : members) {
        out += out.size() > 1 ? ",\n  " : "\n  ";
        for (const char c : json_string(name) + ": " + value) {
            out += c;
            if (c == '\n') {
                out += "  ";
            }
        }
    }
    return out + "\n}";
}

Members quoted_values(const Members& texts) {
    Members out;
    for (const auto& [name, value] : texts) {
        out.emplace_back(name, json_string(value));
    }
    return out;
}

/// The members of an entry, in the order in which people read them.
Members entry_members(const ClientKind& kind, const ClientEntry& entry) {
    Members members;
    const std::string_view type = entry.remote() ? kind.remote_type : kind.local_type;
    if (!type.empty()) {
        members.emplace_back("type", json_string(type));
    }
    if (entry.remote()) {
        members.emplace_back(kind.url_member, json_string(entry.url));
        if (!entry.token_variable.empty()) {
            const Members headers = {{"Authorization", bearer(kind, entry.token_variable)}};
            members.emplace_back("headers", object(quoted_values(headers)));
        }
        return members;
    }
    members.emplace_back("command", json_string(entry.command));
    members.emplace_back("args", quoted_list(entry.arguments, json_string));
    if (!entry.environment.empty()) {
        members.emplace_back("env", object(quoted_values(entry.environment)));
    }
    return members;
}

/// Members of the other way to reach the server, which would contradict the new ones.
std::vector<std::string> unwanted_members(const ClientKind& kind, const ClientEntry& entry) {
    std::vector<std::string> names;
    if (entry.remote()) {
        names = {"command", "args", "env"};
    } else {
        names = {"url", "serverUrl", "httpUrl", "headers"};
    }
    const std::string_view type = entry.remote() ? kind.remote_type : kind.local_type;
    if (type.empty()) {
        names.emplace_back("type");
    }
    return names;
}

/// Whether a list of arguments, as it stands in a file, starts our server: further arguments were
/// added by hand then.
bool starts_server(const std::optional<std::string>& list) {
    if (!list.has_value() || !list->starts_with('[')) {
        return false;
    }
    const std::size_t first = list->find_first_not_of(" \t\r\n", 1);
    const std::string_view rest = std::string_view(*list).substr(std::min(first, list->size()));
    return rest.starts_with(R"("serve")") || rest.starts_with("'serve'");
}

std::string json_with_server(
    const ClientKind& kind, const ClientEntry& entry, std::string_view text
) {
    const JsonPath path = {std::string(kind.servers), std::string(kServerName)};
    std::string out(text);
    if (json_member_names(text, path).empty()) {
        return set_json_member(text, path, object(entry_members(kind, entry)));
    }
    for (const std::string& name : unwanted_members(kind, entry)) {
        out = remove_json_member(out, {path[0], path[1], name});
    }
    for (const auto& [name, value] : entry_members(kind, entry)) {
        if (name == "env") {
            for (const auto& [variable, text_of] : entry.environment) {
                out =
                    set_json_member(out, {path[0], path[1], name, variable}, json_string(text_of));
            }
        } else if (name == "headers") {
            out = set_json_member(
                out,
                {path[0], path[1], name, "Authorization"},
                json_string(bearer(kind, entry.token_variable))
            );
        } else if (name != "args" || !starts_server(json_member(out, {path[0], path[1], name}))) {
            out = set_json_member(out, {path[0], path[1], name}, value);
        }
    }
    return out;
}

TomlTable toml_table(const ClientKind& kind, const ClientEntry& entry, std::string_view text) {
    TomlTable table;
    table.path = {std::string(kind.servers), std::string(kServerName)};
    if (entry.remote()) {
        table.keys.emplace_back(kind.url_member, toml_string(entry.url));
        if (!entry.token_variable.empty()) {
            table.keys.emplace_back("bearer_token_env_var", toml_string(entry.token_variable));
        }
        table.unwanted = {"command", "args", "env"};
        return table;
    }
    table.keys.emplace_back("command", toml_string(entry.command));
    if (!starts_server(toml_value(text, {table.path[0], table.path[1], "args"}))) {
        table.keys.emplace_back("args", quoted_list(entry.arguments, toml_string));
    }
    for (const auto& [name, value] : entry.environment) {
        table.environment.emplace_back(name, toml_string(value));
    }
    table.unwanted = {"url", "bearer_token_env_var", "http_headers", "env_http_headers"};
    return table;
}

}  // namespace

void check_client_can(const ClientKind& kind, const ClientEntry& entry) {
    const bool variables = kind.format == ConfigFormat::toml || !kind.variable_open.empty();
    const bool token_fails = !entry.token_variable.empty() && !variables;
    if (entry.remote() && (kind.url_member.empty() || token_fails)) {
        throw UsageError(std::string(kind.instead_http));
    }
}

std::string config_snippet(const ClientKind& kind, const ClientEntry& entry) {
    return config_with_server(kind, entry, "");
}

std::string config_with_server(
    const ClientKind& kind, const ClientEntry& entry, std::string_view text
) {
    check_client_can(kind, entry);
    if (kind.format == ConfigFormat::toml) {
        return set_toml_table(text, toml_table(kind, entry, text));
    }
    return json_with_server(kind, entry, text);
}

bool config_has_server(const ClientKind& kind, std::string_view text) {
    if (kind.format == ConfigFormat::toml) {
        return has_toml_table(text, {std::string(kind.servers), std::string(kServerName)});
    }
    const std::vector<std::string> names = json_member_names(text, {std::string(kind.servers)});
    return std::ranges::find(names, kServerName) != names.end();
}

}  // namespace mcp::app
