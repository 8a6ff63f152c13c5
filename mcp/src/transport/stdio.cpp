// StdioTransport: lines in, lines out, over any pair of descriptors.
// Reading is a coroutine; writing is one operation at a time over everything queued meanwhile.

#include "async/wakeup.hpp"
#include "transport/line_buffer.hpp"

#include <mcp/error.hpp>
#include <mcp/stdio.hpp>

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace mcp {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kKeptOutputCapacity = std::size_t{256} * 1024;

/// A copy of a descriptor that puts the flags of the shared description back when it goes: Asio
/// sets O_NONBLOCK there, which the parent's shell or a sibling would inherit.
class BorrowedDescriptor {
  public:
    BorrowedDescriptor(const asio::any_io_executor& ex, int fd, const char* what) : stream(ex) {
        const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
        flags_ = copy < 0 ? -1 : ::fcntl(copy, F_GETFL);
        if (copy < 0 || flags_ < 0) {
            throw Error(
                std::string(what) + " cannot be used: " + std::system_category().message(errno)
            );
        }
        stream.assign(copy);
    }

    ~BorrowedDescriptor() {
        if (stream.is_open()) {
            ::fcntl(stream.native_handle(), F_SETFL, flags_);
        }
    }

    BorrowedDescriptor(const BorrowedDescriptor&) = delete;
    BorrowedDescriptor& operator=(const BorrowedDescriptor&) = delete;

    asio::posix::stream_descriptor stream;

  private:
    int flags_ = 0;
};

}  // namespace

class StdioTransport::Impl : public std::enable_shared_from_this<Impl> {
  public:
    Impl(const asio::any_io_executor& ex, int input, int output, StdioLimits limits)
        : ex_(ex),
          limits_(limits),
          input_(ex, input, "standard input"),
          output_(ex, output, "standard output"),
          lines_(limits.max_message),
          drained_(ex) {
        if (limits.max_message == 0 || limits.max_queued_output == 0) {
            throw Error("every limit of the stdio transport must be positive");
        }
    }

    Task<Incoming> read() {
        const auto self = shared_from_this();
        for (;;) {
            while (queued() >= limits_.max_queued_output && !closed_ && !input_closed_) {
                co_await drained_.wait();
            }
            if (closed_ || input_closed_) {
                co_return Incoming();
            }
            switch (ended_ ? lines_.last() : lines_.next()) {
                case transport::LineBuffer::Next::line:
                    co_return Incoming(std::string(lines_.line()));
                case transport::LineBuffer::Next::too_long:
                    co_return Incoming(Incoming::Kind::too_large);
                case transport::LineBuffer::Next::need_more:
                    break;
            }
            if (ended_) {
                co_return Incoming();
            }
            const auto space = lines_.prepare();
            boost::system::error_code error;
            const std::size_t bytes = co_await input_.stream.async_read_some(
                asio::buffer(space.data(), space.size()),
                asio::redirect_error(asio::use_awaitable, error)
            );
            lines_.commit(bytes);
            ended_ = static_cast<bool>(error);  // end of file, or as good as that
        }
    }

    void send(std::string_view message) {
        if (closed_) {
            return;
        }
        pending_ += message;
        pending_ += '\n';
        if (!writing_) {
            // After the handlers that are ready now, so that their answers share one write.
            writing_ = true;
            asio::post(ex_, [self = shared_from_this()] { self->write(); });
        }
    }

    Task<> flush(std::chrono::milliseconds limit) {
        const auto self = shared_from_this();
        const auto until = std::chrono::steady_clock::now() + limit;
        while (queued() > 0 && !closed_ && std::chrono::steady_clock::now() < until) {
            co_await drained_.wait(until);
        }
    }

    void close_input() noexcept {
        input_closed_ = true;
        boost::system::error_code ignored;
        input_.stream.cancel(ignored);
        drained_.notify();
    }

    /// Ends everything: the transport goes away.
    void close() noexcept {
        closed_ = true;
        close_input();
        boost::system::error_code ignored;
        output_.stream.cancel(ignored);
    }

    [[nodiscard]] bool closed() const noexcept { return closed_; }

  private:
    [[nodiscard]] std::size_t queued() const noexcept { return pending_.size() + leaving_.size(); }

    void write() {
        std::swap(pending_, leaving_);
        asio::async_write(
            output_.stream,
            asio::buffer(leaving_),
            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                self->written(error);
            }
        );
    }

    void written(const boost::system::error_code& error) {
        if (error) {
            pending_.clear();
            leaving_.clear();
            close();
            return;
        }
        leaving_.clear();
        if (leaving_.capacity() > kKeptOutputCapacity) {
            leaving_.shrink_to_fit();
        }
        if (pending_.empty()) {
            writing_ = false;
        } else {
            write();
        }
        drained_.notify();
    }

    asio::any_io_executor ex_;
    StdioLimits limits_;
    BorrowedDescriptor input_;
    BorrowedDescriptor output_;
    transport::LineBuffer lines_;
    std::string pending_;  ///< to be written next
    std::string leaving_;  ///< being written
    async::Wakeup drained_;
    bool writing_ = false;
    bool ended_ = false;
    bool input_closed_ = false;
    bool closed_ = false;
};

StdioTransport::StdioTransport(asio::any_io_executor ex, int input, int output, StdioLimits limits)
    : impl_(std::make_shared<Impl>(ex, input, output, limits)) {}

StdioTransport::~StdioTransport() {
    impl_->close();
}

Task<Incoming> StdioTransport::read() {
    return impl_->read();
}

void StdioTransport::send(std::string_view message) {
    impl_->send(message);
}

Task<> StdioTransport::flush(std::chrono::milliseconds limit) {
    return impl_->flush(limit);
}

void StdioTransport::close_input() noexcept {
    impl_->close_input();
}

bool StdioTransport::closed() const noexcept {
    return impl_->closed();
}

}  // namespace mcp
