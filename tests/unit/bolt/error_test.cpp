// The error model: kinds, which failures may be retried, FAILURE in both its forms, causes.
// The tables are the official drivers' rules.

#include "bytes.hpp"
#include "protocol/failure.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>

#include <string>

using namespace bolt;
using protocol::read_failure;

namespace {

Map failure_map(const std::string& code, const std::string& message) {
    Map map;
    map.set("code", code).set("message", message);
    return map;
}

Error error_of(const std::string& code) {
    return Error(read_failure(failure_map(code, "text")));
}

}  // namespace

TEST_CASE("server failures are retryable by their code") {
    struct Case {
        const char* code;
        bool retryable;
        ErrorKind kind;
    };

    constexpr Case kCases[] = {
        {"Neo.TransientError.Transaction.DeadlockDetected", true, ErrorKind::server},
        {"Neo.TransientError.Transaction.LockAcquisitionTimeout", true, ErrorKind::server},
        {"Neo.TransientError.General.DatabaseUnavailable", true, ErrorKind::server},
        {"Neo.TransientError.General.OutOfMemoryError", true, ErrorKind::server},
        {"Neo.TransientError.Transaction.Terminated", false, ErrorKind::server},
        {"Neo.TransientError.Transaction.LockClientStopped", false, ErrorKind::server},
        {"Neo.ClientError.Transaction.Terminated", false, ErrorKind::server},
        {"Neo.ClientError.Cluster.NotALeader", true, ErrorKind::server},
        {"Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", true, ErrorKind::server},
        {"Neo.ClientError.Security.AuthorizationExpired", true, ErrorKind::server},
        {"Neo.ClientError.Statement.SyntaxError", false, ErrorKind::server},
        {"Neo.ClientError.Schema.ConstraintValidationFailed", false, ErrorKind::server},
        {"Neo.ClientError.Security.Forbidden", false, ErrorKind::server},
        {"Neo.ClientError.Security.Unauthorized", false, ErrorKind::auth},
        {"Neo.ClientError.Security.TokenExpired", false, ErrorKind::auth},
        {"Neo.ClientError.Security.CredentialsExpired", false, ErrorKind::auth},
        {"Neo.ClientError.Security.AuthenticationRateLimit", false, ErrorKind::auth},
        {"Neo.ClientError.Security.AuthorizationFailed", false, ErrorKind::auth},
        {"Neo.DatabaseError.General.UnknownError", false, ErrorKind::server},
        {"Neo.DatabaseError.Statement.ExecutionFailed", false, ErrorKind::server},
        {"nonsense", false, ErrorKind::server},
    };
    for (const Case& c : kCases) {
        INFO(c.code);
        const Error error = error_of(c.code);
        CHECK(error.retryable() == c.retryable);
        CHECK(error.kind() == c.kind);
        CHECK_FALSE(error.commit_outcome_unknown());
        REQUIRE(error.server() != nullptr);
        CHECK_THAT(error.what(), support::contains("text"));
    }
}

TEST_CASE("the driver's own failures: only a lost connection may be retried") {
    for (const ErrorKind kind :
         {ErrorKind::connectivity,
          ErrorKind::timeout,
          ErrorKind::cancelled,
          ErrorKind::protocol,
          ErrorKind::server,
          ErrorKind::usage,
          ErrorKind::type,
          ErrorKind::tls,
          ErrorKind::auth}) {
        const Error error(kind, "text");
        INFO(to_string(kind));
        CHECK(error.kind() == kind);
        CHECK(error.retryable() == (kind == ErrorKind::connectivity));
        CHECK(error.server() == nullptr);
        CHECK(error.code() == make_error_code(kind));
        CHECK(error.code() == kind);
        CHECK(error.code().category() == error_category());
        CHECK(error.code().message() == to_string(kind));
        CHECK(to_string(kind) != "unknown");
        CHECK_THAT(error.what(), Catch::Matchers::StartsWith("text"));
    }
    CHECK(std::string(error_category().name()) == "bolt");
}

TEST_CASE("a commit without an answer is in doubt and never retried") {
    const Error lost(ErrorKind::connectivity, "reset by peer");
    const Error doubt = Error::commit_in_doubt(lost);
    CHECK(doubt.commit_outcome_unknown());
    CHECK_FALSE(doubt.retryable());
    CHECK(doubt.kind() == ErrorKind::connectivity);
    CHECK_THAT(doubt.what(), support::contains("may or may not"));
    CHECK_FALSE(lost.commit_outcome_unknown());
}

TEST_CASE("an error can be copied and keeps the server's words") {
    const Error error = error_of("Neo.ClientError.Statement.SyntaxError");
    const Error copy = error;  // NOLINT(performance-unnecessary-copy-initialization): on purpose
    CHECK(copy.server() == error.server());
    CHECK(std::string(copy.what()) == error.what());
}

