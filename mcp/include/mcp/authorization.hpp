#pragma once
// Who may call over HTTP: the hook that turns an Authorization header into a principal, and the
// texts that tell a client how to get authorized (RFC 6750, RFC 9728).
// bearer_tokens.hpp and jwt.hpp have the library's own authorizers.

#include <mcp/principal.hpp>
#include <mcp/protected_resource.hpp>
#include <mcp/task.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace mcp {

/// What an Authorizer found.
class Authorization {
  public:
    enum class Status : std::uint8_t {
        granted,
        missing,      ///< no credentials: 401
        malformed,    ///< not `Bearer <token>`, or more than one header: 400
        invalid,      ///< unknown, expired, for somebody else, wrongly signed: 401
        unavailable,  ///< cannot be checked now (keys out of reach): 503
    };

    Authorization() = default;

    [[nodiscard]] static Authorization granted(std::shared_ptr<const Principal> principal) {
        Authorization out(Status::granted, {});
        out.principal_ = std::move(principal);
        return out;
    }

    /// `reason` is for the log: it must hold nothing of the token.
    [[nodiscard]] static Authorization refused(Status status, std::string reason) {
        return {status, std::move(reason)};
    }

    [[nodiscard]] Status status() const noexcept { return status_; }

    [[nodiscard]] const std::shared_ptr<const Principal>& principal() const noexcept {
        return principal_;
    }

    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

  private:
    Authorization(Status status, std::string reason)
        : status_(status), reason_(std::move(reason)) {}

    Status status_ = Status::missing;
    std::shared_ptr<const Principal> principal_;
    std::string reason_;
};

/// Checks credentials. One executor; must outlive the servers that use it. Never throws for what a
/// client sends.
class Authorizer {
  public:
    Authorizer() = default;
    Authorizer(const Authorizer&) = delete;
    Authorizer& operator=(const Authorizer&) = delete;
    virtual ~Authorizer() = default;

    /// `header` is the value of the only Authorization header, empty when there is none.
    virtual Task<Authorization> check(std::string_view header) = 0;
};

}  // namespace mcp
