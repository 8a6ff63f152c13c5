#pragma once
// A JSON Web Key Set (RFC 7517 §5) as the public keys that tokens are checked with. Sans-IO.
// Keys for other purposes, symmetric ones and weak ones are left out, each for a reason.

#include "auth/jwt_algorithms.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::auth {

/// More is a mistake, or an attempt to make us busy.
inline constexpr std::size_t kMaxKeys = 100;
/// NIST SP 800-131A: fewer bits are not allowed any more. More than the upper bound are slow.
inline constexpr std::size_t kMinRsaBits = 2'048;
inline constexpr std::size_t kMaxRsaBits = 8'192;

struct JwkKey {
    JwkKey() = default;
    std::string id;         ///< `kid`, may be empty
    std::string key_type;   ///< `kty`: RSA or EC
    std::string curve;      ///< `crv` of EC
    std::string algorithm;  ///< `alg`; empty = any that fits the type
    std::string text;       ///< the key as JSON with its public members only
};

struct JwkSet {
    JwkSet() = default;
    std::vector<JwkKey> keys;
    std::vector<std::string> left_out;  ///< why, one line for each key that is not in `keys`
};

/// Reads a key set. Answers what is wrong with the set as a whole, or nothing; `out` is changed
/// only then. A set without one usable key is wrong.
[[nodiscard]] std::string parse_jwk_set(std::string_view text, JwkSet& out);

/// Whether signatures of this algorithm may be checked with the key.
[[nodiscard]] bool fits(const JwkKey& key, const JwtAlgorithm& algorithm) noexcept;

}  // namespace mcp::auth