TEST_CASE("a FAILURE before 5.7 gets the GQL defaults") {
    const ServerError error =
        read_failure(failure_map("Neo.ClientError.Statement.SyntaxError", "bad query"));
    CHECK(error.code == "Neo.ClientError.Statement.SyntaxError");
    CHECK(error.message == "bad query");
    CHECK(error.gql_status == "50N42");
    CHECK_THAT(
        error.description,
        Catch::Matchers::StartsWith("error: general processing exception - unexpected error")
    );
    CHECK(error.diagnostic_record.at("OPERATION") == Value(""));
    CHECK(error.diagnostic_record.at("OPERATION_CODE") == Value("0"));
    CHECK(error.diagnostic_record.at("CURRENT_SCHEMA") == Value("/"));
    CHECK(error.classification.empty());
    CHECK(error.cause == nullptr);
}

TEST_CASE("a FAILURE since 5.7 carries status, record and causes") {
    Map inner;
    inner.set("message", "inner").set("gql_status", "42N01").set("description", "inner text");
    Map record;
    record.set("_classification", "CLIENT_ERROR").set("OPERATION", "MATCH").set("_position", Map());
    Map map;
    map.set("neo4j_code", "Neo.ClientError.Statement.SyntaxError")
        .set("message", "outer")
        .set("gql_status", "42001")
        .set("description", "error: syntax error or access rule violation")
        .set("diagnostic_record", record)
        .set("cause", inner);
    const ServerError error = read_failure(map);
    CHECK(error.code == "Neo.ClientError.Statement.SyntaxError");
    CHECK(error.gql_status == "42001");
    CHECK(error.description == "error: syntax error or access rule violation");
    CHECK(error.classification == "CLIENT_ERROR");
    CHECK(error.diagnostic_record.at("OPERATION") == Value("MATCH"));
    CHECK(error.diagnostic_record.at("OPERATION_CODE") == Value("0"));
    CHECK(error.diagnostic_record.contains("_position"));
    REQUIRE(error.cause != nullptr);
    CHECK(error.cause->message == "inner");
    CHECK(error.cause->code.empty());
    CHECK(error.cause->gql_status == "42N01");
    CHECK(error.cause->diagnostic_record.at("CURRENT_SCHEMA") == Value("/"));
    CHECK(error.cause->cause == nullptr);
}

TEST_CASE("the chain of causes is bounded") {
    Map map = failure_map("c", "deepest");
    for (int i = 0; i < 100; ++i) {
        Map outer = failure_map("c", std::to_string(i));
        outer.set("cause", map);
        map = std::move(outer);
    }
    int depth = 0;
    const ServerError error = read_failure(map);
    for (const ServerError* cause = error.cause.get(); cause != nullptr;
         cause = cause->cause.get()) {
        ++depth;
    }
    CHECK(depth == 32);
}

TEST_CASE("codes that older servers misname are put right") {
    CHECK(
        read_failure(failure_map("Neo.TransientError.Transaction.Terminated", "")).code ==
        "Neo.ClientError.Transaction.Terminated"
    );
    CHECK(
        read_failure(failure_map("Neo.TransientError.Transaction.LockClientStopped", "")).code ==
        "Neo.ClientError.Transaction.LockClientStopped"
    );
}

TEST_CASE("odd metadata still makes a failure") {
    const ServerError empty = read_failure(Map());
    CHECK(empty.code == "Neo.DatabaseError.General.UnknownError");
    CHECK(empty.gql_status == "50N42");
    Map odd;
    odd.set("code", 1).set("message", List()).set("cause", "x").set("diagnostic_record", 5);
    const ServerError error = read_failure(odd);
    CHECK(error.code == "Neo.DatabaseError.General.UnknownError");
    CHECK(error.message.empty());
    CHECK(error.cause == nullptr);
    CHECK(error.diagnostic_record.size() == 3);
}

TEST_CASE("the retry rule holds for codes as servers send them") {
    CHECK(is_retryable_code("Neo.TransientError.Transaction.DeadlockDetected"));
    CHECK_FALSE(is_retryable_code("Neo.TransientError.Transaction.Terminated"));
    CHECK_FALSE(is_retryable_code("Neo.TransientError.Transaction.LockClientStopped"));
    CHECK_FALSE(is_retryable_code(""));
}

TEST_CASE("an error's text is the text alone") {
    CHECK(std::string(Error(ErrorKind::usage, "do this instead").what()) == "do this instead");
    const Error copy = error_of("Neo.ClientError.Statement.SyntaxError");
    CHECK(std::string(copy.what()) == "Neo.ClientError.Statement.SyntaxError: text");
}
