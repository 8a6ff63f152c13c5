// Tests of signatures: libcjose against tokens that OpenSSL signed directly.
// What must not pass is tried with keys and algorithms that nearly fit.

#include "crypto/jws.hpp"

#include "crypto/digest.hpp"
#include "support/catch.hpp"
#include "support/jwt_signer.hpp"
#include "text/base64.hpp"

#include <optional>
#include <string>

#include <openssl/err.h>

using mcp::crypto::VerificationKey;
using mcp::text::base64url_encode;
using support::SigningKey;

namespace {

const SigningKey& rsa_key() {
    static const SigningKey key = SigningKey::rsa();
    return key;
}

VerificationKey loaded(const SigningKey& key) {
    const std::optional<VerificationKey> out = VerificationKey::from_jwk(key.jwk("k"));
    REQUIRE(out.has_value());
    return *out;
}

std::string header_of(const std::string& algorithm) {
    return R"({"alg":")" + algorithm + "\"}";
}

}  // namespace

TEST_CASE("signatures of every algorithm are checked") {
    const std::string payload = R"({"sub":"ada"})";
    for (const char* algorithm : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) {
        INFO(algorithm);
        const std::string token = rsa_key().token(header_of(algorithm), payload, algorithm);
        CHECK(loaded(rsa_key()).verified_payload(token, algorithm) == payload);
    }
    for (const auto& [algorithm, curve] :
         {std::pair("ES256", "P-256"), std::pair("ES384", "P-384"), std::pair("ES512", "P-521")}) {
        INFO(algorithm);
        const SigningKey key = SigningKey::ec(curve);
        const std::string token = key.token(header_of(algorithm), payload, algorithm);
        CHECK(loaded(key).verified_payload(token, algorithm) == payload);
    }
}

TEST_CASE("a changed bit in any part is noticed") {
    const SigningKey key = SigningKey::ec("P-256");
    const VerificationKey verification = loaded(key);
    const std::string header = header_of("ES256");
    const std::string payload = R"({"sub":"ada","scope":"memory:read"})";
    const std::string signature = key.sign("ES256", support::signing_input(header, payload));
    const auto token = [](const std::string& head, const std::string& body, const std::string& end
                       ) {
        return support::signing_input(head, body) + "." + base64url_encode(end);
    };
    REQUIRE(verification.verified_payload(token(header, payload, signature), "ES256") == payload);
    for (std::size_t i = 0; i < payload.size(); ++i) {
        std::string other = payload;
        other[i] = static_cast<char>(other[i] ^ 1);
        CHECK_FALSE(verification.verified_payload(token(header, other, signature), "ES256"));
    }
    for (std::size_t i = 0; i < signature.size(); ++i) {
        std::string other = signature;
        other[i] = static_cast<char>(other[i] ^ 1);
        CHECK_FALSE(verification.verified_payload(token(header, payload, other), "ES256"));
    }
    CHECK_FALSE(verification.verified_payload(token(header + " ", payload, signature), "ES256"));
    CHECK_FALSE(verification.verified_payload(token(header, payload, ""), "ES256"));
    CHECK_FALSE(
        verification.verified_payload(token(header, payload, std::string(64, '\0')), "ES256")
    );
}

TEST_CASE("the algorithm is the one that was allowed, whatever the header says") {
    const VerificationKey key = loaded(rsa_key());
    CHECK_FALSE(key.verified_payload(rsa_key().token(header_of("RS512"), "{}", "RS512"), "RS256"));
    CHECK_FALSE(key.verified_payload(rsa_key().token(header_of("PS256"), "{}", "PS256"), "RS256"));
    CHECK_FALSE(key.verified_payload(rsa_key().token(header_of("RS256"), "{}", "PS256"), "RS256"));
    CHECK_FALSE(key.verified_payload(rsa_key().token(header_of("ES256"), "{}", "RS256"), "ES256"));
    // Which of two the library's parser takes does not matter: it is asked afterwards.
    const std::string twice = R"({"alg":"RS256","alg":"RS512"})";
    CHECK_FALSE(key.verified_payload(rsa_key().token(twice, "{}", "RS256"), "RS256"));
}

TEST_CASE("no signature and a symmetric one are never taken") {
    const VerificationKey key = loaded(rsa_key());
    const std::string none = support::signing_input(header_of("none"), "{}") + ".";
    CHECK_FALSE(key.verified_payload(none, "none"));
    CHECK_FALSE(key.verified_payload(none, "RS256"));
    const std::string input = support::signing_input(header_of("HS256"), "{}");
    const std::string forged =
        input + "." + base64url_encode(mcp::crypto::hmac_sha256(rsa_key().public_pem(), input));
    CHECK_FALSE(key.verified_payload(forged, "HS256"));
    CHECK_FALSE(key.verified_payload(forged, "RS256"));
}

TEST_CASE("another key of the same kind does not do") {
    static const SigningKey other = SigningKey::rsa();
    const std::string token = other.token(header_of("RS256"), "{}", "RS256");
    CHECK_FALSE(loaded(rsa_key()).verified_payload(token, "RS256"));
    const std::string curve = SigningKey::ec("P-256").token(header_of("ES256"), "{}", "ES256");
    CHECK_FALSE(loaded(SigningKey::ec("P-256")).verified_payload(curve, "ES256"));
    CHECK_FALSE(loaded(SigningKey::ec("P-384")).verified_payload(curve, "ES256"));
}

TEST_CASE("what is no token at all is refused") {
    const VerificationKey key = loaded(rsa_key());
    for (const char* text :
         {"", ".", "..", "a.b.c", "e30.e30.e30", "....", "eyJhbGciOiJSUzI1NiJ9.."}) {
        INFO(text);
        CHECK_FALSE(key.verified_payload(text, "RS256"));
    }
}

TEST_CASE("what is not base64url does not reach the library, which would end the process") {
    const VerificationKey key = loaded(rsa_key());
    const std::string good = rsa_key().token(header_of("RS256"), "{}", "RS256");
    for (const char* wrong : {"=", "+", "/", "\n", " ", "\xff"}) {
        for (std::size_t i = 0; i < good.size(); i += 7) {
            std::string token = good;
            token[i] = wrong[0];
            CHECK_FALSE(key.verified_payload(token, "RS256"));
        }
        CHECK_FALSE(key.verified_payload(good + wrong, "RS256"));
        CHECK_FALSE(key.verified_payload(wrong + good, "RS256"));
    }
    CHECK_FALSE(key.verified_payload(good + ".", "RS256"));
    CHECK(key.verified_payload(good, "RS256") == "{}");
}

TEST_CASE("what is no public key is refused") {
    for (const char* text :
         {"",
          "{}",
          "[]",
          R"({"kty":"RSA"})",
          R"({"kty":"RSA","n":"","e":""})",
          R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})",
          R"({"kty":"oct","k":"c2VjcmV0c2VjcmV0"})"}) {
        INFO(text);
        CHECK_FALSE(VerificationKey::from_jwk(text).has_value());
    }
}

TEST_CASE("a failure leaves nothing in OpenSSL's queue") {
    ERR_clear_error();
    CHECK_FALSE(VerificationKey::from_jwk(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})"));
    const std::string token = rsa_key().token(header_of("RS256"), "{}", "PS256");
    CHECK_FALSE(loaded(rsa_key()).verified_payload(token, "RS256"));
    CHECK(ERR_peek_error() == 0);
}
