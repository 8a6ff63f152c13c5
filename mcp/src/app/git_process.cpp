// posix_spawn, a pipe for standard output and an unnamed file for standard error, which git can
// fill without anyone having to read it at the same time.
#include "app/git_process.hpp"

#include "app/usage_error.hpp"
#include "app/utf8.hpp"

#include <memory/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <memory>
#include <signal.h>
#include <spawn.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

extern char** environ;

namespace mcp::app {
namespace asio = boost::asio;

namespace {

constexpr std::size_t kChunk = 64 * 1024;
constexpr std::size_t kAnswerBytes = 1024 * 1024;
constexpr std::chrono::minutes kSilence{10};  // [limit]

[[noreturn]] void fail(int code, const char* what) {
    throw std::system_error(code, std::generic_category(), what);
}

/// A read under way, for the timer that may have to end it.
struct Watch {
    explicit Watch(asio::posix::stream_descriptor& stream) : output(stream) {}

    asio::posix::stream_descriptor& output;
    bool silent = false;
};

/// Variables that would point git elsewhere than at the folder it is given, as a hook has them.
constexpr std::string_view kDropped[] = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "LC_ALL",
    "LANGUAGE",
};

std::vector<std::string> child_environment() {
    std::vector<std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::string_view name = text.substr(0, text.find('='));
        const bool dropped =
            std::find(std::begin(kDropped), std::end(kDropped), name) != std::end(kDropped);
        if (!dropped && name.find("PASSWORD") == std::string_view::npos) {
            variables.emplace_back(text);
        }
    }
    // English messages, no questions, no lock files in a repository that is only read.
    variables.emplace_back("LC_ALL=C");
    variables.emplace_back("GIT_TERMINAL_PROMPT=0");
    variables.emplace_back("GIT_OPTIONAL_LOCKS=0");
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

/// Attributes and descriptor moves of the child, freed at the end.
class SpawnPlan {
  public:
    SpawnPlan(int output, int errors) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output, 1);
        ::posix_spawn_file_actions_adddup2(&actions_, errors, 2);
        // Our SIGPIPE may be ignored, and ignoring is inherited: git must end when nobody reads.
        sigset_t usual;
        ::sigemptyset(&usual);
        ::sigaddset(&usual, SIGPIPE);
        ::posix_spawnattr_setsigdefault(&attributes_, &usual);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(
            &attributes_, static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF)
        );
    }

    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    pid_t start(const std::vector<std::string>& arguments) const {
        std::vector<std::string> words = {"git"};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<std::string> variables = child_environment();
        pid_t process = -1;
        const int failure = ::posix_spawnp(
            &process,
            "git",
            &actions_,
            &attributes_,
            pointers(words).data(),
            pointers(variables).data()
        );
        if (failure == ENOENT) {
            throw UsageError("git is not installed or not on PATH; install it (Debian: git)");
        }
        if (failure != 0) {
            fail(failure, "git cannot be started");
        }
        return process;
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

GitProcess::GitProcess(asio::any_io_executor ex, const std::vector<std::string>& arguments)
    : output_(ex), silence_(ex) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail(errno, "no pipe for git");
    }
    output_.assign(ends[0]);
    errors_ = ::memfd_create("git-errors", MFD_CLOEXEC);
    try {
        if (errors_ < 0) {
            fail(errno, "no place for git's messages");
        }
        process_ = SpawnPlan(ends[1], errors_).start(arguments);
    } catch (...) {
        ::close(ends[1]);
        if (errors_ >= 0) {
            ::close(errors_);
        }
        throw;
    }
    ::close(ends[1]);
}

GitProcess::~GitProcess() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    ::close(errors_);
}

Task<std::string> GitProcess::read() {
    std::string bytes(kChunk, '\0');
    // The timer's handler may run after this coroutine has gone: it looks through a weak pointer.
    const auto watch = std::make_shared<Watch>(output_);
    const std::weak_ptr<Watch> weak = watch;
    silence_.expires_after(kSilence);
    silence_.async_wait([weak](const boost::system::error_code& cancelled) {
        const std::shared_ptr<Watch> reading = weak.lock();
        if (!cancelled && reading) {
            reading->silent = true;
            reading->output.cancel();
        }
    });
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto space = asio::buffer(bytes.data(), bytes.size());
    const std::size_t size = co_await output_.async_read_some(space, token);
    silence_.cancel();
    if (watch->silent) {
        throw memory::Error(
            memory::Errc::timeout, "git printed nothing for ten minutes; is its disk there?"
        );
    }
    if (error && error != asio::error::eof) {
        throw std::system_error(error, "git's output cannot be read");
    }
    bytes.resize(size);
    co_return bytes;
}

int GitProcess::wait() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0) {
        if (errno != EINTR) {
            fail(errno, "git's end cannot be awaited");
        }
    }
    process_ = -1;
    if (WIFSIGNALED(status)) {
        return 128 + WTERMSIG(status);
    }
    return WEXITSTATUS(status);
}

std::string GitProcess::complaint() const {
    std::array<char, 1024> buffer{};
    const ssize_t size = ::pread(errors_, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
        return {};
    }
    std::string_view text(buffer.data(), static_cast<std::size_t>(size));
    text = text.substr(0, text.find('\n'));
    for (const std::string_view prefix : {"fatal: ", "error: "}) {
        if (text.starts_with(prefix)) {
            text.remove_prefix(prefix.size());
        }
    }
    return to_valid_utf8(text);
}

Task<GitAnswer> ask_git(std::vector<std::string> arguments) {
    const asio::any_io_executor ex = co_await asio::this_coro::executor;
    GitProcess git(ex, arguments);
    GitAnswer answer;
    while (true) {
        const std::string bytes = co_await git.read();
        if (bytes.empty()) {
            break;
        }
        const std::size_t room = kAnswerBytes - answer.output.size();
        answer.output += bytes.substr(0, room);
    }
    answer.status = git.wait();
    answer.complaint = git.complaint();
    if (answer.output.ends_with('\n')) {
        answer.output.pop_back();
    }
    co_return answer;
}

}  // namespace mcp::app
