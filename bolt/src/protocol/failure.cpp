// Reading FAILURE metadata; see failure.hpp.
// Code rewrites: the drivers' common rules for servers up to 4.4.

#include "protocol/failure.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace bolt::protocol {

namespace {

/// Causes nested deeper than this are cut off; no server sends as many. [limit]
constexpr int kDeepestCause = 32;

std::string text_at(const Map& map, std::string_view key, std::string_view fallback = {}) {
    const Value* value = map.find(key);
    if (value != nullptr) {
        if (const auto* text = value->get_if<std::string>()) {
            return *text;
        }
    }
    return std::string(fallback);
}

void set_default(Map& record, std::string_view key, std::string_view value) {
    if (!record.contains(key)) {
        record.set(std::string(key), Value(value));
    }
}

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
    if (const Value* record = metadata.find("diagnostic_record")) {
        if (const Map* entries = record->get_if<Map>()) {
            error.diagnostic_record = *entries;
        }
    }
    set_default(error.diagnostic_record, "OPERATION", "");
    set_default(error.diagnostic_record, "OPERATION_CODE", "0");
    set_default(error.diagnostic_record, "CURRENT_SCHEMA", "/");
    error.classification = text_at(error.diagnostic_record, "_classification");
    if (const Value* cause = metadata.find("cause"); cause != nullptr && depth < kDeepestCause) {
        if (const Map* entries = cause->get_if<Map>()) {
            error.cause = std::make_shared<const ServerError>(read(*entries, depth + 1));
        }
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
