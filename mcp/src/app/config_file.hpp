#pragma once
// Reads and replaces the configuration file of another program, so that it is whole at any moment
// and what it was is kept beside it.

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>

namespace mcp::app {

/// A file as it was read.
struct ConfigFile {
    ConfigFile() = default;
    std::filesystem::path path;       ///< where symbolic links lead
    std::optional<std::string> text;  ///< absent: there is no file
};

/// Throws UsageError for a link that leads nowhere, for what is no regular file, for a file of
/// another user and for one above 16 MiB; std::system_error when it cannot be read.
[[nodiscard]] ConfigFile read_config_file(const std::filesystem::path& path);

/// Writes `text` in place of what `file` held. A file that was there keeps its mode and gets a
/// copy beside it, `<name>.bak-<time>`, whose path is answered; a new one, and its folders, are
/// made for the user alone. Readers see the old file or the new one. `now` names the copy.
///
/// Throws UsageError when the file is no longer what was read: it is left as it is then;
/// std::system_error when it cannot be written.
[[nodiscard]] std::filesystem::path replace_config_file(
    const ConfigFile& file, const std::string& text, std::time_t now
);

}  // namespace mcp::app
