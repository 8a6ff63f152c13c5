// Tests of reading key sets: which keys may check signatures, and which are left out and why.
// Keys are made by OpenSSL.

#include "auth/jwk_set.hpp"

#include "crypto/jws.hpp"
#include "support/catch.hpp"
#include "support/jwt_signer.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace mcp::auth;
using support::key_set;

namespace {

const support::SigningKey& ec_key() {
    static const support::SigningKey key = support::SigningKey::ec("P-256");
    return key;
}

const support::SigningKey& rsa_key() {
    static const support::SigningKey key = support::SigningKey::rsa();
    return key;
}

/// Reads a set of one good key and this one; answers why this one was left out, if it was.
std::string left_out(const std::string& key) {
    JwkSet set;
    REQUIRE(parse_jwk_set(key_set(ec_key().jwk("good") + "," + key), set).empty());
    CHECK(set.keys.size() + set.left_out.size() == 2);
    return set.left_out.empty() ? std::string() : set.left_out.front();
}

std::string problem_of(const std::string& text) {
    JwkSet set;
    set.keys.emplace_back();
    std::string problem = parse_jwk_set(text, set);
    CHECK((problem.empty() || set.keys.size() == 1));
    return problem;
}

}  // namespace

TEST_CASE("keys of both kinds are read, with what they are for") {
    JwkSet set;
    const std::string text = key_set(
        rsa_key().jwk("r", R"(,"use":"sig","alg":"RS256","x5t":"ignored")") + "," +
        support::SigningKey::ec("P-384").jwk("e", R"(,"key_ops":["verify"])")
    );
    REQUIRE(parse_jwk_set(text, set).empty());
    REQUIRE(set.keys.size() == 2);
    CHECK(set.left_out.empty());
    CHECK(set.keys[0].id == "r");
    CHECK(set.keys[0].key_type == "RSA");
    CHECK(set.keys[0].algorithm == "RS256");
    CHECK(set.keys[0].text.find("x5t") == std::string::npos);
    CHECK(set.keys[1].id == "e");
    CHECK(set.keys[1].curve == "P-384");
    CHECK(mcp::crypto::VerificationKey::from_jwk(set.keys[0].text).has_value());
    CHECK(mcp::crypto::VerificationKey::from_jwk(set.keys[1].text).has_value());
}

TEST_CASE("a key fits the algorithms of its type, and only its own when it names one") {
    const auto fits_of = [](const std::string& jwk) {
        JwkSet set;
        REQUIRE(parse_jwk_set(key_set(jwk), set).empty());
        std::string names;
        for (const JwtAlgorithm& algorithm : jwt_algorithms()) {
            if (fits(set.keys[0], algorithm)) {
                names += std::string(algorithm.name) + " ";
            }
        }
        return names;
    };
    CHECK(fits_of(rsa_key().jwk("")) == "RS256 RS384 RS512 PS256 PS384 PS512 ");
    CHECK(fits_of(rsa_key().jwk("", R"(,"alg":"PS384")")) == "PS384 ");
    CHECK(fits_of(ec_key().jwk("")) == "ES256 ");
    CHECK(fits_of(support::SigningKey::ec("P-384").jwk("")) == "ES384 ");
    CHECK(fits_of(support::SigningKey::ec("P-521").jwk("")) == "ES512 ");
}

