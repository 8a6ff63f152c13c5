#pragma once
// Makes keys, key sets and signed tokens for tests, with OpenSSL alone: another implementation than
// the one under test, and one that can be told to do wrong.

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace support {

/// A private key. Making one of RSA takes a while: share them within a test program.
class SigningKey {
  public:
    [[nodiscard]] static SigningKey rsa(unsigned bits = 2048);
    /// `curve`: P-256, P-384 or P-521.
    [[nodiscard]] static SigningKey ec(const std::string& curve);

    /// The public key as a JSON Web Key. `more` is put among its members, e.g. `,"use":"sig"`.
    [[nodiscard]] std::string jwk(std::string_view id, std::string_view more = {}) const;

    /// The public key in PEM: what a forger of HS256 tokens takes for the secret.
    [[nodiscard]] std::string public_pem() const;

    /// The signature of the bytes by RS*, PS* or ES*.
    [[nodiscard]] std::string sign(std::string_view algorithm, std::string_view bytes) const;

    /// A token with these texts as header and payload, signed by `algorithm` whatever the header
    /// says.
    [[nodiscard]] std::string token(
        std::string_view header, std::string_view payload, std::string_view algorithm
    ) const;

  private:
    explicit SigningKey(std::shared_ptr<void> key) : key_(std::move(key)) {}

    std::shared_ptr<void> key_;  // EVP_PKEY
};

/// `{"keys":[...]}` of texts that jwk() made, apart by commas.
[[nodiscard]] std::string key_set(std::string_view keys);

/// The first two parts of a token.
[[nodiscard]] std::string signing_input(std::string_view header, std::string_view payload);

}  // namespace support
