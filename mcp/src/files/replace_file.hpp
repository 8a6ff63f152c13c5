#pragma once
// Writes files so that nobody ever sees half of one: a new file beside the old one, synced, then
// renamed over it.

#include <filesystem>
#include <string_view>
#include <sys/types.h>

namespace mcp::files {

/// Makes a file that was not there, with `mode` from before its first byte, and syncs it. Throws
/// std::system_error, with the path, and leaves nothing behind.
void write_new_file(const std::filesystem::path& path, std::string_view text, mode_t mode);

/// Puts a file with this text and mode in the place of `path`, for good also when the machine stops
/// right after; readers see the old file or the new one. Throws std::system_error, with the path:
/// the old file is as it was then.
void replace_file(const std::filesystem::path& path, std::string_view text, mode_t mode);

}  // namespace mcp::files
