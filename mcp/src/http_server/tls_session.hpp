#pragma once
// The server's side of one TLS connection over a socket that does not block: what can be done is
// done at once, and what the socket has to become ready for is said. No buffer of its own.

#include <cstddef>
#include <memory>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

// OpenSSL's type; its headers stay in tls_session.cpp.
struct ssl_st;

namespace mcp::http_server {

/// Asio's ssl::stream holds four buffers of 17 KiB for as long as it lives, which is most of what
/// an idle connection would cost. OpenSSL reads and writes the socket itself here, and keeps a
/// buffer only while a record is incomplete.
///
/// Each operation sets its error: none; would_block: call again, with the same bytes at least, when
/// the socket is ready for waits_for(); eof: the peer said that it will send no more; anything else
/// ends the connection, a missing farewell of the peer too.
class TlsSession {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Error = boost::system::error_code;

    /// The socket, which must be non-blocking, must outlive it.
    TlsSession(Socket& socket, boost::asio::ssl::context& context);
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;
    ~TlsSession();

    void handshake(Error& error);
    [[nodiscard]] std::size_t read(boost::asio::mutable_buffer into, Error& error);
    /// May write less than all of it.
    [[nodiscard]] std::size_t write(boost::asio::const_buffer bytes, Error& error);
    /// Tells the peer that nothing more will be written, if that can be done at once.
    void finish_writing() noexcept;

    [[nodiscard]] Socket::wait_type waits_for() const noexcept { return waits_for_; }

  private:
    struct Free {
        void operator()(ssl_st* session) const noexcept;
    };

    /// What OpenSSL's `result` of the last operation means.
    [[nodiscard]] Error outcome(int result);

    Socket& socket_;
    Error socket_error_;  ///< of the last read or write of the socket
    Socket::wait_type waits_for_ = Socket::wait_read;
    std::unique_ptr<ssl_st, Free> session_;

    friend class SocketBio;
};

}  // namespace mcp::http_server
