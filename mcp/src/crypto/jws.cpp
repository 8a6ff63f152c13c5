// Signatures by libcjose (ADR 11 says why this library).
// It decides by the token's own header which algorithm to use, so the header must agree with what
// was allowed before anything is computed; and it leaves its failures in OpenSSL's queue.
#include "crypto/jws.hpp"

#include "text/base64.hpp"

#include <algorithm>
#include <cjose/header.h>
#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <openssl/err.h>

namespace mcp::crypto {
namespace {

struct ReleaseJws {
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};

/// Whatever failed in here must not look like a failure of the next TLS operation.
struct EmptyErrorQueue {
    EmptyErrorQueue() = default;
    EmptyErrorQueue(const EmptyErrorQueue&) = delete;
    EmptyErrorQueue& operator=(const EmptyErrorQueue&) = delete;

    ~EmptyErrorQueue() { ERR_clear_error(); }
};

bool is_asymmetric(std::string_view algorithm) {
    return algorithm.size() == 5 && (algorithm.starts_with("RS") || algorithm.starts_with("PS") ||
                                     algorithm.starts_with("ES"));
}

/// Three parts of strict base64url. The library asserts that its input is base64 where it should
/// refuse it, which would end the process.
bool is_compact(std::string_view token) {
    for (int part = 0; part < 3; ++part) {
        const std::size_t end = std::min(token.find('.'), token.size());
        const bool last = end == token.size();
        if (last != (part == 2) || !text::base64url_decode(token.substr(0, end)).has_value()) {
            return false;
        }
        token.remove_prefix(last ? end : end + 1);
    }
    return true;
}

}  // namespace

std::optional<VerificationKey> VerificationKey::from_jwk(const std::string& jwk) {
    const EmptyErrorQueue queue;
    cjose_err error{};
    cjose_jwk_t* key = cjose_jwk_import(jwk.data(), jwk.size(), &error);
    if (key == nullptr) {
        return std::nullopt;
    }
    std::shared_ptr<void> owner(key, [](void* own) {
        cjose_jwk_release(static_cast<cjose_jwk_t*>(own));
    });
    const cjose_jwk_kty_t type = cjose_jwk_get_kty(key, &error);
    if (type != CJOSE_JWK_KTY_RSA && type != CJOSE_JWK_KTY_EC) {
        return std::nullopt;
    }
    return VerificationKey(std::move(owner));
}

std::optional<std::string> VerificationKey::verified_payload(
    const std::string& token, std::string_view algorithm
) const {
    if (!is_asymmetric(algorithm) || !is_compact(token)) {
        return std::nullopt;
    }
    const EmptyErrorQueue queue;
    cjose_err error{};
    const std::unique_ptr<cjose_jws_t, ReleaseJws> jws(
        cjose_jws_import(token.data(), token.size(), &error)
    );
    if (jws == nullptr) {
        return std::nullopt;
    }
    const char* said = cjose_header_get(cjose_jws_get_protected(jws.get()), CJOSE_HDR_ALG, &error);
    if (said == nullptr || algorithm != said) {
        return std::nullopt;
    }
    const auto* key = static_cast<const cjose_jwk_t*>(key_.get());
    std::uint8_t* payload = nullptr;  // the JWS's own
    std::size_t size = 0;
    if (!cjose_jws_verify(jws.get(), key, &error) ||
        !cjose_jws_get_plaintext(jws.get(), &payload, &size, &error)) {
        return std::nullopt;
    }
    return std::string(reinterpret_cast<const char*>(payload), size);
}

}  // namespace mcp::crypto
