// Building of TLS contexts. What is compressed or renegotiated has cost others dearly: both are off
// by Asio's and OpenSSL's defaults, and stay so.

#include "http_server/tls.hpp"

#include <mcp/error.hpp>

#include <string>

#include <boost/system/error_code.hpp>
#include <openssl/ssl.h>

namespace mcp::http_server {
namespace {

namespace ssl = boost::asio::ssl;

void check(
    const boost::system::error_code& error, const char* what, const std::filesystem::path& file
) {
    if (error) {
        throw Error(std::string(what) + " " + file.string() + ": " + error.message());
    }
}

}  // namespace

std::shared_ptr<ssl::context> make_tls_context(
    const std::filesystem::path& certificate, const std::filesystem::path& key
) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    ::SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    // Idle connections keep no buffers; a write may be tried again from another place.
    ::SSL_CTX_set_mode(
        context->native_handle(),
        SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
    );
    // Clients resume by tickets, which they keep.
    ::SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate.string(), error);
    check(error, "cannot use the certificate", certificate);
    context->use_private_key_file(key.string(), ssl::context::pem, error);
    check(error, "cannot use the private key", key);
    if (::SSL_CTX_check_private_key(context->native_handle()) != 1) {
        throw Error(
            "the private key " + key.string() + " does not belong to the certificate " +
            certificate.string()
        );
    }
    return context;
}

}  // namespace mcp::http_server
