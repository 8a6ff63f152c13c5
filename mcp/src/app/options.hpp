#pragma once
// The command line of `boltmem`: which command, with which arguments.
// Parsing checks every value, so that commands get ready-made queries and never see raw text.

#include "app/client_kind.hpp"
#include "app/settings.hpp"

#include <memory/model.hpp>
#include <memory/query.hpp>
#include <memory/time.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mcp::app {

/// `serve`: an MCP server on standard input and output.
struct ServeOptions {
    ServeOptions() = default;
};

/// `store`: title and content are filled in from the text when they were not given.
struct StoreOptions {
    StoreOptions() = default;
    memory::NewMemory memory;
    bool text_from_input = false;  ///< the text was `-`: content comes from standard input
};

struct RecallOptions {
    RecallOptions() = default;
    memory::RecallQuery query;
};

struct SearchOptions {
    SearchOptions() = default;
    memory::SearchQuery query;
};

struct GetOptions {
    GetOptions() = default;
    memory::MemoryId id;
    bool history = false;
};

struct DeleteOptions {
    DeleteOptions() = default;
    memory::MemoryId id;
};

struct RelateOptions {
    RelateOptions() = default;
    memory::NewRelationship edge;
};

struct RelatedOptions {
    RelatedOptions() = default;
    memory::RelatedQuery query;
};

/// `import git`.
struct ImportGitOptions {
    ImportGitOptions() = default;
    std::filesystem::path repository;
    std::optional<memory::Timestamp> since;  ///< commits made then or later
    std::int64_t limit = 0;                  ///< only the newest so many; 0 = all
    std::string project;                     ///< empty = the repository's top folder
};

struct StatsOptions {
    StatsOptions() = default;
};

struct DoctorOptions {
    DoctorOptions() = default;
};

struct ConfigOptions {
    ConfigOptions() = default;
};

/// `setup`: the configuration of an MCP client.
struct SetupOptions {
    SetupOptions() = default;
    std::string client;                ///< a client's name; empty = list what there is
    std::optional<ConfigScope> scope;  ///< absent: the client's usual one
    std::string file;                  ///< in place of the client's own
    std::string url;                   ///< of a server over HTTP; empty = the client starts one
    std::string token_variable;        ///< name of the variable with its token
    bool write = false;
    bool dry_run = false;  ///< show what would change
};

enum class TokenAction : std::uint8_t { make, list, remove };

/// `token`: the tokens of a server over HTTP.
struct TokenOptions {
    TokenOptions() = default;
    TokenAction action = TokenAction::list;
    std::string name;
    std::string scopes;  ///< apart by commas
};

using CommandOptions = std::variant<
    ServeOptions,
    StoreOptions,
    RecallOptions,
    SearchOptions,
    GetOptions,
    DeleteOptions,
    RelateOptions,
    RelatedOptions,
    ImportGitOptions,
    StatsOptions,
    DoctorOptions,
    ConfigOptions,
    SetupOptions,
    TokenOptions>;

struct Options {
    Options() = default;
    CommandOptions command;
    SettingFlags settings;
    bool json = false;  ///< answer in JSON
};

/// What the line comes to: a command to run, or a text to print at once (help, version).
struct ParsedLine {
    ParsedLine() = default;
    std::optional<Options> options;
    std::string text;  ///< for standard output, when there are no options
};

/// Whether standard input is a terminal decides what no command at all means: help, or serve.
enum class Input : std::uint8_t { terminal, other };

/// Reads a command line without the program's own name. Throws UsageError; unknown commands and
/// options name the nearest known one.
[[nodiscard]] ParsedLine parse_line(const std::vector<std::string>& arguments, Input input);

}  // namespace mcp::app
