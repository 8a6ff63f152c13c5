#pragma once
// A connection's bytes, TCP or TLS, behind one face. A connection that waits for its peer holds no
// buffer: it waits for readiness and then reads into one that all connections share.

#include "http_server/tls_session.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

namespace mcp::http_server {

/// What a read is done into; every connection of a server uses the same, one after another. Larger
/// than a TLS record, so that nothing of one is left behind.
using ReadScratch = std::array<char, std::size_t{64} * 1024>;

/// One read and one write may run at a time. Handlers must keep the stream alive; they are never
/// called before the function that took them returns.
class Stream {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Error = boost::system::error_code;

    /// With a TLS context the stream needs handshake() first. Makes the socket non-blocking.
    Stream(Socket socket, std::shared_ptr<boost::asio::ssl::context> tls)
        : socket_(std::move(socket)) {
        Error ignored;  // a socket that is broken already says so when it is read
        socket_.non_blocking(true, ignored);
        if (tls != nullptr) {
            tls_ = std::make_unique<TlsSession>(socket_, *tls);
        }
    }

    Stream(const Stream&) = delete;  // the TLS layer refers to the socket in here
    Stream& operator=(const Stream&) = delete;
    ~Stream() = default;

    [[nodiscard]] Socket& socket() noexcept { return socket_; }

    [[nodiscard]] bool tls() const noexcept { return tls_ != nullptr; }

    /// `handler(error)`. The client speaks first.
    template <class Handler>
    void handshake(Handler handler) {
        when_ready(Socket::wait_read, [this, handler = std::move(handler)](Error error) mutable {
            shake(error, std::move(handler));
        });
    }

    /// Waits for bytes: `handler(error, bytes)`; they are valid during the handler only.
    template <class Handler>
    void receive(ReadScratch& scratch, Handler handler) {
        receive_when(Socket::wait_read, scratch, std::move(handler));
    }

    /// Writes what fits without waiting. After would_block the next bytes must begin with these.
    template <class Buffers>
    [[nodiscard]] std::size_t try_write(const Buffers& buffers, Error& error) {
        if (tls_ == nullptr) {
            return socket_.write_some(buffers, error);
        }
        std::array<char, kRecord> record;
        const std::size_t size = boost::asio::buffer_copy(boost::asio::buffer(record), buffers);
        return tls_->write(boost::asio::buffer(record, size), error);
    }

    /// Waits until try_write() may do more: `handler(error)`.
    template <class Handler>
    void when_writable(Handler&& handler) {
        when_ready(
            tls_ != nullptr ? tls_->waits_for() : Socket::wait_write, std::forward<Handler>(handler)
        );
    }

    /// Says that nothing more will be written; the peer may still send.
    void finish_writing() noexcept {
        if (tls_ != nullptr) {
            tls_->finish_writing();
        }
        Error ignored;  // the peer may be gone: then there is nobody to tell
        socket_.shutdown(Socket::shutdown_send, ignored);
    }

    void close() noexcept {
        if (tls_ != nullptr) {
            tls_->finish_writing();  // so that the peer can tell this end from an attacker's
        }
        Error ignored;
        socket_.close(ignored);
    }

  private:
    /// The most that one TLS record holds (RFC 8446 §5.1).
    static constexpr std::size_t kRecord = std::size_t{16} * 1024;

    template <class Handler>
    void when_ready(Socket::wait_type what, Handler&& handler) {
        socket_.async_wait(what, std::forward<Handler>(handler));
    }

    template <class Handler>
    void shake(Error error, Handler handler) {
        if (!error) {
            tls_->handshake(error);
        }
        if (error != boost::asio::error::would_block) {
            return handler(error);
        }
        when_ready(tls_->waits_for(), [this, handler = std::move(handler)](Error failed) mutable {
            shake(failed, std::move(handler));
        });
    }

    template <class Handler>
    void receive_when(Socket::wait_type what, ReadScratch& scratch, Handler handler) {
        when_ready(what, [this, &scratch, handler = std::move(handler)](Error error) mutable {
            std::size_t count = 0;
            if (!error) {
                count = read_now(scratch, error);
            }
            if (error == boost::asio::error::would_block) {
                const auto next = tls_ != nullptr ? tls_->waits_for() : Socket::wait_read;
                return receive_when(next, scratch, std::move(handler));
            }
            handler(error, std::string_view(scratch.data(), count));
        });
    }

    std::size_t read_now(ReadScratch& scratch, Error& error) {
        const auto into = boost::asio::buffer(scratch);
        return tls_ != nullptr ? tls_->read(into, error) : socket_.read_some(into, error);
    }

    Socket socket_;
    std::unique_ptr<TlsSession> tls_;
};

}  // namespace mcp::http_server