TEST_CASE("keys that are not for checking signatures are left out") {
    CHECK(left_out(rsa_key().jwk("x")).empty());
    CHECK(left_out(rsa_key().jwk("x", R"(,"use":"enc")")) == "key 2: its use is not sig");
    CHECK(left_out(rsa_key().jwk("x", R"(,"use":7)")) == "key 2: its use is not sig");
    CHECK(
        left_out(rsa_key().jwk("x", R"(,"key_ops":["sign"])")).find("key_ops") != std::string::npos
    );
    CHECK(
        left_out(rsa_key().jwk("x", R"(,"key_ops":"verify")")).find("key_ops") != std::string::npos
    );
    CHECK(left_out(rsa_key().jwk("x", R"(,"alg":"RSA-OAEP")")).find("alg") != std::string::npos);
    CHECK(left_out(rsa_key().jwk("x", R"(,"alg":"HS256")")).find("alg") != std::string::npos);
    CHECK(left_out(rsa_key().jwk("x", R"(,"alg":"none")")).find("alg") != std::string::npos);
    CHECK(left_out(R"({"kty":"oct","k":"c2VjcmV0"})").find("kty") != std::string::npos);
    CHECK(left_out(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})").find("kty") != std::string::npos);
    CHECK(left_out("7").find("not a JSON object") != std::string::npos);
    CHECK(left_out("{}").find("kty") != std::string::npos);
}

TEST_CASE("weak and malformed keys are left out") {
    CHECK(left_out(support::SigningKey::rsa(1024).jwk("x")).find("1024 bits") != std::string::npos);
    CHECK(left_out(R"({"kty":"RSA","n":"AAAA"})").find("n or e") != std::string::npos);
    CHECK(left_out(R"({"kty":"RSA","n":"A+A","e":"AQAB"})").find("n or e") != std::string::npos);
    const std::string large(2'000, 'B');
    CHECK(
        left_out(R"({"kty":"RSA","e":"AQAB","n":")" + large + "\"}").find("bits") !=
        std::string::npos
    );
    const std::string modulus(344, 'B');
    CHECK(
        left_out(R"({"kty":"RSA","e":"AQ","n":")" + modulus + "\"}").find("exponent") !=
        std::string::npos
    );
    CHECK(
        left_out(R"({"kty":"RSA","e":"BA","n":")" + modulus + "\"}").find("exponent") !=
        std::string::npos
    );
    CHECK(
        left_out(R"({"kty":"EC","crv":"P-192","x":"AA","y":"AA"})").find("crv") != std::string::npos
    );
    CHECK(
        left_out(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})").find("length") !=
        std::string::npos
    );
}

TEST_CASE("private members of a key go no further") {
    JwkSet set;
    REQUIRE(parse_jwk_set(key_set(rsa_key().jwk("x", R"(,"d":"AAAA","p":"AAAA")")), set).empty());
    CHECK(set.keys[0].text.find("\"d\"") == std::string::npos);
    CHECK(set.keys[0].text.find("\"p\"") == std::string::npos);
}

TEST_CASE("a set that cannot be used says why") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", "not a JSON object"},
        {"[]", "not a JSON object"},
        {"<html>", "not a JSON object"},
        {"{}", "no list"},
        {R"({"keys":{}})", "no list"},
        {R"({"keys":[]})", "no key that can check"},
        {R"({"keys":[{"kty":"oct","k":"AA"}]})", "kty is not RSA or EC"},
        {"{\"keys\":" + std::string(1'000, '[') + std::string(1'000, ']') + "}", "not a JSON object"
        },
    };
    for (const auto& [text, expected] : cases) {
        INFO(text);
        CHECK(problem_of(text).find(expected) != std::string::npos);
    }
    std::string many;
    for (std::size_t i = 0; i <= kMaxKeys; ++i) {
        many += (i == 0 ? "" : ",") + ec_key().jwk("x");
    }
    CHECK(problem_of(key_set(many)).find("more than 100 keys") != std::string::npos);
}

TEST_CASE("a point that is not on its curve is refused by the crypto library") {
    std::string jwk = ec_key().jwk("x");
    const std::size_t y = jwk.find("\"y\":\"") + 5;
    jwk[y] = jwk[y] == 'A' ? 'B' : 'A';
    JwkSet set;
    REQUIRE(parse_jwk_set(key_set(jwk), set).empty());
    CHECK_FALSE(mcp::crypto::VerificationKey::from_jwk(set.keys[0].text).has_value());
}
