// A web server of one page; see key_server.hpp.
// Whatever fails on a connection ends that connection: tests look at the client.
#include "support/key_server.hpp"

#include <exception>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace support {

namespace asio = boost::asio;
using asio::ip::tcp;

KeyAnswer KeyAnswer::document(const std::string& body) {
    return KeyAnswer(
        "HTTP/1.1 200 OK\r\nContent-Type: application/jwk-set+json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body
    );
}

class KeyServer::Impl : public std::enable_shared_from_this<KeyServer::Impl> {
  public:
    Impl(
        const asio::any_io_executor& ex,
        std::function<KeyAnswer(const std::string&)> answer,
        std::shared_ptr<asio::ssl::context> tls
    )
        : acceptor_(ex, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          answer_(std::move(answer)),
          tls_(std::move(tls)) {}

    void start() {
        auto ended = [](const std::exception_ptr&) {};
        asio::co_spawn(acceptor_.get_executor(), accept(shared_from_this()), ended);
    }

    void stop() {
        answer_ = nullptr;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    }

    static asio::awaitable<void> accept(std::shared_ptr<Impl> self) {
        for (;;) {
            tcp::socket socket = co_await self->acceptor_.async_accept(asio::use_awaitable);
            ++self->connections_;
            auto ended = [](const std::exception_ptr&) {};
            if (self->tls_ == nullptr) {
                asio::co_spawn(
                    self->acceptor_.get_executor(), serve(self, std::move(socket)), ended
                );
            } else {
                asio::co_spawn(
                    self->acceptor_.get_executor(), serve_tls(self, std::move(socket)), ended
                );
            }
        }
    }

    static asio::awaitable<void> serve(std::shared_ptr<Impl> self, tcp::socket socket) {
        co_await self->converse(socket);
    }

    static asio::awaitable<void> serve_tls(std::shared_ptr<Impl> self, tcp::socket socket) {
        asio::ssl::stream<tcp::socket> stream(std::move(socket), *self->tls_);
        co_await stream.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
        co_await self->converse(stream);
        co_await stream.async_shutdown(asio::use_awaitable);
    }

    template <class Stream>
    asio::awaitable<void> converse(Stream& stream) {
        std::string request;
        co_await asio::async_read_until(
            stream, asio::dynamic_buffer(request), "\r\n\r\n", asio::use_awaitable
        );
        KeyAnswer answer;
        if (answer_) {
            answer = answer_(request);
        }
        if (answer.silent) {
            char byte = 0;  // returns when the client has gone
            co_await asio::async_read(stream, asio::buffer(&byte, 1), asio::use_awaitable);
        }
        co_await asio::async_write(stream, asio::buffer(answer.text), asio::use_awaitable);
    }

    tcp::acceptor acceptor_;
    std::function<KeyAnswer(const std::string&)> answer_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::size_t connections_ = 0;
};

KeyServer::KeyServer(
    const asio::any_io_executor& ex,
    std::function<KeyAnswer(const std::string&)> answer,
    std::shared_ptr<asio::ssl::context> tls
)
    : impl_(std::make_shared<Impl>(ex, std::move(answer), std::move(tls))) {
    impl_->start();
}

KeyServer::~KeyServer() {
    impl_->stop();
}

std::uint16_t KeyServer::port() const noexcept {
    return impl_->acceptor_.local_endpoint().port();
}

std::string KeyServer::url() const {
    const std::string place = std::to_string(port()) + "/keys";
    return impl_->tls_ == nullptr ? "http://127.0.0.1:" + place : "https://localhost:" + place;
}

std::size_t KeyServer::connections() const noexcept {
    return impl_->connections_;
}

}  // namespace support
