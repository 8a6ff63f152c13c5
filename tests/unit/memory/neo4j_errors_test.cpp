// What each failure of the driver becomes for users of the memory library.
// The texts must say what to do, the codes whether trying again can help.
#include "neo4j/errors.hpp"
#include "support/catch.hpp"

#include <string>

using memory::Errc;
using memory::Error;
using memory::neo4j::is_lost_race;
using memory::neo4j::to_memory_error;

namespace {

constexpr const char* kLocation = "bolt://db.example:7687";

bolt::Error server_failure(const std::string& code) {
    bolt::ServerError failure;
    failure.code = code;
    failure.message = "first line\nsecond line";
    return bolt::Error(failure);
}

Error mapped(const bolt::Error& failure) {
    return to_memory_error(failure, kLocation);
}

}  // namespace

TEST_CASE("kinds of driver failures keep their meaning") {
    CHECK(
        mapped(bolt::Error(bolt::ErrorKind::connectivity, "refused")).code() == Errc::unavailable
    );
    CHECK(mapped(bolt::Error(bolt::ErrorKind::tls, "expired")).code() == Errc::unavailable);
    CHECK(mapped(bolt::Error(bolt::ErrorKind::timeout, "late")).code() == Errc::timeout);
    CHECK(mapped(bolt::Error(bolt::ErrorKind::cancelled, "stop")).code() == Errc::cancelled);
    CHECK(mapped(bolt::Error(bolt::ErrorKind::usage, "wrong")).code() == Errc::internal);
    CHECK(mapped(bolt::Error(bolt::ErrorKind::protocol, "bytes")).code() == Errc::internal);
}

TEST_CASE("a commit in doubt is reported as such and not as something to repeat") {
    const bolt::Error lost(bolt::ErrorKind::connectivity, "closed");
    const Error error = mapped(bolt::Error::commit_in_doubt(lost));
    CHECK(error.code() == Errc::outcome_unknown);
    CHECK_FALSE(error.retryable());
    CHECK(std::string(error.what()).find("may or may not") != std::string::npos);
}

TEST_CASE("a cancelled commit is cancelled: the caller gave up on its outcome") {
    const bolt::Error given_up(bolt::ErrorKind::cancelled, "stop");
    CHECK(mapped(bolt::Error::commit_in_doubt(given_up)).code() == Errc::cancelled);
}

TEST_CASE("the server's codes are sorted by what the caller can do") {
    CHECK(
        mapped(server_failure("Neo.ClientError.Schema.ConstraintValidationFailed")).code() ==
        Errc::conflict
    );
    CHECK(
        mapped(server_failure("Neo.TransientError.Transaction.DeadlockDetected")).code() ==
        Errc::unavailable
    );
    CHECK(
        mapped(server_failure("Neo.ClientError.Transaction.TransactionTimedOut")).code() ==
        Errc::timeout
    );
    CHECK(
        mapped(server_failure("Neo.ClientError.Database.DatabaseNotFound")).code() ==
        Errc::unavailable
    );
    CHECK(mapped(server_failure("Neo.ClientError.Security.Forbidden")).code() == Errc::unavailable);
    CHECK(
        mapped(server_failure("Neo.ClientError.Security.Unauthorized")).code() == Errc::unavailable
    );
    CHECK(mapped(server_failure("Neo.ClientError.Statement.SyntaxError")).code() == Errc::internal);
}

TEST_CASE("a broken constraint and a vanished node are lost races, nothing else is") {
    CHECK(is_lost_race(server_failure("Neo.ClientError.Schema.ConstraintValidationFailed")));
    CHECK_FALSE(is_lost_race(server_failure("Neo.TransientError.Transaction.DeadlockDetected")));
    CHECK_FALSE(is_lost_race(bolt::Error(bolt::ErrorKind::timeout, "late")));
}

TEST_CASE("texts are one line and name the store") {
    for (const bolt::Error& failure :
         {bolt::Error(bolt::ErrorKind::connectivity, "refused"),
          bolt::Error(bolt::ErrorKind::timeout, "late"),
          server_failure("Neo.TransientError.Transaction.DeadlockDetected"),
          server_failure("Neo.ClientError.Statement.SyntaxError")}) {
        const std::string text = mapped(failure).what();
        INFO(text);
        CHECK(text.find(kLocation) != std::string::npos);
        CHECK(text.find('\n') == std::string::npos);
    }
}
