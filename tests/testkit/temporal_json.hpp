#pragma once
// Temporal values as testkit writes them: the fields of local time, with offset and zone.
// A zone that this machine does not know spoils its own value only.

#include "testkit/protocol.hpp"

#include <bolt/value.hpp>

#include <optional>
#include <string>
#include <utility>

namespace testkit {

struct TemporalJson {
    TemporalJson(const char* type, Json fields) : name(type), data(std::move(fields)) {}

    const char* name;  ///< "CypherDate", ...
    Json data;
};

/// nullopt when `value` is not temporal. Throws bolt::Error (type) for a zone that this machine
/// does not know: the record is fine, only that field cannot be shown.
[[nodiscard]] std::optional<TemporalJson> temporal_json(const bolt::Value& value);

/// nullopt when `name` is not the name of a temporal type.
[[nodiscard]] std::optional<bolt::Value> temporal_value(const std::string& name, const Json& data);

}  // namespace testkit
