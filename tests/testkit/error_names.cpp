// Tables from our errors to the Python driver's classes; see error_names.hpp.
// Server codes: the rules of the Python driver, which has more classes than kinds of errors.

#include "testkit/error_names.hpp"

#include <algorithm>
#include <array>

namespace testkit {

namespace {

using bolt::ErrorKind;

struct Row {
    std::string_view key;
    std::string_view name;
};

/// Server codes without "Neo.ClientError."; all others are named after their second part.
constexpr std::array kClientCodes{
    Row{"Schema.ConstraintValidationFailed", "ConstraintError"},
    Row{"Schema.ConstraintViolation", "ConstraintError"},
    Row{"Statement.ConstraintVerificationFailed", "ConstraintError"},
    Row{"Statement.ConstraintViolation", "ConstraintError"},
    Row{"Statement.InvalidSyntax", "CypherSyntaxError"},
    Row{"Statement.SyntaxError", "CypherSyntaxError"},
    Row{"Procedure.TypeError", "CypherTypeError"},
    Row{"Statement.InvalidType", "CypherTypeError"},
    Row{"Statement.TypeError", "CypherTypeError"},
    Row{"General.ForbiddenOnReadOnlyDatabase", "ForbiddenOnReadOnlyDatabase"},
    Row{"General.ReadOnly", "Forbidden"},
    Row{"Schema.ForbiddenOnConstraintIndex", "Forbidden"},
    Row{"Schema.IndexBelongsToConstraint", "Forbidden"},
    Row{"Security.Forbidden", "Forbidden"},
    Row{"Transaction.ForbiddenDueToTransactionType", "Forbidden"},
    Row{"Security.AuthorizationFailed", "AuthError"},
    Row{"Security.Unauthorized", "AuthError"},
    Row{"Security.AuthorizationExpired", "TransientError"},
    Row{"Security.TokenExpired", "TokenExpired"},
    Row{"Cluster.NotALeader", "NotALeader"},
};

/// Classes that are not in neo4j.exceptions.
constexpr std::array kElsewhere{
    Row{"BoltProtocolError", "neo4j._exceptions.BoltProtocolError"},
    Row{"AttributeError", "AttributeError"},
    Row{"TypeError", "TypeError"},
    Row{"ValueError", "ValueError"},
};

template <class Rows>
std::string_view find(const Rows& rows, std::string_view key) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [key](const Row& row) { return row.key == key; });
    return found == rows.end() ? std::string_view() : found->name;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string_view class_of_code(std::string_view code) {
    constexpr std::string_view kClient = "Neo.ClientError.";
    if (code.starts_with(kClient)) {
        const std::string_view name = find(kClientCodes, code.substr(kClient.size()));
        return name.empty() ? "ClientError" : name;
    }
    if (code == "Neo.TransientError.General.DatabaseUnavailable") {
        return "DatabaseUnavailable";
    }
    return code.starts_with("Neo.TransientError.") ? "TransientError" : "DatabaseError";
}

std::string_view class_of_settings(std::string_view text, std::string_view request) {
    // A bolt:// URI with parameters, which the text quotes, is a matter of its own.
    const bool about_uri = contains(text, "bolt") && contains(text, "://") && contains(text, "?");
    return request == "NewDriver" && about_uri ? "ValueError" : "ConfigurationError";
}

std::string_view class_of_usage(std::string_view text, std::string_view request) {
    if (request == "NewDriver") {
        return class_of_settings(text, request);
    }
    const bool managed = request.starts_with("Transaction") && contains(text, "managed");
    return managed ? "AttributeError" : "ValueError";
}

}  // namespace

std::string_view python_class(const bolt::Error& error, std::string_view request) {
    // Python knows of doubt about COMMIT only, ours also about auto-commit queries.
    if (error.commit_outcome_unknown() && contains(error.what(), "during COMMIT")) {
        return "IncompleteCommit";
    }
    if (error.server() != nullptr) {
        return class_of_code(error.server()->code);
    }
    switch (error.kind()) {
        case ErrorKind::connectivity:
        case ErrorKind::timeout:
        case ErrorKind::tls:
            return "ServiceUnavailable";
        case ErrorKind::session_expired:
            return "SessionExpired";
        case ErrorKind::protocol:
            return "BoltProtocolError";
        case ErrorKind::unsupported_server:
            return "UnsupportedServerProduct";
        case ErrorKind::configuration:
            return class_of_settings(error.what(), request);
        case ErrorKind::usage:
            return class_of_usage(error.what(), request);
        case ErrorKind::type:
            return request.starts_with("Result") ? "BrokenRecordError" : "TypeError";
        case ErrorKind::transaction_ended:
            return "TransactionError";
        case ErrorKind::result_consumed:
            return "ResultConsumedError";
        case ErrorKind::result_failed:
            return "ResultFailedError";
        case ErrorKind::result_not_single:
            return "ResultNotSingleError";
        case ErrorKind::cancelled:
        case ErrorKind::server:
        case ErrorKind::auth:
            break;
    }
    return "DriverError";
}

std::string python_type(std::string_view class_name) {
    std::string path(find(kElsewhere, class_name));
    if (path.empty()) {
        path = "neo4j.exceptions." + std::string(class_name);
    }
    return "<class '" + path + "'>";
}

bool fails_results(const bolt::Error& error) {
    switch (error.kind()) {
        case ErrorKind::usage:
        case ErrorKind::type:
        case ErrorKind::transaction_ended:
        case ErrorKind::result_consumed:
        case ErrorKind::result_failed:
        case ErrorKind::result_not_single:
            return false;
        default:
            return true;
    }
}

}  // namespace testkit
