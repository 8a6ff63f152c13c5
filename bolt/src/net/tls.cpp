// Makes the OpenSSL context; see tls.hpp.
// TLS 1.2 is the oldest version accepted, as in the official drivers.

#include "net/tls.hpp"

#include "net/tls_context.hpp"

#include <bolt/error.hpp>

#include <openssl/ssl.h>

namespace bolt::net {

std::shared_ptr<TlsContext> make_tls_context(TlsMode mode, const std::string& ca_file) {
    auto tls = std::make_shared<TlsContext>();
    boost::system::error_code error;
    if (SSL_CTX_set_min_proto_version(tls->context.native_handle(), TLS1_2_VERSION) != 1) {
        throw Error(ErrorKind::tls, "OpenSSL refuses TLS 1.2 as the oldest version");
    }
    if (mode == TlsMode::encrypted) {
        tls->context.set_verify_mode(boost::asio::ssl::verify_none, error);
        return tls;
    }
    tls->verify_host = true;
    tls->context.set_verify_mode(boost::asio::ssl::verify_peer, error);
    if (ca_file.empty()) {
        tls->context.set_default_verify_paths(error);
    } else {
        tls->context.load_verify_file(ca_file, error);
    }
    if (error) {
        throw Error(
            ErrorKind::tls,
            "cannot load the trusted certificates" +
                (ca_file.empty() ? std::string(" of the system") : " from " + ca_file) + ": " +
                error.message()
        );
    }
    return tls;
}

}  // namespace bolt::net
