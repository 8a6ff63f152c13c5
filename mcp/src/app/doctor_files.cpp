// Checks of the doctor that need no database: the store's path, and the settings for Neo4j.
// They only look; nothing is created or changed.
#include "app/doctor.hpp"
#include "app/text_layout.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace mcp::app {
namespace {

namespace fs = std::filesystem;
using Level = Check::Level;

constexpr std::uint64_t kMebibyte = 1024 * 1024;
constexpr std::uint64_t kLittleSpace = 200 * kMebibyte;
constexpr std::uint64_t kNoSpace = 10 * kMebibyte;

/// The path itself, or the nearest folder above it that exists.
fs::path existing_part(fs::path path) {
    std::error_code error;
    while (!path.empty() && !fs::exists(path, error) && path != path.parent_path()) {
        path = path.parent_path();
    }
    return path;
}

Check check_place(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::regular) {
        const std::uintmax_t size = fs::file_size(path, error);
        return Check(
            Level::ok,
            "store",
            path.string() + ", " + format_count(static_cast<std::int64_t>(size)) + " bytes"
        );
    }
    if (status.type() == fs::file_type::not_found) {
        return Check(Level::ok, "store", path.string() + " is not there yet; first use makes it");
    }
    if (status.type() == fs::file_type::none || status.type() == fs::file_type::unknown) {
        return Check(
            Level::fail,
            "store",
            path.string() + ": " + error.message(),
            "make its folders accessible, or choose another place with --store sqlite:PATH"
        );
    }
    return Check(
        Level::fail,
        "store",
        path.string() + " is not a file",
        "choose a file with --store sqlite:PATH"
    );
}

Check check_permissions(const fs::path& path) {
    struct stat state{};
    if (::stat(path.c_str(), &state) != 0) {
        const fs::path folder = existing_part(path.parent_path());
        if (::access(folder.c_str(), W_OK | X_OK) != 0) {
            return Check(
                Level::fail,
                "permissions",
                "nothing can be made in " + folder.string(),
                "make that folder writable for you, or choose another with --store sqlite:PATH"
            );
        }
        return Check(Level::ok, "permissions", "it can be made in " + folder.string());
    }
    if (::access(path.c_str(), R_OK | W_OK) != 0) {
        return Check(
            Level::fail,
            "permissions",
            "you cannot read and write the file",
            "run: chmod u+rw " + path.string() + " (as its owner)"
        );
    }
    // SQLite keeps its journal beside the file, so that the folder must be writable too.
    if (::access(path.parent_path().c_str(), W_OK | X_OK) != 0) {
        return Check(
            Level::fail,
            "permissions",
            "its folder is not writable, where SQLite keeps the journal",
            "run: chmod u+rwx " + path.parent_path().string() + " (as its owner)"
        );
    }
    if ((state.st_mode & 077U) != 0) {
        return Check(
            Level::warn,
            "permissions",
            "other users of this machine can open the file",
            "run: chmod 600 " + path.string()
        );
    }
    return Check(Level::ok, "permissions", "only you can open it");
}

Check check_space(const fs::path& path) {
    struct statvfs state{};
    const fs::path place = existing_part(path);
    if (::statvfs(place.c_str(), &state) != 0) {
        return Check(
            Level::warn, "disk", "free space is unknown", "look with: df " + place.string()
        );
    }
    const std::uint64_t free = std::uint64_t{state.f_bavail} * state.f_frsize;
    const std::string text =
        format_count(static_cast<std::int64_t>(free / kMebibyte)) + " MiB free";
    if (free < kNoSpace) {
        return Check(Level::fail, "disk", text, "free some space on the disk of " + place.string());
    }
    if (free < kLittleSpace) {
        return Check(Level::warn, "disk", text, "free some space on the disk of " + place.string());
    }
    return Check(Level::ok, "disk", text);
}

/// Write-ahead logging shares memory between processes, which network file systems do not.
Check check_file_system(const fs::path& path) {
    constexpr std::array<std::uint32_t, 5> kRemote = {
        0x6969,      // NFS
        0x517B,      // SMB
        0xFF534D42,  // CIFS
        0xFE534D42,  // SMB2
        0x01021997,  // 9P
    };
    struct statfs state{};
    if (::statfs(existing_part(path).c_str(), &state) == 0) {
        for (const std::uint32_t remote : kRemote) {
            if (static_cast<std::uint32_t>(state.f_type) == remote) {
                return Check(
                    Level::warn,
                    "file system",
                    "the store is on a network file system, where SQLite can lose data",
                    "move it to a local disk, or use Neo4j to share it between machines"
                );
            }
        }
    }
    return Check(Level::ok, "file system", "local");
}

/// `localhost`, 127.x.x.x or ::1, by name and not by look-up.
bool is_loopback(std::string_view uri) {
    const std::size_t scheme = uri.find("://");
    std::string_view host = scheme == std::string_view::npos ? uri : uri.substr(scheme + 3);
    host = host.substr(0, host.find('/'));
    if (host.starts_with('[')) {
        return host.starts_with("[::1]");
    }
    host = host.substr(0, host.find(':'));
    const bool numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return host == "localhost" || (numeric && host.starts_with("127."));
}

}  // namespace

Checks check_files(const memory::SqliteConfig& config) {
    Checks checks;
    checks.push_back(check_place(config.path));
    if (checks.back().level == Level::fail) {
        return checks;
    }
    checks.push_back(check_permissions(config.path));
    checks.push_back(check_space(config.path));
    checks.push_back(check_file_system(config.path));
    return checks;
}

Checks check_journal(const std::string& path) {
    // SQLite file format 1.3: bytes 18 and 19 are 2 for write-ahead logging, 1 for a rollback
    // journal.
    constexpr off_t kWriteVersion = 18;
    std::array<unsigned char, 2> versions{};
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return {};
    }
    const ssize_t got = ::pread(file, versions.data(), versions.size(), kWriteVersion);
    ::close(file);
    if (got != static_cast<ssize_t>(versions.size())) {
        return {};
    }
    Checks checks;
    if (versions[0] == 2 && versions[1] == 2) {
        checks.emplace_back(Level::ok, "journal", "write-ahead log");
    } else {
        checks.emplace_back(
            Level::warn,
            "journal",
            "rollback journal: writers and readers wait for each other",
            "close other programs that hold the file open; boltmem then switches it by itself"
        );
    }
    return checks;
}

Checks check_neo4j_settings(const Settings& settings) {
    Checks checks;
    const memory::Neo4jConfig& config = settings.store.neo4j;
    checks.emplace_back(Level::ok, "store", config.uri);
    const bool encrypted = config.uri.find("+s") < config.uri.find("://");
    if (encrypted) {
        checks.emplace_back(Level::ok, "encryption", "on");
    } else if (is_loopback(config.uri)) {
        checks.emplace_back(Level::ok, "encryption", "off; the server is this machine");
    } else {
        checks.emplace_back(
            Level::warn,
            "encryption",
            "off: password and memories cross the network readable",
            "use bolt+s:// or neo4j+s:// (bolt+ssc:// for a self-signed certificate)"
        );
    }
    if (config.password.empty()) {
        checks.emplace_back(
            Level::warn,
            "password",
            "not set",
            "set BOLTMEM_NEO4J_PASSWORD_FILE to a file with mode 0600, or BOLTMEM_NEO4J_PASSWORD"
        );
    } else {
        checks.emplace_back(Level::ok, "password", "set");
    }
    return checks;
}

}  // namespace mcp::app
