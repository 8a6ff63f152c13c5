// The table of signature algorithms.
// EdDSA is missing because the signature library of Debian 12 and 13 does not have it (ADR 11).
#include "auth/jwt_algorithms.hpp"

#include <algorithm>
#include <array>

namespace mcp::auth {
namespace {

constexpr std::array<JwtAlgorithm, 9> kAlgorithms = {{
    {"RS256", "RSA", "", 0},
    {"RS384", "RSA", "", 0},
    {"RS512", "RSA", "", 0},
    {"PS256", "RSA", "", 0},
    {"PS384", "RSA", "", 0},
    {"PS512", "RSA", "", 0},
    {"ES256", "EC", "P-256", 64},
    {"ES384", "EC", "P-384", 96},
    {"ES512", "EC", "P-521", 132},
}};

}  // namespace

std::span<const JwtAlgorithm> jwt_algorithms() noexcept {
    return kAlgorithms;
}

const JwtAlgorithm* find_jwt_algorithm(std::string_view name) noexcept {
    const auto* found = std::ranges::find(kAlgorithms, name, &JwtAlgorithm::name);
    return found == kAlgorithms.end() ? nullptr : found;
}

std::string jwt_algorithm_names() {
    std::string names;
    for (const JwtAlgorithm& algorithm : kAlgorithms) {
        names += names.empty() ? "" : ", ";
        names += algorithm.name;
    }
    return names;
}

}  // namespace mcp::auth
