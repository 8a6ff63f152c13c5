// POSIX calls behind surroundings.hpp.
// Files with secrets are read as those that decide who may call: see files/private_file.hpp.
#include "app/surroundings.hpp"

#include "app/usage_error.hpp"
#include "files/private_file.hpp"

#include <mcp/error.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <pwd.h>
#include <string_view>
#include <unistd.h>

extern char** environ;

namespace mcp::app {
namespace {

constexpr std::size_t kSecretBytes = 4096;

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
    std::string secret;
    try {
        secret = files::read_private_file(path, files::FileAccess::owner_only, kSecretBytes).text;
    } catch (const Error& error) {
        throw UsageError(std::string("secret file ") + error.what());
    }
    if (secret.ends_with('\n')) {
        secret.pop_back();
    }
    if (secret.ends_with('\r')) {
        secret.pop_back();
    }
    if (secret.empty()) {
        throw UsageError("secret file " + path.string() + ": empty; write the secret into it");
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
