// POSIX calls behind private_file.hpp.
// Small local files only, read at once: this runs on the network's thread.
#include "files/private_file.hpp"

#include "files/descriptor.hpp"

#include <mcp/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mcp::files {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
    throw Error(path.string() + ": " + reason);
}

std::string error_text(int code) {
    return std::generic_category().message(code);
}

std::int64_t nanoseconds(const struct timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileVersion version_of(const struct stat& state) {
    FileVersion version;
    version.device = state.st_dev;
    version.inode = state.st_ino;
    version.size = state.st_size;
    version.modified_ns = nanoseconds(state.st_mtim);
    version.changed_ns = nanoseconds(state.st_ctim);
    return version;
}

void check_access(const std::filesystem::path& path, const struct stat& state, FileAccess access) {
    if (!S_ISREG(state.st_mode)) {
        fail(path, "not a regular file");
    }
    const bool own = state.st_uid == ::geteuid();
    if (access == FileAccess::owner_only) {
        if (!own) {
            fail(path, "belongs to another user; make it your own with chown");
        }
        if ((state.st_mode & 077U) != 0) {
            fail(path, "other users can open it; run: chmod 600 " + path.string());
        }
        return;
    }
    if (!own && state.st_uid != 0) {
        fail(path, "belongs to another user; make it your own with chown");
    }
    if ((state.st_mode & 022U) != 0) {
        fail(path, "other users can write it; run: chmod go-w " + path.string());
    }
}

}  // namespace

FileContent read_private_file(
    const std::filesystem::path& path, FileAccess access, std::size_t max_bytes
) {
    // O_NONBLOCK: opening a FIFO by mistake must not hang the program.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) {
        fail(path, error_text(errno));
    }
    struct stat state{};
    if (::fstat(file.get(), &state) != 0) {
        fail(path, error_text(errno));
    }
    check_access(path, state, access);
    FileContent content;
    content.version = version_of(state);
    constexpr std::size_t kPiece = std::size_t{64} * 1024;
    for (;;) {
        const std::size_t have = content.text.size();
        if (have > max_bytes) {
            fail(
                path, "larger than " + std::to_string(max_bytes) + " bytes; is this the right file?"
            );
        }
        content.text.resize(have + kPiece);
        const ssize_t got = ::read(file.get(), content.text.data() + have, kPiece);
        const int code = errno;
        content.text.resize(have + (got > 0 ? static_cast<std::size_t>(got) : 0));
        if (got == 0) {
            return content;
        }
        if (got < 0 && code != EINTR) {
            fail(path, error_text(code));
        }
    }
}

std::optional<FileVersion> file_version(const std::filesystem::path& path) noexcept {
    struct stat state{};
    if (::stat(path.c_str(), &state) != 0) {
        return std::nullopt;
    }
    return version_of(state);
}

}  // namespace mcp::files
