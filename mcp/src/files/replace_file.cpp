// POSIX calls behind replace_file.hpp.
// The mode is set before the first byte is written, since such files may hold secrets.
#include "files/replace_file.hpp"

#include "files/descriptor.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mcp::files {
namespace {

constexpr mode_t kOwnerOnly = 0600;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw std::system_error(errno, std::generic_category(), path.string() + ": " + what);
}

/// Removes a file that did not get to its place.
class Leftover {
  public:
    explicit Leftover(std::filesystem::path path) : path_(std::move(path)) {}

    Leftover(const Leftover&) = delete;
    Leftover& operator=(const Leftover&) = delete;

    ~Leftover() {
        if (!path_.empty()) {
            ::unlink(path_.c_str());
        }
    }

    void keep() { path_.clear(); }

  private:
    std::filesystem::path path_;
};

void write_all(int file, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const ssize_t done = ::write(file, text.data(), text.size());
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            fail(path, "cannot be written");
        }
        text.remove_prefix(static_cast<std::size_t>(done));
    }
    if (::fsync(file) != 0) {
        fail(path, "cannot be written");
    }
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (file.get() >= 0) {
        ::fsync(file.get());  // best effort: not every file system can
    }
}

}  // namespace

void write_new_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    const Descriptor file(::open(path.c_str(), kFlags, kOwnerOnly));
    if (file.get() < 0) {
        fail(path, "cannot be created");
    }
    Leftover leftover(path);
    if (::fchmod(file.get(), mode) != 0) {
        fail(path, "its mode cannot be set");
    }
    write_all(file.get(), text, path);
    leftover.keep();
}

void replace_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
    // One process replaces a file once at a time; what an earlier one left behind is in nobody's
    // way.
    const std::filesystem::path fresh = path.string() + ".new-" + std::to_string(::getpid());
    ::unlink(fresh.c_str());
    write_new_file(fresh, text, mode);
    Leftover leftover(fresh);
    if (::rename(fresh.c_str(), path.c_str()) != 0) {
        fail(path, "cannot be replaced");
    }
    leftover.keep();
    sync_folder(path.has_parent_path() ? path.parent_path() : ".");
}

}  // namespace mcp::files
