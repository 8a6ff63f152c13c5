#pragma once
// A file that decides who may call, or holds a secret: read only when nobody else can have written
// it, or, for secrets, read it. Versions tell whether it changed.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace mcp::files {

/// Who but its owner may do what with the file.
enum class FileAccess : std::uint8_t {
    owner_only,      ///< nobody else may read or write it (0600), and it is ours
    owner_may_write  ///< others may read it; it is ours or root's
};

/// Tells versions of a file apart without reading it.
struct FileVersion {
    FileVersion() = default;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t modified_ns = 0;  ///< since 1970
    std::int64_t changed_ns = 0;   ///< of its owner, mode or content

    bool operator==(const FileVersion&) const = default;
};

struct FileContent {
    FileContent() = default;
    std::string text;
    FileVersion version;
};

/// Reads a whole file. Throws Error, with the path and what to change, when it is missing, not a
/// regular file, open to more people than `access` says, or larger than `max_bytes`.
/// The checks are made on the opened file, so that it cannot be exchanged in between.
[[nodiscard]] FileContent read_private_file(
    const std::filesystem::path& path, FileAccess access, std::size_t max_bytes
);

/// The version that is there now; nullopt when there is none to be seen. Reads nothing.
[[nodiscard]] std::optional<FileVersion> file_version(const std::filesystem::path& path) noexcept;

}  // namespace mcp::files
