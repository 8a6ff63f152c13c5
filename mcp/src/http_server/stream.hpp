#pragma once
// A connection's bytes, TCP or TLS, behind one face. A TCP connection that waits for its peer holds
// no buffer: it waits for readiness and then reads into one that all connections share.

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace mcp::http_server {

/// What a read is done into; every connection of a server uses the same, one after another.
using ReadScratch = std::array<char, std::size_t{64} * 1024>;

/// One read and one write may run at a time. Handlers must keep the stream alive.
class Stream {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Error = boost::system::error_code;

    /// With a TLS context the stream needs handshake() first. Makes the socket non-blocking.
    Stream(Socket socket, std::shared_ptr<boost::asio::ssl::context> tls)
        : socket_(std::move(socket)), context_(std::move(tls)) {
        Error ignored;  // a socket that is broken already says so when it is read
        socket_.non_blocking(true, ignored);
        if (context_ != nullptr) {
            tls_ = std::make_unique<Tls>(socket_, *context_);
            tls_bytes_ = std::make_unique<TlsBytes>();
        }
    }

    Stream(const Stream&) = delete;  // the TLS layer refers to the socket in here
    Stream& operator=(const Stream&) = delete;
    ~Stream() = default;

    [[nodiscard]] Socket& socket() noexcept { return socket_; }

    [[nodiscard]] bool tls() const noexcept { return tls_ != nullptr; }

    /// `handler(error)`.
    template <class Handler>
    void handshake(Handler&& handler) {
        tls_->async_handshake(
            boost::asio::ssl::stream_base::server, std::forward<Handler>(handler)
        );
    }

    /// Waits for bytes: `handler(error, bytes)`; they are valid during the handler only.
    template <class Handler>
    void receive(ReadScratch& scratch, Handler handler) {
        if (tls_ != nullptr) {
            TlsBytes& bytes = *tls_bytes_;
            tls_->async_read_some(
                boost::asio::buffer(bytes),
                [&bytes, handler = std::move(handler)](Error error, std::size_t count) mutable {
                    handler(error, std::string_view(bytes.data(), count));
                }
            );
            return;
        }
        socket_.async_wait(
            Socket::wait_read,
            [this, &scratch, handler = std::move(handler)](Error error) mutable {
                std::size_t count = 0;
                if (!error) {
                    count = socket_.read_some(boost::asio::buffer(scratch), error);
                }
                if (error == boost::asio::error::would_block) {
                    return receive(scratch, std::move(handler));
                }
                handler(error, std::string_view(scratch.data(), count));
            }
        );
    }

    /// Writes what fits without waiting; TLS always waits, so it takes nothing here.
    template <class Buffers>
    [[nodiscard]] std::size_t try_write(const Buffers& buffers, Error& error) {
        if (tls_ != nullptr) {
            error = boost::asio::error::would_block;
            return 0;
        }
        return socket_.write_some(buffers, error);
    }

    /// `handler(error, count)`.
    template <class Buffers, class Handler>
    void write_some(const Buffers& buffers, Handler&& handler) {
        if (tls_ != nullptr) {
            tls_->async_write_some(buffers, std::forward<Handler>(handler));
        } else {
            socket_.async_write_some(buffers, std::forward<Handler>(handler));
        }
    }

    /// Says that nothing more will be written; the peer may still send.
    template <class Handler>
    void finish_writing(Handler&& handler) {
        if (tls_ != nullptr) {
            tls_->async_shutdown(std::forward<Handler>(handler));
            return;
        }
        Error ignored;  // the peer may be gone: then there is nobody to tell
        socket_.shutdown(Socket::shutdown_send, ignored);
    }

    void close() noexcept {
        Error ignored;
        socket_.close(ignored);
    }

  private:
    using Tls = boost::asio::ssl::stream<Socket&>;
    using TlsBytes = std::array<char, std::size_t{8} * 1024>;

    Socket socket_;
    std::shared_ptr<boost::asio::ssl::context> context_;
    std::unique_ptr<Tls> tls_;
    std::unique_ptr<TlsBytes> tls_bytes_;
};

}  // namespace mcp::http_server
