// Reading FAILURE metadata; see failure.hpp.
// Code rewrites: the drivers' common rules for servers up to 4.4.

#include "protocol/failure.hpp"

#include "protocol/diagnostic_record.hpp"
#include "protocol/metadata.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace bolt::protocol {

namespace {

/// Causes nested deeper than this are cut off; no server sends as many. [limit]
constexpr int kDeepestCause = 32;

/// Since these two end a transaction on purpose, repeating it would be against the user's will.
std::string rewritten(std::string code) {
    if (code == "Neo.TransientError.Transaction.Terminated") {
        return "Neo.ClientError.Transaction.Terminated";
    }
    if (code == "Neo.TransientError.Transaction.LockClientStopped") {
        return "Neo.ClientError.Transaction.LockClientStopped";
    }
    return code;
}

ServerError read(const Map& metadata, int depth) {
    ServerError error;
    error.code = rewritten(text_at(metadata, "neo4j_code", text_at(metadata, "code")));
    error.message = text_at(metadata, "message");
    error.gql_status = text_at(metadata, "gql_status", "50N42");
    error.description = text_at(
        metadata,
        "description",
        "error: general processing exception - unexpected error. " + error.message
    );
    error.diagnostic_record = default_diagnostic_record();
    if (const Map* record = entry<Map>(metadata, "diagnostic_record")) {
        for (const MapEntry& item : *record) {
            error.diagnostic_record.set(item.key, item.value);
        }
    }
    error.classification = text_at(error.diagnostic_record, "_classification");
    if (const Map* cause = entry<Map>(metadata, "cause");
        cause != nullptr && depth < kDeepestCause) {
        error.cause = std::make_shared<const ServerError>(read(*cause, depth + 1));
    }
    return error;
}

}  // namespace

ServerError read_failure(const Map& metadata) {
    ServerError error = read(metadata, 0);
    if (error.code.empty()) {
        error.code = "Neo.DatabaseError.General.UnknownError";
    }
    return error;
}

}  // namespace bolt::protocol
