// POSIX calls behind surroundings.hpp.
// A file with a secret is checked through its open descriptor, so that it cannot be swapped between
// the check and the reading.
#include "app/surroundings.hpp"

#include "app/usage_error.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <pwd.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

extern char** environ;

namespace mcp::app {
namespace {

constexpr std::size_t kSecretBytes = 4096;

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor() {
        if (value_ >= 0) {
            ::close(value_);
        }
    }

    [[nodiscard]] int get() const { return value_; }

  private:
    int value_;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
    throw UsageError("secret file " + path.string() + ": " + reason);
}

std::string error_text(int code) {
    return std::generic_category().message(code);
}

void check_secret_file(int file, const std::filesystem::path& path) {
    struct stat state{};
    if (::fstat(file, &state) != 0) {
        fail(path, error_text(errno));
    }
    if (!S_ISREG(state.st_mode)) {
        fail(path, "not a regular file; name a file that holds the secret and nothing else");
    }
    if (state.st_uid != ::geteuid()) {
        fail(path, "belongs to another user; make it your own with chown");
    }
    if ((state.st_mode & 077U) != 0) {
        fail(path, "other users can open it; run: chmod 600 " + path.string());
    }
}

Environment read_environment() {
    Environment variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return variables;
}

std::filesystem::path account_home() {
    std::array<char, 4096> buffer{};
    struct passwd entry{};
    struct passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 ||
        found == nullptr || found->pw_dir == nullptr) {
        return {};
    }
    return found->pw_dir;
}

}  // namespace

Surroundings process_surroundings() {
    Surroundings around;
    around.variables = read_environment();
    std::error_code error;
    around.working_folder = std::filesystem::current_path(error);
    // Asking the user database loads name-service libraries: only when HOME does not answer.
    const auto home = around.variables.find("HOME");
    if (home == around.variables.end() || home->second.empty()) {
        around.account_home = account_home();
    }
    around.read_secret = read_secret_file;
    return around;
}

std::string read_secret_file(const std::filesystem::path& path) {
    // O_NONBLOCK: opening a FIFO by mistake must not hang the program.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) {
        fail(path, error_text(errno));
    }
    check_secret_file(file.get(), path);
    std::string secret(kSecretBytes + 1, '\0');
    std::size_t size = 0;
    while (size < secret.size()) {
        const ssize_t got = ::read(file.get(), secret.data() + size, secret.size() - size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            fail(path, error_text(errno));
        }
        if (got == 0) {
            break;
        }
        size += static_cast<std::size_t>(got);
    }
    if (size > kSecretBytes) {
        fail(path, "larger than 4 KiB; it must hold the secret and nothing else");
    }
    secret.resize(size);
    if (secret.ends_with('\n')) {
        secret.pop_back();
    }
    if (secret.ends_with('\r')) {
        secret.pop_back();
    }
    if (secret.empty()) {
        fail(path, "empty; write the secret into it");
    }
    return secret;
}

std::filesystem::path program_path() {
    std::error_code error;
    std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        return "boltmem";
    }
    return path;
}

}  // namespace mcp::app
