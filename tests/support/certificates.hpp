#pragma once
// Certificates made by the test itself: an authority, and servers' certificates signed by it.
// Keys are for one test run and are never stored.

#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace support {

/// A key with its certificate, both PEM.
struct Certificate {
    Certificate() = default;
    std::string key;
    std::string certificate;
};

class Authority {
  public:
    Authority();

    /// For a server. `names` is OpenSSL's notation, e.g. "DNS:localhost,IP:127.0.0.1"; it ends
    /// `days` from now, which may be in the past.
    [[nodiscard]] Certificate issue(const std::string& names, int days = 1) const;

    /// PEM, for clients that trust this authority.
    [[nodiscard]] const std::string& certificate() const noexcept { return own_.certificate; }

  private:
    Certificate own_;
};

/// Whether a server speaks TLS 1.1 and older only, which no client should take.
enum class OldTls : bool { no, yes };

/// A server's TLS context with that certificate.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> make_server_context(
    const Certificate& certificate, OldTls old = OldTls::no
);

/// From now on only clients with a certificate of that authority (PEM) are served.
void require_client_certificate(
    boost::asio::ssl::context& context, const std::string& authority_certificate
);

}  // namespace support
