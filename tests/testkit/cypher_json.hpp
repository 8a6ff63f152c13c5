#pragma once
// Values as testkit writes them, {"name": "CypherInt", "data": {"value": 1}}, to and from the
// driver's; and plain JSON, which it uses where a value's exact type does not matter.

#include "testkit/protocol.hpp"

#include <bolt/record.hpp>
#include <bolt/value.hpp>

namespace testkit {

/// Throws bolt::Error (type) for a value that this machine cannot show, as one in an unknown zone.
[[nodiscard]] Json cypher_json(const bolt::Value& value);
/// The entries of a map, each as above.
[[nodiscard]] Json cypher_entries(const bolt::Map& map);
/// {"values": [...]}
[[nodiscard]] Json record_json(const bolt::Record& record);

/// Throws BackendError for a type that is not known here.
[[nodiscard]] bolt::Value cypher_value(const Json& json);
/// From an object of such values; nullptr gives an empty map.
[[nodiscard]] bolt::Map cypher_map(const Json* entries);

/// A value as plain JSON. Throws BackendError for what JSON does not have.
[[nodiscard]] Json plain_json(const bolt::Value& value);
/// From plain JSON.
[[nodiscard]] bolt::Value plain_value(const Json& json);

}  // namespace testkit
