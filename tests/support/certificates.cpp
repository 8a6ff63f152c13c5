// Making certificates through OpenSSL; see certificates.hpp.
// Elliptic-curve keys, because they are made in a millisecond.

#include "support/certificates.hpp"

#include <stdexcept>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace support {

namespace {

constexpr long kDay = 24L * 60 * 60;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

    void operator()(X509* certificate) const { X509_free(certificate); }

    void operator()(BIO* bio) const { BIO_free(bio); }
};

using Key = std::unique_ptr<EVP_PKEY, Free>;
using Cert = std::unique_ptr<X509, Free>;
using Bio = std::unique_ptr<BIO, Free>;

void require(bool ok, const char* what) {
    if (!ok) {
        throw std::runtime_error(std::string("OpenSSL could not ") + what);
    }
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

Bio memory_of(const std::string& text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    require(extension != nullptr, "make a certificate extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

void name_it(X509_NAME* name, const std::string& text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.c_str());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes, -1, -1, 0);
}

Cert blank(EVP_PKEY* key, const std::string& name, int days) {
    Cert certificate(X509_new());
    static long serial = 1;
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay * days);
    X509_set_pubkey(certificate.get(), key);
    name_it(X509_get_subject_name(certificate.get()), name);
    return certificate;
}

Certificate to_pem(EVP_PKEY* key, X509* certificate) {
    Certificate pem;
    const Bio key_bio(BIO_new(BIO_s_mem()));
    require(
        PEM_write_bio_PrivateKey(key_bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "write a key"
    );
    pem.key = text_of(key_bio.get());
    const Bio certificate_bio(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_X509(certificate_bio.get(), certificate) == 1, "write a certificate");
    pem.certificate = text_of(certificate_bio.get());
    return pem;
}

}  // namespace

Authority::Authority() {
    const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    require(key != nullptr, "make a key");
    const Cert certificate = blank(key.get(), "boltmem test authority", 2);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign");
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0, "sign a certificate");
    own_ = to_pem(key.get(), certificate.get());
}

Certificate Authority::issue(const std::string& names, int days) const {
    const Bio key_bio = memory_of(own_.key);
    const Key authority_key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
    const Bio certificate_bio = memory_of(own_.certificate);
    const Cert authority(PEM_read_bio_X509(certificate_bio.get(), nullptr, nullptr, nullptr));
    const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    require(authority_key && authority && key, "read the authority");
    const Cert certificate = blank(key.get(), "boltmem test server", days);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority.get()));
    extend(certificate.get(), authority.get(), NID_subject_alt_name, names);
    require(X509_sign(certificate.get(), authority_key.get(), EVP_sha256()) != 0, "sign");
    return to_pem(key.get(), certificate.get());
}

std::shared_ptr<boost::asio::ssl::context> make_server_context(
    const Certificate& certificate, OldTls old
) {
    namespace ssl = boost::asio::ssl;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->use_certificate(boost::asio::buffer(certificate.certificate), ssl::context::pem);
    context->use_private_key(boost::asio::buffer(certificate.key), ssl::context::pem);
    if (old == OldTls::yes) {
        // Level 0, or OpenSSL 3 would refuse the old version by itself.
        SSL_CTX_set_security_level(context->native_handle(), 0);
        SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context->native_handle(), TLS1_1_VERSION);
    }
    return context;
}

void require_client_certificate(
    boost::asio::ssl::context& context, const std::string& authority_certificate
) {
    namespace ssl = boost::asio::ssl;
    context.add_certificate_authority(boost::asio::buffer(authority_certificate));
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
}

}  // namespace support
