#pragma once
// The words of a command line as they were typed, and what each command makes of them.
// One struct for all commands, since each uses only its own part of it and all are short-lived.

#include "app/options.hpp"

#include <string>
#include <vector>

namespace mcp::app {

/// What was typed, before it is checked.
struct RawOptions {
    RawOptions() = default;

    std::vector<std::string> words;
    std::string title;
    std::string type;
    std::string summary;
    std::string importance;
    std::string confidence;
    std::string author;
    std::string session;
    std::string project;
    std::string occurred_at;
    std::string key;
    std::string strength;
    std::string context;
    std::string limit;
    std::string offset;
    std::string since;
    std::string until;
    std::string now;
    std::string tolerance;
    std::string match;
    std::string depth;
    std::string direction;
    std::string path;
    std::string first;
    std::string second;
    std::string third;
    std::vector<std::string> types;
    std::vector<std::string> tags;
    std::vector<std::string> files;
    bool history = false;
    bool json = false;
    std::string store;
    std::string user;
    std::string database;
    std::string profile;
    std::string scope;
    std::string http_url;
    std::string token_variable;
    bool write = false;
    bool dry_run = false;
    HttpFlags http;
    AuthorizationFlags authorization;
    std::string token_scopes;
};

/// Checks and converts what a command takes. All throw UsageError naming the option.
using ConvertOptions = CommandOptions (*)(const RawOptions& raw);

[[nodiscard]] CommandOptions serve_options(const RawOptions& raw);
[[nodiscard]] CommandOptions store_options(const RawOptions& raw);
[[nodiscard]] CommandOptions recall_options(const RawOptions& raw);
[[nodiscard]] CommandOptions search_options(const RawOptions& raw);
[[nodiscard]] CommandOptions get_options(const RawOptions& raw);
[[nodiscard]] CommandOptions delete_options(const RawOptions& raw);
[[nodiscard]] CommandOptions relate_options(const RawOptions& raw);
[[nodiscard]] CommandOptions related_options(const RawOptions& raw);
[[nodiscard]] CommandOptions import_git_options(const RawOptions& raw);
[[nodiscard]] CommandOptions stats_options(const RawOptions& raw);
[[nodiscard]] CommandOptions doctor_options(const RawOptions& raw);
[[nodiscard]] CommandOptions config_options(const RawOptions& raw);
[[nodiscard]] CommandOptions setup_options(const RawOptions& raw);
[[nodiscard]] CommandOptions token_new_options(const RawOptions& raw);
[[nodiscard]] CommandOptions token_list_options(const RawOptions& raw);
[[nodiscard]] CommandOptions token_remove_options(const RawOptions& raw);

[[nodiscard]] SettingFlags setting_flags(const RawOptions& raw);

}  // namespace mcp::app
