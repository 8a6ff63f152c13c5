#pragma once
// The outside of a token: three parts of base64url, the first of which says how it is signed
// (RFC 7515 compact serialization, RFC 7519). Sans-IO; nothing here is trusted yet.

#include <optional>
#include <string>
#include <string_view>

namespace mcp::auth {

struct JwtHeader {
    JwtHeader() = default;
    std::string algorithm;
    std::optional<std::string> key_id;
    std::size_t signature_bytes = 0;
};

/// Reads the header and checks that all three parts are strict base64url. Answers what is wrong, in
/// words that repeat nothing of the token, or nothing; `out` is changed only then.
///
/// Refused beside what is malformed: `crit` (extensions that we do not know must not be passed
/// over, RFC 7515 §4.1.11), and a `typ` of something other than an access token or a plain JWT
/// (RFC 8725 §3.11), so that a logout token or the like is not taken for one.
[[nodiscard]] std::string read_jwt_header(std::string_view token, JwtHeader& out);

}  // namespace mcp::auth
