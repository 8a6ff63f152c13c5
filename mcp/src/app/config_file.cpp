// Reading, backing up and replacing of another program's configuration; see config_file.hpp.
// Its mode is kept: configurations may hold secrets.
#include "app/config_file.hpp"

#include "app/usage_error.hpp"
#include "files/descriptor.hpp"
#include "files/replace_file.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mcp::app {
namespace {

constexpr std::size_t kLargest = std::size_t{16} * 1024 * 1024;
constexpr mode_t kOwnerOnly = 0600;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw std::system_error(errno, std::generic_category(), path.string() + ": " + what);
}

std::filesystem::path follow_links(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    if (status.type() != std::filesystem::file_type::symlink) {
        return path;
    }
    std::filesystem::path target = std::filesystem::canonical(path, error);
    if (error) {
        throw UsageError(
            path.string() + ": a symbolic link that leads nowhere; make its target or remove it"
        );
    }
    return target;
}

struct stat checked_state(int file, const std::filesystem::path& path) {
    struct stat state{};
    if (::fstat(file, &state) != 0) {
        fail(path, "cannot be looked at");
    }
    if (!S_ISREG(state.st_mode)) {
        throw UsageError(path.string() + ": not a regular file");
    }
    if (state.st_uid != ::geteuid()) {
        throw UsageError(path.string() + ": belongs to another user; run this as its owner");
    }
    return state;
}

std::string read_all(int file, const std::filesystem::path& path) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t got = ::read(file, buffer.data(), buffer.size());
        if (got == 0) {
            return text;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            fail(path, "cannot be read");
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > kLargest) {
            throw UsageError(path.string() + ": larger than 16 MiB; that is no configuration");
        }
    }
}

std::string time_text(std::time_t now) {
    struct tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return {text.data(), size};
}

/// A name beside the file that is free.
std::filesystem::path back_up(
    const std::filesystem::path& path, const std::string& text, mode_t mode, std::time_t now
) {
    const std::string name = path.string() + ".bak-" + time_text(now);
    std::filesystem::path copy = name;
    for (int number = 2; std::filesystem::exists(std::filesystem::symlink_status(copy)); ++number) {
        copy = name + "-" + std::to_string(number);
    }
    files::write_new_file(copy, text, mode);
    return copy;
}

void make_folders(const std::filesystem::path& folder) {
    if (folder.empty() || std::filesystem::exists(folder)) {
        return;
    }
    make_folders(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        fail(folder, "cannot be created");
    }
}

}  // namespace

ConfigFile read_config_file(const std::filesystem::path& path) {
    ConfigFile found;
    found.path = follow_links(path);
    // O_NONBLOCK: opening a FIFO by mistake must not hang the program.
    const files::Descriptor file(::open(found.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) {
        if (errno == ENOENT) {
            return found;
        }
        fail(found.path, "cannot be opened");
    }
    checked_state(file.get(), found.path);
    found.text = read_all(file.get(), found.path);
    return found;
}

std::filesystem::path replace_config_file(
    const ConfigFile& file, const std::string& text, std::time_t now
) {
    const ConfigFile present = read_config_file(file.path);
    if (present.text != file.text) {
        throw UsageError(
            file.path.string() + ": was changed meanwhile; nothing was written, try again"
        );
    }
    make_folders(file.path.parent_path());
    mode_t mode = kOwnerOnly;
    std::filesystem::path copy;
    if (file.text.has_value()) {
        struct stat state{};
        if (::stat(file.path.c_str(), &state) != 0) {
            fail(file.path, "cannot be looked at");
        }
        mode = state.st_mode & 07777U;
        copy = back_up(file.path, *file.text, mode, now);
    }
    files::replace_file(file.path, text, mode);
    return copy;
}

}  // namespace mcp::app
