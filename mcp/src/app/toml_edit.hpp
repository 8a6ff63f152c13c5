#pragma once
// Changes the keys of one table in a TOML text and leaves every other byte as it is. Sans-IO.
// Knows tables with a header of their own, as Codex writes them; other forms are refused.

#include "app/toml_scanner.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp::app {

/// What a table shall hold.
struct TomlTable {
    TomlTable() = default;
    TomlPath path;
    /// Keys of the table with their values as TOML text.
    std::vector<std::pair<std::string, std::string>> keys;
    /// Keys of the table `environment` below it; other keys there stay.
    std::vector<std::pair<std::string, std::string>> environment;
    std::string environment_name = "env";
    /// Keys that contradict the new ones and are taken away, tables of that name with them.
    std::vector<std::string> unwanted;
};

/// Sets the keys of the table, which is added at the end when it is not there. What is there
/// already changes nothing.
///
/// Throws UsageError, with the line, for what is no TOML and for a table that is written in
/// another way (inline, by dotted keys, as an array of tables).
[[nodiscard]] std::string set_toml_table(std::string_view text, const TomlTable& table);

/// Whether the text has the table or anything in it. Throws UsageError for what is no TOML.
[[nodiscard]] bool has_toml_table(std::string_view text, const TomlPath& path);

/// The text of the value at `path`, as it stands there. Throws UsageError for what is no TOML.
[[nodiscard]] std::optional<std::string> toml_value(std::string_view text, const TomlPath& path);

/// A TOML basic string with its quotes.
[[nodiscard]] std::string toml_string(std::string_view text);

}  // namespace mcp::app
