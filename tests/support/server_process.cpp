// Forking the server; see server_process.hpp.
// The child leaves by _exit: nothing of the parent's may be finished twice.

#include "support/server_process.hpp"

#include <array>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace support {

namespace {

struct Pipe {
    Pipe() {
        if (::pipe(ends.data()) != 0) {
            throw std::runtime_error("cannot make a pipe");
        }
    }

    [[nodiscard]] int reader() const noexcept { return ends[0]; }

    [[nodiscard]] int writer() const noexcept { return ends[1]; }

    std::array<int, 2> ends{};
};

/// Tells the port, serves until the pipe `alive` ends, and does not return.
[[noreturn]] void serve(const BoltServer::MakeBrain& make_brain, int port_pipe, int alive) {
    boost::asio::io_context loop{1};
    BoltServer server(loop.get_executor(), make_brain);
    const std::uint16_t port = server.port();
    if (::write(port_pipe, &port, sizeof port) != sizeof port) {
        ::_exit(1);
    }
    boost::asio::posix::stream_descriptor parent(loop, alive);
    std::array<char, 1> nothing{};
    parent.async_read_some(
        boost::asio::buffer(nothing),
        [](const boost::system::error_code&, std::size_t) { ::_exit(0); }
    );
    loop.run();
    ::_exit(1);
}

}  // namespace

ServerProcess::ServerProcess(const BoltServer::MakeBrain& make_brain) {
    const Pipe port;
    const Pipe alive;
    child_ = ::fork();
    if (child_ == 0) {
        ::close(port.reader());
        ::close(alive.writer());
        serve(make_brain, port.writer(), alive.reader());
    }
    ::close(port.writer());
    ::close(alive.reader());
    alive_ = alive.writer();
    const bool told = child_ > 0 && ::read(port.reader(), &port_, sizeof port_) == sizeof port_;
    ::close(port.reader());
    if (!told) {
        ::close(alive_);
        throw std::runtime_error("the server's process did not start");
    }
}

ServerProcess::~ServerProcess() {
    ::close(alive_);
    ::waitpid(child_, nullptr, 0);
}

std::string ServerProcess::uri() const {
    return "bolt://127.0.0.1:" + std::to_string(port_);
}

}  // namespace support
