#pragma once
// AuthToken: how a driver proves who it is. It can be compared and sent, never printed.
// Schemes are Neo4j's: none, basic, bearer, kerberos, and whatever a plug-in defines.

#include <bolt/value.hpp>

#include <memory>
#include <string>
#include <utility>

namespace bolt {

/// Credentials of one scheme; a value that never changes. Copies share what they hold, because
/// each use of a connection takes one.
class AuthToken {
  public:
    /// For servers without authentication.
    [[nodiscard]] static AuthToken none();
    /// A user and a password; `realm` is empty for the server's own users.
    [[nodiscard]] static AuthToken basic(
        std::string user, std::string password, std::string realm = {}
    );
    /// A token of single sign-on. It may expire: see bearer_auth_manager().
    [[nodiscard]] static AuthToken bearer(std::string token);
    /// A ticket, in base64.
    [[nodiscard]] static AuthToken kerberos(std::string base64_ticket);
    /// Any scheme; empty texts and empty parameters are not sent.
    [[nodiscard]] static AuthToken custom(
        std::string scheme,
        std::string principal,
        std::string credentials,
        std::string realm,
        Map parameters
    );

    /// The entries as they are sent in HELLO or LOGON. Holds secrets: never log it.
    [[nodiscard]] const Map& entries() const noexcept { return *entries_; }

    friend bool operator==(const AuthToken& left, const AuthToken& right) {
        return left.entries_ == right.entries_ || *left.entries_ == *right.entries_;
    }

  private:
    explicit AuthToken(Map entries) : entries_(std::make_shared<const Map>(std::move(entries))) {}

    std::shared_ptr<const Map> entries_;
};

}  // namespace bolt
