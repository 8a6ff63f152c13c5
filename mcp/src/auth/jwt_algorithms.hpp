#pragma once
// The signature algorithms that tokens may be signed with (RFC 7518 §3.1), and the key each needs.
// Asymmetric ones only: `none` and HS* are not in the table, so nothing can switch them on.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace mcp::auth {

struct JwtAlgorithm {
    std::string_view name;      ///< the header's `alg`
    std::string_view key_type;  ///< the key's `kty`: RSA or EC
    std::string_view curve;     ///< the key's `crv`; empty for RSA
    std::size_t signature;      ///< bytes of a signature; 0 = as many as the key's modulus has
};

/// All of them, in the order that error messages name them.
[[nodiscard]] std::span<const JwtAlgorithm> jwt_algorithms() noexcept;

/// nullptr: not an algorithm that could be allowed.
[[nodiscard]] const JwtAlgorithm* find_jwt_algorithm(std::string_view name) noexcept;

/// `RS256, RS384, ...`, for error messages.
[[nodiscard]] std::string jwt_algorithm_names();

}  // namespace mcp::auth
