#pragma once
// TLS settings of a driver: whether to encrypt, whom to trust, and the client's own certificate.
// A URI with +s or +ssc says the first two itself; then they must be left alone here.

#include <bolt/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bolt {

/// Whose certificates are taken.
enum class Trust : std::uint8_t {
    system,  ///< signed by an authority the system trusts, for the host's name
    custom,  ///< signed by an authority of TlsConfig::ca_files, for the host's name
    any,     ///< any certificate for any name: safe against listeners only, not against impostors
};

/// Paths of the client's certificate for mutual TLS.
struct ClientCertificate {
    ClientCertificate() = default;

    /// Paths, and the key's password when it has one; the files are read for the next connection.
    ClientCertificate(std::string certificate, std::string key, std::string key_password = {})
        : certificate_file(std::move(certificate)),
          key_file(std::move(key)),
          password(std::move(key_password)) {}

    std::string certificate_file;  ///< PEM, with its chain
    std::string key_file;          ///< PEM
    std::string password;          ///< of an encrypted key; empty = not encrypted
};

/// Asked for every new connection with TLS, so that certificates can be rotated. Connections that
/// are open keep theirs. Threads: called from any.
class ClientCertificateProvider {
  public:
    ClientCertificateProvider() = default;
    ClientCertificateProvider(const ClientCertificateProvider&) = delete;
    ClientCertificateProvider& operator=(const ClientCertificateProvider&) = delete;
    virtual ~ClientCertificateProvider() = default;

    /// The certificate to use from now on; nullopt = the one of the last answer.
    virtual Task<std::optional<ClientCertificate>> get_certificate() = 0;
};

/// Whether and how connections are made with TLS 1.2 or newer.
struct TlsConfig {
    TlsConfig() = default;

    bool encrypted = false;             ///< with bolt:// and neo4j:// URIs
    std::optional<Trust> trust;         ///< unset = custom when there are ca_files, else system
    std::vector<std::string> ca_files;  ///< PEM files of the authorities to trust; also with +s
    std::shared_ptr<ClientCertificateProvider> client_certificates;  ///< null = none
};

/// Always the same files; they are read again for a new connection when they have changed.
[[nodiscard]] std::shared_ptr<ClientCertificateProvider> static_client_certificate(
    ClientCertificate certificate
);

}  // namespace bolt
