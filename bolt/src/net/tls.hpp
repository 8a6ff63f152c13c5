#pragma once
// Where connections get their OpenSSL context from. It is made when the first secure connection is
// opened, and anew when the client's certificate changes: users without TLS never start OpenSSL.

#include <bolt/task.hpp>
#include <bolt/tls.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace bolt::net {

/// Shared by connections. Thread-safe after construction.
class TlsContext;

/// Throws Error (tls) when the settings cannot be used.
[[nodiscard]] std::shared_ptr<TlsContext> make_tls_context(
    const TlsConfig& config, const std::optional<ClientCertificate>& certificate
);

/// Of one driver; thread-safe.
class TlsContextSource {
  public:
    /// `config.trust` says whom to trust; whether to encrypt has been decided.
    explicit TlsContextSource(TlsConfig config) : config_(std::move(config)) {}

    /// The context for a new connection. Throws Error (tls), and what the provider of certificates
    /// throws.
    Task<std::shared_ptr<TlsContext>> get();

  private:
    const TlsConfig config_;
    std::mutex mutex_;
    std::optional<ClientCertificate> certificate_;
    std::shared_ptr<TlsContext> context_;
};

}  // namespace bolt::net
