#pragma once
// The definition of TlsContext, for the two files that touch OpenSSL.
// Everyone else includes tls.hpp.

#include "net/tls.hpp"

#include <boost/asio/ssl/context.hpp>

namespace bolt::net {

class TlsContext {
  public:
    TlsContext() : context(boost::asio::ssl::context::tls_client) {}

    boost::asio::ssl::context context;
    bool verify_host = false;
};

}  // namespace bolt::net
