#pragma once
// What a signed token says, and whether it is for us and for now (RFC 7519 §4.1, RFC 9068 §4).
// Sans-IO: the time is handed in. Only for a payload whose signature has been checked.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::auth {

/// Whom and what to believe.
struct ClaimRules {
    ClaimRules() = default;
    std::string issuer;                  ///< `iss`, exactly
    std::vector<std::string> audiences;  ///< `aud` must name one of them, exactly
    std::chrono::seconds leeway{60};     ///< for clocks that differ
};

/// Seconds since 1970, as tokens have them.
using EpochSeconds = std::chrono::duration<double>;

/// What is left of a good token.
struct Claims {
    Claims() = default;
    std::string subject;
    std::vector<std::string> scopes;  ///< from `scope` or `scp`, in order
    EpochSeconds not_before{0};       ///< the earliest moment it is good, leeway included
    EpochSeconds expires{0};          ///< the first moment it is not, leeway included
};

/// Reads the claims. Answers what is wrong, repeating nothing but the names of claims, or nothing;
/// `out` is changed only then. The time is for check_time().
[[nodiscard]] std::string read_claims(
    std::string_view payload, const ClaimRules& rules, Claims& out
);

/// Whether the token is good at this time: empty, or what is wrong.
[[nodiscard]] std::string check_time(const Claims& claims, EpochSeconds now);

}  // namespace mcp::auth
