// Makes OpenSSL contexts; see tls.hpp.
// TLS 1.2 is the oldest version accepted, as in the official drivers.

#include "net/tls.hpp"

#include "net/tls_context.hpp"

#include <bolt/error.hpp>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <openssl/ssl.h>

namespace bolt::net {

namespace {

void require(const boost::system::error_code& error, const std::string& what) {
    if (error) {
        throw Error(ErrorKind::tls, "cannot load " + what + ": " + error.message());
    }
}

void load_authorities(boost::asio::ssl::context& context, const TlsConfig& config) {
    boost::system::error_code error;
    if (config.trust != Trust::custom) {
        context.set_default_verify_paths(error);
        return require(error, "the trusted certificates of the system");
    }
    for (const std::string& file : config.ca_files) {
        context.load_verify_file(file, error);
        require(error, "the trusted certificates from " + file);
    }
}

void load_certificate(boost::asio::ssl::context& context, const ClientCertificate& certificate) {
    boost::system::error_code error;
    // Also without a password: else OpenSSL would ask for one on the terminal.
    const std::string password = certificate.password;
    auto on_password = [password](std::size_t, boost::asio::ssl::context::password_purpose) {
        return password;
    };
    context.set_password_callback(std::move(on_password), error);
    context.use_certificate_chain_file(certificate.certificate_file, error);
    require(error, "the client certificate from " + certificate.certificate_file);
    context.use_private_key_file(certificate.key_file, boost::asio::ssl::context::pem, error);
    require(error, "the client certificate's key from " + certificate.key_file);
}

}  // namespace

std::shared_ptr<TlsContext> make_tls_context(
    const TlsConfig& config, const std::optional<ClientCertificate>& certificate
) {
    auto tls = std::make_shared<TlsContext>();
    boost::system::error_code error;
    if (SSL_CTX_set_min_proto_version(tls->context.native_handle(), TLS1_2_VERSION) != 1) {
        throw Error(ErrorKind::tls, "OpenSSL refuses TLS 1.2 as the oldest version");
    }
    if (certificate) {
        load_certificate(tls->context, *certificate);
    }
    if (config.trust == Trust::any) {
        tls->context.set_verify_mode(boost::asio::ssl::verify_none, error);
        return tls;
    }
    tls->verify_host = true;
    tls->context.set_verify_mode(boost::asio::ssl::verify_peer, error);
    load_authorities(tls->context, config);
    return tls;
}

Task<std::shared_ptr<TlsContext>> TlsContextSource::get() {
    std::optional<ClientCertificate> fresh;
    if (config_.client_certificates) {
        fresh = co_await config_.client_certificates->get_certificate();
    }
    const std::lock_guard lock(mutex_);
    if (fresh) {
        certificate_ = std::move(fresh);
        context_.reset();
    }
    if (!context_) {
        context_ = make_tls_context(config_, certificate_);
    }
    co_return context_;
}

}  // namespace bolt::net

namespace bolt {

namespace {

/// Answers the certificate at first, and whenever one of its files has become another.
class StaticClientCertificate final : public ClientCertificateProvider {
  public:
    explicit StaticClientCertificate(ClientCertificate certificate)
        : certificate_(std::move(certificate)) {}

    Task<std::optional<ClientCertificate>> get_certificate() override {
        const std::lock_guard lock(mutex_);
        std::error_code ignored;
        const auto certificate =
            std::filesystem::last_write_time(certificate_.certificate_file, ignored);
        const auto key = std::filesystem::last_write_time(certificate_.key_file, ignored);
        if (told_ && certificate == certificate_time_ && key == key_time_) {
            co_return std::nullopt;
        }
        told_ = true;
        certificate_time_ = certificate;
        key_time_ = key;
        co_return certificate_;
    }

  private:
    const ClientCertificate certificate_;
    std::mutex mutex_;
    bool told_ = false;
    std::filesystem::file_time_type certificate_time_;
    std::filesystem::file_time_type key_time_;
};

}  // namespace

std::shared_ptr<ClientCertificateProvider> static_client_certificate(ClientCertificate certificate
) {
    return std::make_shared<StaticClientCertificate>(std::move(certificate));
}

}  // namespace bolt
