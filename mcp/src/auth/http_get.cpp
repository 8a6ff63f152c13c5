// A GET request over Asio and OpenSSL, answered through HttpResponse.
// The deadline closes the socket, which ends whatever is pending on it.
#include "auth/http_get.hpp"

#include "auth/http_response.hpp"

#include <mcp/error.hpp>

#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace mcp::auth {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

[[noreturn]] void fail_at(const HttpGet& request, const std::string& reason) {
    throw Error("cannot fetch the keys from " + request.url.authority + ": " + reason);
}

/// A stream copies the settings of its context when it is made, so they come first.
asio::ssl::context make_context(const HttpGet& request) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    if (!request.url.tls) {
        return context;
    }
    error_code error;
    if (SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION) != 1) {
        fail_at(request, "OpenSSL refuses TLS 1.2 as the oldest version");
    }
    context.set_verify_mode(asio::ssl::verify_peer, error);
    if (!error && request.authorities.empty()) {
        context.set_default_verify_paths(error);
    } else if (!error) {
        context.load_verify_file(request.authorities.string(), error);
    }
    if (error) {
        fail_at(
            request,
            "cannot load the trusted certificates " + request.authorities.string() + ": " +
                error.message()
        );
    }
    return context;
}

/// A connection of its own, so that the deadline's handler can hold it weakly.
class Link : public std::enable_shared_from_this<Link> {
  public:
    Link(const asio::any_io_executor& ex, HttpGet request)
        : request_(std::move(request)),
          context_(make_context(request_)),
          resolver_(ex),
          stream_(ex, context_),
          timer_(ex) {}

    void start_deadline() {
        timer_.expires_after(request_.timeout);
        std::weak_ptr<Link> weak = weak_from_this();
        timer_.async_wait([weak](error_code error) {
            const std::shared_ptr<Link> self = weak.lock();
            if (!error && self != nullptr) {
                self->expire();
            }
        });
    }

    /// Tells TLS which server is meant: for the handshake, and for its certificate.
    void name_host();

    Task<> connect();
    Task<> send();
    Task<std::string> receive();

    [[noreturn]] void fail(const std::string& reason) const {
        if (expired_) {
            fail_at(
                request_, "no answer within " + std::to_string(request_.timeout.count()) + " ms"
            );
        }
        fail_at(request_, reason);
    }

    void close() {
        timer_.cancel();
        error_code ignored;  // it is being thrown away
        stream_.next_layer().close(ignored);
    }

  private:
    void expire() {
        expired_ = true;
        resolver_.cancel();
        close();
    }

    void check(const error_code& error) const {
        if (error || expired_) {
            fail(error.message());
        }
    }

    /// Says what is wrong with the certificate, where that is why.
    void check_handshake(const error_code& error) {
        const long result = SSL_get_verify_result(stream_.native_handle());
        if (error && !expired_ && wrong_host_) {
            fail("its certificate is for another host");
        }
        if (error && !expired_ && result != X509_V_OK) {
            fail(
                std::string("its certificate is refused: ") + X509_verify_cert_error_string(result)
            );
        }
        check(error);
    }

    Task<std::vector<tcp::endpoint>> look_up();

    HttpGet request_;
    asio::ssl::context context_;
    tcp::resolver resolver_;
    asio::ssl::stream<tcp::socket> stream_;
    asio::steady_timer timer_;
    bool expired_ = false;
    bool wrong_host_ = false;
};

