// Fuzz target: everything of access tokens that comes from outside: the header field, the token,
// its claims, and the issuer's key set and URL. Broken promises abort, so that the fuzzer keeps it.
//
// The input is taken for each of them in turn. A token is also checked with known keys, which
// nothing that a fuzzer finds can have been signed with.

#include "auth/bearer_header.hpp"
#include "auth/jwk_set.hpp"
#include "auth/jwt_claims.hpp"
#include "auth/jwt_header.hpp"
#include "auth/key_url.hpp"
#include "crypto/jws.hpp"
#include "text/base64.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace mcp::auth;
using mcp::crypto::VerificationKey;

// Public keys, one of each kind.
constexpr const char* kRsa = R"({"kty":"RSA","e":"AQAB","n":")"
                             "8UXVZeWFGH4KIDmkT7qGGMRWOJaswDdwJHzdoFpNLM7sP97lCxzqnWXt-uoATLdc"
                             "ILKaH4GprbG7XFLSDN-6WqgLiupPNkkdscu-02vir7Mgan8oX8IWVL7UK6LkLBQZ"
                             "Qod3Ueu1K4EVCEcx7VhIrcvIco4KG6qLYfG1h-rsp9VAUs9UQWSF4PNBF4TMiqX3"
                             "rkNqCbUvu6lhhbNRzjtXWzv-hbL6SHj7ixskMs4gTnZxbgtS7TshgIMyfmqQXwB1"
                             "xayCrycUpVsrtd0pQCfiFNmxCTs4A7p3AmGhaU2zs_kgyiQHEz_mjH2Vvj5nxRUI"
                             "hZ_1zNEnvtkxzKaeU3DusQ"
                             R"("})";
constexpr const char* kEc =
    R"({"kty":"EC","crv":"P-256","x":"sbCKO2e_fzpWY4Dgb08ogQSZnwM7q6gteKjJnJfoaZE",)"
    R"("y":"Yry6dy-LijQ8v25B7o4U3uz45p3NSsXdNozyQ-_Ig5Q"})";

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

bool is_printable(const std::string& text) {
    return std::ranges::none_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    });
}

const std::vector<VerificationKey>& known_keys() {
    static const std::vector<VerificationKey> keys = [] {
        std::vector<VerificationKey> out;
        for (const char* text : {kRsa, kEc}) {
            const auto key = VerificationKey::from_jwk(text);
            require(key.has_value());
            out.push_back(*key);
        }
        return out;
    }();
    return keys;
}

void check_header_field(std::string_view text) {
    std::string token;
    if (read_bearer_header(text, token) != BearerHeader::token) {
        return require(token.empty());
    }
    require(!token.empty() && token.size() <= kMaxToken && is_printable(token));
    require(token.find_first_of(" ,;\"") == std::string::npos);
}

void check_token(std::string_view text) {
    JwtHeader header;
    const std::string problem = read_jwt_header(text, header);
    require(problem.empty() || header.algorithm.empty());
    const std::string token(text);
    for (const VerificationKey& key : known_keys()) {
        // What the server would refuse before, the signature check must bear all the same.
        require(
            !key.verified_payload(token, problem.empty() ? header.algorithm : "RS256").has_value()
        );
    }
}

void check_claims(std::string_view text) {
    ClaimRules rules;
    rules.issuer = "https://issuer.example";
    rules.audiences = {"us"};
    Claims claims;
    if (!read_claims(text, rules, claims).empty()) {
        return require(claims.subject.empty() && claims.scopes.empty());
    }
    require(!claims.subject.empty() && is_printable(claims.subject));
    require(std::isfinite(claims.expires.count()) && std::isfinite(claims.not_before.count()));
    require(!check_time(claims, claims.expires).empty());
}

void check_key_set(std::string_view text) {
    JwkSet set;
    if (!parse_jwk_set(text, set).empty()) {
        return require(set.keys.empty());
    }
    require(!set.keys.empty() && set.keys.size() + set.left_out.size() <= kMaxKeys);
    for (const JwkKey& key : set.keys) {
        require(std::ranges::count_if(jwt_algorithms(), [&key](const JwtAlgorithm& algorithm) {
                    return fits(key, algorithm);
                }) <= 6);
        (void)VerificationKey::from_jwk(key.text);
    }
}

void check_url(std::string_view text) {
    KeyUrl url;
    if (parse_key_url(text, url).empty()) {
        require(!url.host.empty() && url.port != 0 && url.target.starts_with('/'));
        require(is_printable(url.target) && url.target.find(' ') == std::string::npos);
        require(url.tls || is_loopback_host(url.host));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_header_field(text);
    check_token(text);
    check_claims(text);
    check_key_set(text);
    check_url(text);
    // The same bytes as the inside of a token, which the fuzzer would hardly find by itself.
    const std::string inside = mcp::text::base64url_encode(text);
    check_token(inside + "." + inside + "." + inside);
    check_token("eyJhbGciOiJSUzI1NiJ9." + inside + "." + inside);
    check_token("eyJhbGciOiJFUzI1NiJ9." + inside + "." + inside);
    return 0;
}
