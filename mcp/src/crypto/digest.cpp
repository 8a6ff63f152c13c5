// SHA-256 and HMAC by OpenSSL's one-shot functions.
// Both need nothing kept between calls, so threads may use them at will.
#include "crypto/digest.hpp"

#include <mcp/error.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace mcp::crypto {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string sha256(std::string_view data) {
    std::string out(kDigestSize, '\0');
    if (EVP_Digest(data.data(), data.size(), bytes_of(out), nullptr, EVP_sha256(), nullptr) != 1) {
        throw Error("OpenSSL cannot compute SHA-256; check its configuration (openssl.cnf)");
    }
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string out(kDigestSize, '\0');
    // The one-shot function of 3.0 that takes a length of any size; HMAC() has an int for the key.
    const unsigned char* done = EVP_Q_mac(
        nullptr,
        "HMAC",
        nullptr,
        "SHA256",
        nullptr,
        key.empty() ? "" : key.data(),  // a null key means "none set", which is an error
        key.size(),
        bytes_of(data),
        data.size(),
        bytes_of(out),
        out.size(),
        nullptr
    );
    if (done == nullptr) {
        throw Error("OpenSSL cannot compute HMAC-SHA-256; check its configuration (openssl.cnf)");
    }
    return out;
}

bool constant_time_equal(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace mcp::crypto
