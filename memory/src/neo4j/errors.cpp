// Classification of driver failures by kind and, for the server's own, by Neo4j status code.
// Codes: https://neo4j.com/docs/status-codes/current/errors/all-errors/
#include "neo4j/errors.hpp"

#include <string>

namespace memory::neo4j {

namespace {

std::string_view code_of(const bolt::Error& failure) noexcept {
    return failure.server() == nullptr ? std::string_view() : failure.server()->code;
}

/// One line: server messages may hold the statement on lines of their own.
std::string one_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

Error server_error(const bolt::Error& failure, const std::string& at) {
    const std::string_view code = code_of(failure);
    const std::string said = std::string(code) + ": " + one_line(failure.server()->message);
    if (is_lost_race(failure)) {
        return LostRace();
    }
    if (code.find("TransactionTimedOut") != std::string_view::npos ||
        code.find("LockAcquisitionTimeout") != std::string_view::npos) {
        return Error(Errc::timeout, "Neo4j" + at + " ended the operation at its time limit");
    }
    if (code == "Neo.ClientError.Database.DatabaseNotFound") {
        return Error(
            Errc::unavailable, "Neo4j" + at + " has no such database; check the database name"
        );
    }
    if (code.starts_with("Neo.TransientError.")) {
        return Error(Errc::unavailable, "Neo4j" + at + " is busy (" + said + "); try again");
    }
    if (code.starts_with("Neo.ClientError.Security.")) {
        return Error(
            Errc::unavailable,
            "Neo4j" + at + " does not allow this (" + said +
                "); the user needs the right to read, write and create indexes"
        );
    }
    return Error(Errc::internal, "Neo4j" + at + " refused a statement: " + said);
}

}  // namespace

LostRace::LostRace()
    : Error(Errc::conflict, "another write came first; read what is there now and decide anew") {}

bool is_lost_race(const bolt::Error& failure) noexcept {
    const std::string_view code = code_of(failure);
    return code == "Neo.ClientError.Schema.ConstraintValidationFailed" ||
           code == "Neo.ClientError.Schema.ConstraintViolation" ||
           code == "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists" ||
           code == "Neo.ClientError.Statement.EntityNotFound";
}

Error to_memory_error(const bolt::Error& failure, std::string_view location) {
    const std::string at = " at " + std::string(location);
    if (failure.kind() == bolt::ErrorKind::cancelled) {
        // Also in mid-commit: who gave up does not ask what came of it.
        return Error(Errc::cancelled, "the operation was cancelled");
    }
    if (failure.commit_outcome_unknown()) {
        return Error(
            Errc::outcome_unknown,
            "the connection to Neo4j" + at +
                " was lost while committing: the write may or may not have happened; repeat it "
                "only with its key, or look first"
        );
    }
    switch (failure.kind()) {
        case bolt::ErrorKind::connectivity:
        case bolt::ErrorKind::session_expired:
            return Error(
                Errc::unavailable,
                "cannot reach Neo4j" + at + " (" + failure.what() +
                    "); check that the server runs and that the URL is right"
            );
        case bolt::ErrorKind::tls:
            return Error(
                Errc::unavailable,
                "no secure connection to Neo4j" + at + " (" + failure.what() +
                    "); for a self-signed certificate use bolt+ssc://, without TLS bolt://"
            );
        case bolt::ErrorKind::auth:
            return Error(
                Errc::unavailable, "Neo4j" + at + " refused the log-in; check user and password"
            );
        case bolt::ErrorKind::timeout:
            return Error(Errc::timeout, "Neo4j" + at + " did not answer in time");
        case bolt::ErrorKind::server:
            if (failure.server() != nullptr) {
                return server_error(failure, at);
            }
            break;
        case bolt::ErrorKind::cancelled:
        case bolt::ErrorKind::protocol:
        case bolt::ErrorKind::usage:
        case bolt::ErrorKind::type:
        case bolt::ErrorKind::configuration:
        case bolt::ErrorKind::unsupported_server:
        case bolt::ErrorKind::transaction_ended:
        case bolt::ErrorKind::result_consumed:
        case bolt::ErrorKind::result_failed:
        case bolt::ErrorKind::result_not_single:
            break;
    }
    return Error(Errc::internal, "talking to Neo4j" + at + " failed: " + one_line(failure.what()));
}

}  // namespace memory::neo4j