void Link::name_host() {
    if (!request_.url.tls) {
        return;
    }
    error_code error;
    const asio::ssl::host_name_verification is_host(request_.url.host);
    auto verify = [this, is_host](bool chain_is_good, asio::ssl::verify_context& context) {
        const bool good = is_host(chain_is_good, context);
        wrong_host_ = chain_is_good && !good;
        return good;
    };
    stream_.set_verify_callback(verify, error);
    check(error);
    error_code no_address;
    asio::ip::make_address(request_.url.host, no_address);
    if (!no_address) {
        return;  // an address is not sent as a server's name (RFC 6066 §3)
    }
    // SSL_set_tlsext_host_name() is a macro with a cast that our warnings refuse.
    std::string name = request_.url.host;
    if (SSL_ctrl(
            stream_.native_handle(),
            SSL_CTRL_SET_TLSEXT_HOSTNAME,
            TLSEXT_NAMETYPE_host_name,
            name.data()
        ) != 1) {
        fail("the host's name cannot be sent in a TLS handshake");
    }
}

Task<std::vector<tcp::endpoint>> Link::look_up() {
    error_code error;
    const std::string port = std::to_string(request_.url.port);
    const auto found = co_await resolver_.async_resolve(
        request_.url.host, port, asio::redirect_error(asio::use_awaitable, error)
    );
    check(error);
    std::vector<tcp::endpoint> endpoints;
    for (const auto& entry : found) {
        // Plain http is for this machine, whatever a hosts file makes of the name.
        if (request_.url.tls || entry.endpoint().address().is_loopback()) {
            endpoints.push_back(entry.endpoint());
        }
    }
    if (endpoints.empty()) {
        fail("the name does not lead to this machine; use https");
    }
    co_return endpoints;
}

Task<> Link::connect() {
    const std::vector<tcp::endpoint> endpoints = co_await look_up();
    error_code error;
    co_await asio::async_connect(
        stream_.next_layer(), endpoints, asio::redirect_error(asio::use_awaitable, error)
    );
    check(error);
    if (request_.url.tls) {
        co_await stream_.async_handshake(
            asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error)
        );
        check_handshake(error);
    }
}

Task<> Link::send() {
    const std::string text = "GET " + request_.url.target +
                             " HTTP/1.1\r\nHost: " + request_.url.authority +
                             "\r\nAccept: application/jwk-set+json, application/json\r\n"
                             "User-Agent: boltmem-mcp\r\nConnection: close\r\n\r\n";
    error_code error;
    if (request_.url.tls) {
        co_await asio::async_write(
            stream_, asio::buffer(text), asio::redirect_error(asio::use_awaitable, error)
        );
    } else {
        co_await asio::async_write(
            stream_.next_layer(),
            asio::buffer(text),
            asio::redirect_error(asio::use_awaitable, error)
        );
    }
    check(error);
}

Task<std::string> Link::receive() {
    HttpResponse response(request_.max_bytes);
    std::array<char, 8'192> buffer{};
    while (!response.done()) {
        error_code error;
        std::size_t got = 0;
        if (request_.url.tls) {
            got = co_await stream_.async_read_some(
                asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error)
            );
        } else {
            got = co_await stream_.next_layer().async_read_some(
                asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error)
            );
        }
        std::string problem = response.add(std::string_view(buffer.data(), got));
        // A TLS connection that is cut without a farewell may have lost the rest of the document;
        // only eof is an end.
        if (problem.empty() && error == asio::error::eof) {
            problem = response.finish();
        } else {
            check(error);
        }
        if (!problem.empty()) {
            fail("the answer is no good: " + problem);
        }
    }
    if (response.status() != 200) {
        const bool redirect = response.status() >= 300 && response.status() < 400;
        fail(
            "the answer's status is " + std::to_string(response.status()) +
            (redirect ? "; redirects are not followed, give the URL they lead to" : "")
        );
    }
    co_return response.take_body();
}

}  // namespace

Task<std::string> http_get(HttpGet request) {
    const asio::any_io_executor ex = co_await asio::this_coro::executor;
    const auto link = std::make_shared<Link>(ex, std::move(request));
    link->start_deadline();
    link->name_host();
    co_await link->connect();
    co_await link->send();
    std::string document = co_await link->receive();
    link->close();
    co_return document;
}

}  // namespace mcp::auth
