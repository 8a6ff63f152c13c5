// DriverError objects; see error_json.hpp.
// What did not come from a server has the GQL fields that all drivers give to unknown errors.

#include "testkit/error_json.hpp"

#include "testkit/cypher_json.hpp"
#include "testkit/error_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace testkit {

namespace {

void put_classification(Json& data, const bolt::Map& record) {
    constexpr std::array<std::string_view, 3> kKnown{
        "CLIENT_ERROR", "DATABASE_ERROR", "TRANSIENT_ERROR"
    };
    const bolt::Value* value = record.find("_classification");
    const auto* raw = value == nullptr ? nullptr : value->get_if<std::string>();
    const bool known =
        raw != nullptr && std::find(kKnown.begin(), kKnown.end(), *raw) != kKnown.end();
    data["classification"] = known ? *raw : "UNKNOWN";
    data["rawClassification"] = raw == nullptr ? Json() : Json(*raw);
}

Json cause_json(const bolt::ServerError& cause);

void put_gql(Json& data, const bolt::ServerError& failure) {
    data["gqlStatus"] = failure.gql_status;
    data["statusDescription"] = failure.description;
    data["diagnosticRecord"] = cypher_entries(failure.diagnostic_record);
    put_classification(data, failure.diagnostic_record);
    if (failure.cause) {
        data["cause"] = cause_json(*failure.cause);
    }
}

// Causes nest no deeper than the driver reads them.
Json cause_json(const bolt::ServerError& cause) {  // NOLINT(misc-no-recursion)
    Json data = entry("msg", cause.message);
    put_gql(data, cause);
    Json json = entry("name", "GqlError");
    json["data"] = std::move(data);
    return json;
}

void put_unknown_gql(Json& data) {
    bolt::ServerError unknown;
    unknown.gql_status = "50N42";
    unknown.description = "error: general processing exception - unexpected error";
    unknown.diagnostic_record.set("OPERATION", "");
    unknown.diagnostic_record.set("OPERATION_CODE", "0");
    unknown.diagnostic_record.set("CURRENT_SCHEMA", "/");
    put_gql(data, unknown);
}

}  // namespace

Reply driver_error(const bolt::Error& error, Id id, const ErrorPlace& place) {
    const std::string_view name = python_class(error, place.request);
    Json data = Json::object();
    data["id"] = id;
    data["errorType"] = python_type(name);
    data["retryable"] = error.retryable();
    if (const bolt::ServerError* failure = error.server()) {
        data["msg"] = failure->message;
        data["code"] = failure->code;
        put_gql(data, *failure);
    } else {
        data["msg"] = error.what();
        put_unknown_gql(data);
    }
    if (error.kind() == bolt::ErrorKind::result_failed && !place.first_failure.empty()) {
        // testkit looks for the class, which a driver with one class cannot tell.
        data["msg"] = place.first_failure + ": " + error.what();
    }
    return {"DriverError", std::move(data)};
}

}  // namespace testkit
