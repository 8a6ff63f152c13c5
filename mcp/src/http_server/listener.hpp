#pragma once
// Takes connections from a listening socket, as many as may be open at once, and survives running
// out of descriptors.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mcp::http_server {

/// One executor; held by its pending operations.
class Listener : public std::enable_shared_from_this<Listener> {
  public:
    using Socket = boost::asio::ip::tcp::socket;

    /// Binds and listens. Throws Error, naming the address and what stands in the way.
    Listener(
        const boost::asio::any_io_executor& ex,
        const std::string& address,
        std::uint16_t port,
        bool reuse_port
    );

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// `accepted` gets each connection. `full` says that no more may be open now; resume() when
    /// that has changed. `log` gets a line when the system refuses connections.
    void start(
        std::function<void(Socket socket)> accepted,
        std::function<bool()> full,
        std::function<void(const std::string& line)> log
    );

    void resume();

    /// Hands over what the system has accepted already, and closes.
    void stop();

  private:
    void accept();
    void accepted(const boost::system::error_code& error, Socket socket);

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::uint16_t port_ = 0;
    std::function<void(Socket socket)> accepted_;
    std::function<bool()> full_;
    std::function<void(const std::string& line)> log_;
    bool accepting_ = false;
    bool complained_ = false;
};

}  // namespace mcp::http_server
