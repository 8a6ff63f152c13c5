// bolt::Error and the one place that decides whether a failure may be retried.
// Rules: the official drivers' (bolt documentation and their exception classes).

#include <bolt/error.hpp>

#include <algorithm>
#include <array>

namespace bolt {

namespace {

class Category : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "bolt"; }

    [[nodiscard]] std::string message(int value) const override {
        return std::string(to_string(static_cast<ErrorKind>(value)));
    }
};

bool is_auth_code(std::string_view code) {
    constexpr std::array<std::string_view, 5> kCodes{
        "Neo.ClientError.Security.Unauthorized",
        "Neo.ClientError.Security.AuthorizationFailed",
        "Neo.ClientError.Security.TokenExpired",
        "Neo.ClientError.Security.CredentialsExpired",
        "Neo.ClientError.Security.AuthenticationRateLimit",
    };
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

std::string text_of(const ServerError& failure) {
    return failure.code + ": " + failure.message;
}

}  // namespace

std::string_view to_string(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::connectivity:
            return "connectivity";
        case ErrorKind::timeout:
            return "timeout";
        case ErrorKind::cancelled:
            return "cancelled";
        case ErrorKind::protocol:
            return "protocol";
        case ErrorKind::server:
            return "server";
        case ErrorKind::usage:
            return "usage";
        case ErrorKind::type:
            return "type";
        case ErrorKind::tls:
            return "tls";
        case ErrorKind::auth:
            return "auth";
        case ErrorKind::session_expired:
            return "session expired";
        case ErrorKind::configuration:
            return "configuration";
        case ErrorKind::unsupported_server:
            return "unsupported server";
        case ErrorKind::transaction_ended:
            return "transaction ended";
        case ErrorKind::result_consumed:
            return "result consumed";
        case ErrorKind::result_failed:
            return "result failed";
        case ErrorKind::result_not_single:
            return "result not single";
    }
    return "unknown";
}

const std::error_category& error_category() noexcept {
    static const Category category;
    return category;
}

std::error_code make_error_code(ErrorKind kind) noexcept {
    return {static_cast<int>(kind), error_category()};
}

bool is_retryable_code(std::string_view code) noexcept {
    // Servers up to 4.4 call these two transient, though somebody ended the transaction on purpose.
    if (code == "Neo.TransientError.Transaction.Terminated" ||
        code == "Neo.TransientError.Transaction.LockClientStopped") {
        return false;
    }
    return code.starts_with("Neo.TransientError.") ||
           code == "Neo.ClientError.Cluster.NotALeader" ||
           code == "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase" ||
           code == "Neo.ClientError.Security.AuthorizationExpired";
}

Error::Error(ErrorKind kind, const std::string& message)
    : std::system_error(make_error_code(kind), message),
      message_(std::make_shared<const std::string>(message)),
      kind_(kind),
      retryable_(kind == ErrorKind::connectivity || kind == ErrorKind::session_expired) {}

Error::Error(ServerError failure)
    : std::system_error(
          make_error_code(is_auth_code(failure.code) ? ErrorKind::auth : ErrorKind::server),
          text_of(failure)
      ),
      message_(std::make_shared<const std::string>(text_of(failure))),
      kind_(is_auth_code(failure.code) ? ErrorKind::auth : ErrorKind::server),
      retryable_(is_retryable_code(failure.code)),
      server_(std::make_shared<const ServerError>(std::move(failure))) {}

Error Error::with_new_credentials(const Error& reason) {
    Error error(reason);
    error.retryable_ = true;
    return error;
}

Error Error::in_doubt(const Error& reason, std::string_view during) {
    // what() ends with the kind, which the new error adds itself.
    std::string text = reason.what();
    const std::string kind = ": " + std::string(to_string(reason.kind()));
    if (text.ends_with(kind)) {
        text.erase(text.size() - kind.size());
    }
    Error error(
        reason.kind(),
        "the connection was lost during " + std::string(during) +
            ", so the transaction may or may not have been committed (" + text + ")"
    );
    error.retryable_ = false;
    error.outcome_unknown_ = true;
    error.server_ = reason.server_;
    return error;
}

Error Error::commit_in_doubt(const Error& reason) {
    return in_doubt(reason, "COMMIT");
}

Error Error::auto_commit_in_doubt(const Error& reason) {
    return in_doubt(reason, "an auto-commit query");
}

}  // namespace bolt
