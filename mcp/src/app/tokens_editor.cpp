// Editing a tokens file under a lock on the file itself.
// The file is exchanged by rename(), so after waiting the lock may be one on a file that is no
// longer there: then it is taken anew.
#include "app/tokens_editor.hpp"

#include "app/memory_scopes.hpp"
#include "auth/token_file.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "files/descriptor.hpp"
#include "files/private_file.hpp"
#include "files/replace_file.hpp"
#include "text/base64.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mcp::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kTokenBytes = 32;
constexpr mode_t kOwnerOnly = 0600;

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
    throw Error(path.string() + ": " + reason);
}

std::string error_text(int code) {
    return std::generic_category().message(code);
}

/// Opens the file, makes it when it is missing, and locks it. One attempt: a person is waiting.
files::Descriptor lock(const fs::path& file) {
    for (int attempt = 0; attempt < 10; ++attempt) {
        files::Descriptor own(
            ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, kOwnerOnly)
        );
        if (own.get() < 0) {
            fail(file, error_text(errno));
        }
        if (::flock(own.get(), LOCK_EX | LOCK_NB) != 0) {
            fail(file, "another process is changing it; try again");
        }
        struct stat locked{};
        struct stat there{};
        if (::fstat(own.get(), &locked) == 0 && ::stat(file.c_str(), &there) == 0 &&
            locked.st_ino == there.st_ino && locked.st_dev == there.st_dev) {
            return own;
        }
    }
    fail(file, "other processes keep changing it; try again");
}

/// Readers see the old tokens or the new ones.
void rewrite(const fs::path& file, std::string_view text) {
    try {
        files::replace_file(file, text, kOwnerOnly);
    } catch (const std::system_error& error) {
        throw Error(error.what());
    }
}

struct Tokens {
    Tokens() = default;
    std::string text;
    std::vector<auth::TokenLine> lines;

    [[nodiscard]] const auth::TokenLine* find(std::string_view name) const {
        const auto found = std::ranges::find(lines, name, &auth::TokenLine::name);
        return found == lines.end() ? nullptr : &*found;
    }
};

Tokens read(const fs::path& file) {
    Tokens tokens;
    tokens.text = files::read_private_file(file, files::FileAccess::owner_only, kMaxFile).text;
    const std::string problem = auth::parse_token_file(tokens.text, memory_scopes(), tokens.lines);
    if (!problem.empty()) {
        fail(file, problem);
    }
    return tokens;
}

/// The file itself, where the path leads to it by links: they stay, and the file is exchanged.
fs::path behind_links(const fs::path& path) {
    std::error_code error;
    fs::path file = fs::canonical(path, error);
    return error ? path : file;
}

/// The text without one line, counted from 1.
std::string without_line(const std::string& text, std::size_t number) {
    std::size_t begin = 0;
    for (std::size_t line = 1; line < number; ++line) {
        begin = text.find('\n', begin) + 1;
    }
    const std::size_t end = text.find('\n', begin);
    std::string out = text.substr(0, begin);
    return end == std::string::npos ? out : out + text.substr(end + 1);
}

}  // namespace

std::vector<TokenSummary> list_tokens(const fs::path& file) {
    std::vector<TokenSummary> out;
    for (const auth::TokenLine& line : read(file).lines) {
        TokenSummary summary;
        summary.name = line.name;
        summary.scopes = line.scopes;
        summary.digest = !line.digest.empty();
        out.push_back(std::move(summary));
    }
    return out;
}

std::string add_token(
    const fs::path& path, std::string_view name, const std::vector<std::string>& scopes
) {
    if (const std::string problem = auth::check_token_name(name); !problem.empty()) {
        throw Error(problem);
    }
    const fs::path file = behind_links(path);
    std::error_code ignored;  // what matters is whether the file can be made
    fs::create_directories(file.parent_path(), ignored);
    const files::Descriptor own = lock(file);
    Tokens tokens = read(file);
    if (tokens.find(name) != nullptr) {
        fail(
            file,
            "there is a token named " + std::string(name) +
                "; take another name, or remove it first"
        );
    }
    std::string token = text::base64url_encode(crypto::random_bytes(kTokenBytes));
    if (tokens.text.empty()) {
        tokens.text = "# Who may call this server: name, scopes, SHA-256 of the token.\n";
    } else if (!tokens.text.ends_with('\n')) {
        tokens.text += '\n';
    }
    tokens.text += auth::format_token_line(name, scopes, crypto::sha256(token));
    rewrite(file, tokens.text);
    return token;
}

bool remove_token(const fs::path& path, std::string_view name) {
    const fs::path file = behind_links(path);
    if (!fs::exists(file)) {
        fail(file, error_text(ENOENT));
    }
    const files::Descriptor own = lock(file);
    const Tokens tokens = read(file);
    const auth::TokenLine* line = tokens.find(name);
    if (line == nullptr) {
        return false;
    }
    rewrite(file, without_line(tokens.text, line->number));
    return true;
}

}  // namespace mcp::app
