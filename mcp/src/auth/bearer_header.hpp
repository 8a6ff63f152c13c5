#pragma once
// The value of an Authorization header as `Bearer <token>` (RFC 6750 §2.1). Sans-IO.
// The only way a token comes to us: never in a query, never in a body.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::auth {

/// Longest token that is looked at; more is malformed. Access tokens of large issuers, with the
/// groups of a user in them, take some 4,000 bytes.
inline constexpr std::size_t kMaxToken = 8 * 1024;

enum class BearerHeader : std::uint8_t {
    token,     ///< there is one; whether it is good is for others to say
    missing,   ///< the value is empty
    malformed  ///< another scheme, no token, or characters that no token has
};

/// Reads the scheme, blanks, and characters of the token68 alphabet. `token` is changed only when
/// there is one.
[[nodiscard]] BearerHeader read_bearer_header(std::string_view header, std::string& token);

}  // namespace mcp::auth
