#pragma once
// Signatures of tokens (JWS compact serialization, RFC 7515 §3.1), checked by libcjose.
// The only file pair that knows that library; which algorithm may be used is decided elsewhere.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mcp::crypto {

/// A public key that checks signatures. Cheap to copy; copies share the key, so all of them stay
/// on one thread.
class VerificationKey {
  public:
    /// `jwk`: one JSON Web Key of kind RSA or EC whose members are strict base64url, as those of
    /// auth::parse_jwk_set() are (the library asserts it). nullopt when the library refuses it, as
    /// it does with a point that is not on its curve.
    [[nodiscard]] static std::optional<VerificationKey> from_jwk(const std::string& jwk);

    /// The payload, when `token` is signed with this key by `algorithm` (RS*, PS* or ES*) and says
    /// so itself in its header; nullopt for everything else, `none` and HS* included.
    [[nodiscard]] std::optional<std::string> verified_payload(
        const std::string& token, std::string_view algorithm
    ) const;

  private:
    explicit VerificationKey(std::shared_ptr<void> key) : key_(std::move(key)) {}

    std::shared_ptr<void> key_;  // the library's cjose_jwk_t
};

}  // namespace mcp::crypto
