#pragma once
// The process's own surroundings: environment, working folder, home, password files.
// The only file of the program that reads them.

#include "app/settings.hpp"

#include <filesystem>
#include <string>

namespace mcp::app {

/// Takes the environment as it is now.
[[nodiscard]] Surroundings process_surroundings();

/// Reads a password from a file: its bytes without one line ending at the end.
///
/// Throws UsageError when the file is missing, not a regular file, empty, larger than 4 KiB, not
/// the user's own, or readable or writable by group or others.
[[nodiscard]] std::string read_secret_file(const std::filesystem::path& path);

/// Absolute path of the running program, for the MCP client's configuration.
[[nodiscard]] std::filesystem::path program_path();

}  // namespace mcp::app
