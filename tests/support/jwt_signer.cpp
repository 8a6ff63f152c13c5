// Signing by OpenSSL's EVP functions.
// Throws std::runtime_error when OpenSSL does not do as it is told.
#include "support/jwt_signer.hpp"

#include "text/base64.hpp"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace support {
namespace {

using mcp::text::base64url_encode;

void require(bool good) {
    if (!good) {
        throw std::runtime_error("OpenSSL cannot make what the test needs");
    }
}

EVP_PKEY* pkey(const std::shared_ptr<void>& key) {
    return static_cast<EVP_PKEY*>(key.get());
}

std::shared_ptr<void> owned(EVP_PKEY* key) {
    require(key != nullptr);
    return {key, [](void* own) { EVP_PKEY_free(static_cast<EVP_PKEY*>(own)); }};
}

std::string number(const std::shared_ptr<void>& key, const char* name, std::size_t size) {
    BIGNUM* value = nullptr;
    require(EVP_PKEY_get_bn_param(pkey(key), name, &value) == 1);
    const std::size_t bytes = size == 0 ? static_cast<std::size_t>(BN_num_bytes(value)) : size;
    std::string out(bytes, '\0');
    const int written =
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(bytes));
    BN_free(value);
    require(written == static_cast<int>(bytes));
    return out;
}

struct Curve {
    const char* jose;
    const char* group;
    std::size_t coordinate;
};

constexpr Curve kCurves[] = {
    {"P-256", "prime256v1", 32}, {"P-384", "secp384r1", 48}, {"P-521", "secp521r1", 66}
};

const Curve& curve_of(const std::shared_ptr<void>& key) {
    char name[64] = {};
    require(EVP_PKEY_get_group_name(pkey(key), name, sizeof name, nullptr) == 1);
    for (const Curve& curve : kCurves) {
        if (std::string_view(curve.group) == name) {
            return curve;
        }
    }
    throw std::runtime_error("an unknown curve");
}

const EVP_MD* digest_of(std::string_view algorithm) {
    if (algorithm.ends_with("256")) {
        return EVP_sha256();
    }
    return algorithm.ends_with("384") ? EVP_sha384() : EVP_sha512();
}

/// ECDSA signatures of JOSE are the two numbers side by side (RFC 7518 §3.4).
std::string raw_signature(const std::string& der, std::size_t coordinate) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
    require(signature != nullptr);
    std::string out(coordinate * 2, '\0');
    auto* target = reinterpret_cast<unsigned char*>(out.data());
    const int size = static_cast<int>(coordinate);
    const bool good = BN_bn2binpad(ECDSA_SIG_get0_r(signature), target, size) == size &&
                      BN_bn2binpad(ECDSA_SIG_get0_s(signature), target + coordinate, size) == size;
    ECDSA_SIG_free(signature);
    require(good);
    return out;
}

}  // namespace

SigningKey SigningKey::rsa(unsigned bits) {
    return SigningKey(owned(EVP_RSA_gen(bits)));
}

SigningKey SigningKey::ec(const std::string& curve) {
    for (const Curve& known : kCurves) {
        if (curve == known.jose) {
            return SigningKey(owned(EVP_EC_gen(known.group)));
        }
    }
    throw std::runtime_error("an unknown curve");
}

std::string SigningKey::jwk(std::string_view id, std::string_view more) const {
    std::string out = "{\"kid\":\"" + std::string(id) + "\"" + std::string(more);
    if (EVP_PKEY_is_a(pkey(key_), "RSA") == 1) {
        out += R"(,"kty":"RSA","n":")" + base64url_encode(number(key_, OSSL_PKEY_PARAM_RSA_N, 0));
        out += R"(","e":")" + base64url_encode(number(key_, OSSL_PKEY_PARAM_RSA_E, 0));
    } else {
        const Curve& curve = curve_of(key_);
        const auto coordinate = [&](const char* name) {
            return base64url_encode(number(key_, name, curve.coordinate));
        };
        out += R"(,"kty":"EC","crv":")" + std::string(curve.jose);
        out += R"(","x":")" + coordinate(OSSL_PKEY_PARAM_EC_PUB_X);
        out += R"(","y":")" + coordinate(OSSL_PKEY_PARAM_EC_PUB_Y);
    }
    return out + "\"}";
}

std::string SigningKey::public_pem() const {
    BIO* memory = BIO_new(BIO_s_mem());
    require(memory != nullptr && PEM_write_bio_PUBKEY(memory, pkey(key_)) == 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    std::string out(data, static_cast<std::size_t>(size));
    BIO_free(memory);
    return out;
}

std::string SigningKey::sign(std::string_view algorithm, std::string_view bytes) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* settings = nullptr;
    bool good =
        EVP_DigestSignInit(context, &settings, digest_of(algorithm), nullptr, pkey(key_)) == 1;
    if (good && algorithm.starts_with("PS")) {
        good = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t size = 0;
    good = good && EVP_DigestSign(context, nullptr, &size, data, bytes.size()) == 1;
    std::string signature(size, '\0');
    auto* target = reinterpret_cast<unsigned char*>(signature.data());
    good = good && EVP_DigestSign(context, target, &size, data, bytes.size()) == 1;
    EVP_MD_CTX_free(context);
    require(good);
    signature.resize(size);
    if (EVP_PKEY_is_a(pkey(key_), "EC") == 1) {
        return raw_signature(signature, curve_of(key_).coordinate);
    }
    return signature;
}

std::string SigningKey::token(
    std::string_view header, std::string_view payload, std::string_view algorithm
) const {
    const std::string input = signing_input(header, payload);
    return input + "." + base64url_encode(sign(algorithm, input));
}

std::string key_set(std::string_view keys) {
    return "{\"keys\":[" + std::string(keys) + "]}";
}

std::string signing_input(std::string_view header, std::string_view payload) {
    return base64url_encode(header) + "." + base64url_encode(payload);
}

}  // namespace support
