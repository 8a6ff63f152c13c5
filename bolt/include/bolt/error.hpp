#pragma once
// bolt::Error: the one exception of the driver. It says what failed, whether to try again, and
// whether a commit's outcome is unknown.

#include <bolt/value.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace bolt {

/// What failed; the values of error_category().
enum class ErrorKind : std::uint8_t {
    connectivity = 1,    ///< no connection could be made, or it broke
    timeout,             ///< a deadline of the driver passed; the connection was closed
    cancelled,           ///< the caller cancelled; the connection was closed
    protocol,            ///< the server sent what Bolt does not allow, or more than the limits do
    server,              ///< the server answered FAILURE; see server()
    usage,               ///< the driver was used wrongly, or configured impossibly
    type,                ///< a value is of another type than was asked for
    tls,                 ///< the secure connection could not be made or trusted
    auth,                ///< the server refused the credentials; see server()
    session_expired,     ///< the server that routing chose is gone or has another role; retry
    configuration,       ///< the settings ask for what this server or URI cannot do
    unsupported_server,  ///< what answers is no Neo4j
    transaction_ended,   ///< the transaction was committed, rolled back, closed, or has failed
    result_consumed,     ///< the result was consumed, or its transaction has ended
    result_failed,       ///< the result, or another one of its transaction, failed before
    result_not_single,   ///< one record was expected, and there was none, or more
};

/// The enumerator's name, e.g. "session_expired".
[[nodiscard]] std::string_view to_string(ErrorKind kind) noexcept;
/// The category of Error::code(); its values are ErrorKind.
[[nodiscard]] const std::error_category& error_category() noexcept;
/// A kind as std::error_code, so that `error.code() == ErrorKind::timeout` can be written.
[[nodiscard]] std::error_code make_error_code(ErrorKind kind) noexcept;

/// A failure as the server tells it. Texts may quote the user's data: not for logs at level info.
/// Servers before Bolt 5.7 send `code` and `message` only; the GQL fields then hold the defaults
/// that the official drivers use (50N42).
struct ServerError {
    ServerError() = default;
    std::string code;            ///< e.g. "Neo.ClientError.Statement.SyntaxError"; empty for causes
    std::string message;         ///< for people; may quote the query and its values
    std::string gql_status;      ///< e.g. "42001"
    std::string description;     ///< of the status
    std::string classification;  ///< CLIENT_ERROR, TRANSIENT_ERROR, DATABASE_ERROR or empty
    Map diagnostic_record;       ///< as sent, with the defaults of what was left out
    std::shared_ptr<const ServerError> cause;  ///< what led to it; may be null
};

/// What every operation of the driver throws.
class Error : public std::system_error {
  public:
    /// A failure of the driver itself.
    Error(ErrorKind kind, const std::string& message);
    /// A FAILURE of the server; kind is auth for refused credentials, else server.
    explicit Error(ServerError failure);

    /// The text alone: std::system_error would append the kind's name to it.
    [[nodiscard]] const char* what() const noexcept override {
        return message_ ? message_->c_str() : "";  // null once it was moved from
    }

    /// What failed.
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

    /// Running the whole transaction again may succeed. Managed transactions do so by themselves.
    [[nodiscard]] bool retryable() const noexcept { return retryable_; }

    /// The connection was lost while a commit was on its way: it may or may not have happened.
    [[nodiscard]] bool commit_outcome_unknown() const noexcept { return outcome_unknown_; }

    /// What the server said; nullptr when the failure is not the server's. Lives as long as this.
    [[nodiscard]] const ServerError* server() const noexcept { return server_.get(); }

    /// The same failure, met while a COMMIT had no answer: never retryable.
    [[nodiscard]] static Error commit_in_doubt(const Error& reason);
    /// The same failure, met while a query that the server commits by itself had no answer.
    [[nodiscard]] static Error auto_commit_in_doubt(const Error& reason);
    /// The same failure, which may be retried because new credentials are at hand.
    [[nodiscard]] static Error with_new_credentials(const Error& reason);

  private:
    static Error in_doubt(const Error& reason, std::string_view during);

    std::shared_ptr<const std::string> message_;  ///< shared, so that copying cannot throw
    ErrorKind kind_;
    bool retryable_ = false;
    bool outcome_unknown_ = false;
    std::shared_ptr<const ServerError> server_;
};

/// Whether the drivers' rules say to retry a transaction that failed with this server code.
[[nodiscard]] bool is_retryable_code(std::string_view code) noexcept;

}  // namespace bolt

/// Lets ErrorKind be compared with std::error_code.
template <>
struct std::is_error_code_enum<bolt::ErrorKind> : std::true_type {};
