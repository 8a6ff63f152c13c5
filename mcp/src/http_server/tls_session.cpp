// OpenSSL over a socket of Asio's: a BIO whose reads and writes are the socket's, so that signals,
// interrupted calls and errors are treated as everywhere else.

#include "http_server/tls_session.hpp"

#include <new>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace mcp::http_server {

namespace asio = boost::asio;

/// The functions that OpenSSL calls to reach the socket.
class SocketBio {
  public:
    /// Given to the session, which frees it.
    static BIO* make(TlsSession& session) {
        static const std::unique_ptr<BIO_METHOD, decltype(&::BIO_meth_free)> methods =
            make_methods();
        BIO* bio = ::BIO_new(methods.get());
        if (bio == nullptr) {
            throw std::bad_alloc();
        }
        ::BIO_set_data(bio, &session);
        ::BIO_set_init(bio, 1);
        return bio;
    }

  private:
    static std::unique_ptr<BIO_METHOD, decltype(&::BIO_meth_free)> make_methods() {
        std::unique_ptr<BIO_METHOD, decltype(&::BIO_meth_free)> methods(
            ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "boltmem socket"),
            &::BIO_meth_free
        );
        if (methods == nullptr) {
            throw std::bad_alloc();
        }
        ::BIO_meth_set_read(methods.get(), &read);
        ::BIO_meth_set_write(methods.get(), &write);
        ::BIO_meth_set_ctrl(methods.get(), &control);
        return methods;
    }

    static int read(BIO* bio, char* into, int size) {
        TlsSession& session = session_of(bio);
        ::BIO_clear_retry_flags(bio);
        const std::size_t count = session.socket_.read_some(
            asio::buffer(into, static_cast<std::size_t>(size)), session.socket_error_
        );
        if (session.socket_error_ == asio::error::would_block) {
            ::BIO_set_retry_read(bio);
        }
        return session.socket_error_ ? -1 : static_cast<int>(count);
    }

    static int write(BIO* bio, const char* bytes, int size) {
        TlsSession& session = session_of(bio);
        ::BIO_clear_retry_flags(bio);
        const std::size_t count = session.socket_.write_some(
            asio::buffer(bytes, static_cast<std::size_t>(size)), session.socket_error_
        );
        if (session.socket_error_ == asio::error::would_block) {
            ::BIO_set_retry_write(bio);
        }
        return session.socket_error_ ? -1 : static_cast<int>(count);
    }

    /// A socket has nothing to flush, and nothing else that OpenSSL asks for.
    static long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }

    static TlsSession& session_of(BIO* bio) {
        return *static_cast<TlsSession*>(::BIO_get_data(bio));
    }
};

void TlsSession::Free::operator()(ssl_st* session) const noexcept {
    ::SSL_free(session);
}

TlsSession::TlsSession(Socket& socket, asio::ssl::context& context)
    : socket_(socket), session_(::SSL_new(context.native_handle())) {
    if (session_ == nullptr) {
        throw std::bad_alloc();
    }
    BIO* bio = SocketBio::make(*this);
    ::SSL_set_bio(session_.get(), bio, bio);
    ::SSL_set_accept_state(session_.get());
}

TlsSession::~TlsSession() = default;

void TlsSession::handshake(Error& error) {
    ::ERR_clear_error();
    error = outcome(::SSL_do_handshake(session_.get()));
}

std::size_t TlsSession::read(asio::mutable_buffer into, Error& error) {
    ::ERR_clear_error();
    std::size_t count = 0;
    error = outcome(::SSL_read_ex(session_.get(), into.data(), into.size(), &count));
    return count;
}

std::size_t TlsSession::write(asio::const_buffer bytes, Error& error) {
    if (bytes.size() == 0) {
        error = Error();
        return 0;
    }
    ::ERR_clear_error();
    std::size_t count = 0;
    error = outcome(::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count));
    return count;
}

void TlsSession::finish_writing() noexcept {
    ::ERR_clear_error();
    ::SSL_shutdown(session_.get());  // the peer may be gone: then there is nobody to tell
    ::ERR_clear_error();
}

TlsSession::Error TlsSession::outcome(int result) {
    switch (::SSL_get_error(session_.get(), result)) {
        case SSL_ERROR_NONE:
            return {};
        case SSL_ERROR_WANT_READ:
            waits_for_ = Socket::wait_read;
            return asio::error::would_block;
        case SSL_ERROR_WANT_WRITE:
            waits_for_ = Socket::wait_write;
            return asio::error::would_block;
        case SSL_ERROR_ZERO_RETURN:
            return asio::error::eof;
        case SSL_ERROR_SYSCALL:
            // An end without a farewell may be an attacker's.
            if (socket_error_ && socket_error_ != asio::error::eof) {
                return socket_error_;
            }
            return asio::ssl::error::stream_truncated;
        default:
            return {static_cast<int>(::ERR_get_error()), asio::error::get_ssl_category()};
    }
}

}  // namespace mcp::http_server
