#pragma once
// SHA-256, HMAC over it, and a comparison that tells nothing by its time.
// By OpenSSL; results are raw bytes (text/hex.hpp and text/base64.hpp make them readable).

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::crypto {

/// Bytes of a SHA-256 digest.
inline constexpr std::size_t kDigestSize = 32;

/// SHA-256 of `data` (FIPS 180-4), 32 bytes. Throws Error only when OpenSSL cannot do it at all.
[[nodiscard]] std::string sha256(std::string_view data);

/// HMAC-SHA-256 (RFC 2104), 32 bytes. Throws Error only when OpenSSL cannot do it at all.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view data);

/// Whether both are the same bytes. Takes the same time wherever they differ; texts of different
/// lengths are told apart at once, so compare digests where the length is a secret.
[[nodiscard]] bool constant_time_equal(std::string_view left, std::string_view right) noexcept;

}  // namespace mcp::crypto
