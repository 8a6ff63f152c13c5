// Editing a tokens file under a lock on the file itself.
// The file is exchanged by rename(), so after waiting the lock may be one on a file that is no
// longer there: then it is taken anew.
#include "app/tokens_editor.hpp"

#include "app/memory_scopes.hpp"
#include "auth/private_file.hpp"
#include "auth/token_file.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "text/base64.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
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

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
    throw Error(path.string() + ": " + reason);
}

std::string error_text(int code) {
    return std::generic_category().message(code);
}

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}

    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}

    Descriptor& operator=(Descriptor&&) = delete;
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

/// Opens the file, makes it when it is missing, and locks it. One attempt: a person is waiting.
Descriptor lock(const fs::path& file) {
    for (int attempt = 0; attempt < 10; ++attempt) {
        Descriptor own(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
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

void write_all(const fs::path& path, int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            fail(path, error_text(errno));
        }
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

/// Puts a new file with this text in the place of the old one, for good also when the machine
/// stops right after.
void replace(const fs::path& file, std::string_view text) {
    std::string name = file.string() + ".XXXXXX";
    const Descriptor fresh(::mkostemp(name.data(), O_CLOEXEC));  // its mode is 0600
    if (fresh.get() < 0) {
        fail(file, "cannot write beside it: " + error_text(errno));
    }
    try {
        write_all(name, fresh.get(), text);
        if (::fsync(fresh.get()) != 0 || ::rename(name.c_str(), file.c_str()) != 0) {
            fail(file, error_text(errno));
        }
    } catch (const Error&) {
        ::unlink(name.c_str());
        throw;
    }
    const Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() >= 0) {
        ::fsync(folder.get());  // without it the change is only not yet durable
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
    tokens.text = auth::read_private_file(file, auth::FileAccess::owner_only, kMaxFile).text;
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
    const Descriptor own = lock(file);
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
    replace(file, tokens.text);
    return token;
}

bool remove_token(const fs::path& path, std::string_view name) {
    const fs::path file = behind_links(path);
    if (!fs::exists(file)) {
        fail(file, error_text(ENOENT));
    }
    const Descriptor own = lock(file);
    const Tokens tokens = read(file);
    const auth::TokenLine* line = tokens.find(name);
    if (line == nullptr) {
        return false;
    }
    replace(file, without_line(tokens.text, line->number));
    return true;
}

}  // namespace mcp::app
