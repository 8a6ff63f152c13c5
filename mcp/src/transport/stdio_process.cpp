// Serving the process's own stdin and stdout: takes the descriptors over and watches for the ends
// that a child process can have (signals, a parent that is gone).

#include <mcp/error.hpp>
#include <mcp/server.hpp>
#include <mcp/stdio.hpp>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace mcp {
namespace {

namespace asio = boost::asio;

/// Moves stdout to a descriptor of its own and lets descriptor 1 print to stderr.
class MovedOutput {
  public:
    MovedOutput() : fd_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)) {
        if (fd_ < 0) {
            throw Error("standard output is not open: " + std::system_category().message(errno));
        }
        if (::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
            const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
            if (null >= 0) {
                ::dup2(null, STDOUT_FILENO);
                ::close(null);
            }
        }
    }

    ~MovedOutput() { ::close(fd_); }

    MovedOutput(const MovedOutput&) = delete;
    MovedOutput& operator=(const MovedOutput&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_; }

  private:
    int fd_;
};

/// Stops the server on SIGINT, SIGTERM and when the parent process is gone. A second signal cancels
/// what still runs. Handlers hold only weak references, so it may go away at any time.
class Watch : public std::enable_shared_from_this<Watch> {
  public:
    Watch(const asio::any_io_executor& ex, Server& server, std::chrono::milliseconds interval)
        : server_(server),
          interval_(interval),
          parent_(::getppid()),
          signals_(ex, SIGINT, SIGTERM),
          timer_(ex) {}

    void start() {
        wait_for_signal();
        if (parent_ > 1) {  // the child of init has no parent to lose
            wait_for_parent();
        }
    }

    void finish() {
        boost::system::error_code ignored;
        signals_.cancel(ignored);
        timer_.cancel();
    }

    [[nodiscard]] bool signalled() const noexcept { return signalled_; }

    [[nodiscard]] bool orphaned() const noexcept { return orphaned_; }

  private:
    void wait_for_signal() {
        signals_.async_wait([weak = weak_from_this()](boost::system::error_code error, int) {
            const auto self = weak.lock();
            if (self != nullptr && !error) {
                self->signalled_ = true;
                self->server_.stop();
                self->wait_for_signal();
            }
        });
    }

    void wait_for_parent() {
        timer_.expires_after(interval_);
        timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (self == nullptr || error) {
                return;
            }
            if (::getppid() == self->parent_) {
                return self->wait_for_parent();
            }
            self->orphaned_ = true;
            self->server_.stop();
        });
    }

    Server& server_;
    std::chrono::milliseconds interval_;
    pid_t parent_;
    asio::signal_set signals_;
    asio::steady_timer timer_;
    bool signalled_ = false;
    bool orphaned_ = false;
};

}  // namespace

Task<StdioEnd> serve_stdio(Server& server, StdioLimits limits) {
    const auto ex = co_await asio::this_coro::executor;
    std::signal(SIGPIPE, SIG_IGN);  // a closed stdout is an error of the write
    const MovedOutput output;
    StdioTransport transport(ex, STDIN_FILENO, output.fd(), limits);
    const auto watch = std::make_shared<Watch>(ex, server, limits.parent_check);
    watch->start();
    co_await server.serve(transport);
    watch->finish();
    if (watch->signalled()) {
        co_return StdioEnd::signalled;
    }
    if (watch->orphaned()) {
        co_return StdioEnd::orphaned;
    }
    co_return transport.closed() ? StdioEnd::output_closed : StdioEnd::input_ended;
}

}  // namespace mcp
