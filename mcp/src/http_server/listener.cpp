// Accepting. An error of one connection (it went away again) is nothing; an error of the process
// (no descriptors, no memory) is waited out, since it would come back at once.

#include "http_server/listener.hpp"

#include <mcp/error.hpp>

#include <chrono>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

namespace mcp::http_server {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

constexpr std::chrono::milliseconds kPause{100};

/// SO_REUSEPORT, which Asio has no name for: several processes listen on one port, and the system
/// spreads connections among them.
class ReusePort {
  public:
    template <class Protocol>
    [[nodiscard]] int level(const Protocol& /*protocol*/) const noexcept {
        return SOL_SOCKET;
    }

    template <class Protocol>
    [[nodiscard]] int name(const Protocol& /*protocol*/) const noexcept {
        return SO_REUSEPORT;
    }

    template <class Protocol>
    [[nodiscard]] const int* data(const Protocol& /*protocol*/) const noexcept {
        return &value_;
    }

    template <class Protocol>
    [[nodiscard]] std::size_t size(const Protocol& /*protocol*/) const noexcept {
        return sizeof(value_);
    }

  private:
    int value_ = 1;
};

bool is_shortage(const boost::system::error_code& error) {
    return error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
           error == asio::error::no_memory ||
           error == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

Listener::Listener(
    const asio::any_io_executor& ex, const std::string& address, std::uint16_t port, bool reuse_port
)
    : acceptor_(ex), pause_(ex) {
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(address), port);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        if (reuse_port) {
            acceptor_.set_option(ReusePort());
        }
        acceptor_.bind(endpoint);
        acceptor_.listen(asio::socket_base::max_listen_connections);
        acceptor_.non_blocking(true);
        port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
        throw Error(
            "cannot listen on " + address + " port " + std::to_string(port) + ": " +
            error.code().message()
        );
    }
}

void Listener::start(
    std::function<void(Socket socket)> accepted,
    std::function<bool()> full,
    std::function<void(const std::string& line)> log
) {
    accepted_ = std::move(accepted);
    full_ = std::move(full);
    log_ = std::move(log);
    accept();
}

void Listener::resume() {
    accept();
}

void Listener::accept() {
    if (accepting_ || !acceptor_.is_open() || !accepted_ || full_()) {
        return;
    }
    accepting_ = true;
    acceptor_.async_accept([self = shared_from_this(
                            )](const boost::system::error_code& error, Socket socket) {
        self->accepting_ = false;
        self->accepted(error, std::move(socket));
    });
}

void Listener::accepted(const boost::system::error_code& error, Socket socket) {
    if (!acceptor_.is_open()) {
        if (!error && accepted_) {
            accepted_(std::move(socket));
        }
        return;
    }
    if (!error) {
        complained_ = false;
        accepted_(std::move(socket));
        return accept();
    }
    if (!is_shortage(error)) {
        return accept();
    }
    if (!std::exchange(complained_, true)) {
        log_("no more connections can be accepted now: " + error.message());
    }
    accepting_ = true;
    pause_.expires_after(kPause);
    pause_.async_wait([self = shared_from_this()](const boost::system::error_code& stopped) {
        self->accepting_ = false;
        if (!stopped) {
            self->accept();
        }
    });
}

void Listener::stop() {
    while (acceptor_.is_open() && accepted_) {
        boost::system::error_code error;
        Socket socket(acceptor_.get_executor());
        acceptor_.accept(socket, error);
        if (error) {
            break;
        }
        accepted_(std::move(socket));
    }
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

}  // namespace mcp::http_server
