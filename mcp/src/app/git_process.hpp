#pragma once
// Runs git as a child process and streams what it prints. No shell: arguments are passed as they
// are, so a path or a date can never become a command.
//
// posix_spawn and not Boost.Process: its first version left the default namespace in Boost 1.86 and
// costs five seconds of compile time a file; what is needed here is one pipe and one exit status.

#include <mcp/task.hpp>

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mcp::app {

/// One run of git.
///
/// Ownership: the process ends with the object (killed if it still runs). The child is in a process
/// group of its own, so that Ctrl-C reaches only us and the batch under way is finished. It gets
/// our environment without passwords and without variables that point git at another repository.
/// Threads: one executor. Errors: UsageError when git is not installed, std::system_error when the
/// system refuses a pipe or a process.
class GitProcess {
  public:
    GitProcess(boost::asio::any_io_executor ex, const std::vector<std::string>& arguments);
    ~GitProcess();
    GitProcess(const GitProcess&) = delete;
    GitProcess& operator=(const GitProcess&) = delete;

    /// The next bytes that git printed, up to 64 KiB; empty at the end. Throws memory::Error
    /// (timeout) when git prints nothing for ten minutes.
    Task<std::string> read();

    /// After the end of the output: waits for the exit and answers the status (0 = success, 128 +
    /// number for a signal).
    [[nodiscard]] int wait();

    /// The first line that git wrote to standard error, without "fatal: "; after wait().
    [[nodiscard]] std::string complaint() const;

  private:
    boost::asio::posix::stream_descriptor output_;
    boost::asio::steady_timer silence_;
    int errors_ = -1;
    pid_t process_ = -1;
};

/// What a short run of git answers.
struct GitAnswer {
    GitAnswer() = default;
    int status = 0;
    std::string output;     ///< without the newline at the end
    std::string complaint;  ///< first line of standard error
};

/// Runs git to its end; for answers of a few lines (at most 1 MiB are kept).
Task<GitAnswer> ask_git(std::vector<std::string> arguments);

}  // namespace mcp::app
