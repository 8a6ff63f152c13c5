// Values to and from JSON; see cypher_json.hpp. Temporal values are in temporal_json.cpp.
// A new type of value gets one line in cypher_json() and one in cypher_value().

#include "testkit/cypher_json.hpp"

#include "testkit/temporal_json.hpp"

#include <bolt/graph.hpp>
#include <bolt/spatial.hpp>
#include <bolt/unsupported.hpp>
#include <bolt/uuid.hpp>
#include <bolt/vector.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace testkit {

namespace {

Json typed(const char* name, Json data) {
    Json object = Json::object();
    object["name"] = name;
    object["data"] = std::move(data);
    return object;
}

Json simple(const char* name, Json value) {
    return typed(name, entry("value", std::move(value)));
}

Json float_json(double value) {
    if (std::isnan(value)) {
        return simple("CypherFloat", "NaN");
    }
    if (std::isinf(value)) {
        return simple("CypherFloat", value > 0 ? "+Infinity" : "-Infinity");
    }
    return simple("CypherFloat", value);
}

double float_value(const Json& value) {
    if (value.is_number()) {
        return value.get<double>();
    }
    const auto& text = value.get_ref<const std::string&>();
    if (text == "NaN") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (text != "+Infinity" && text != "-Infinity") {
        throw BackendError("no float: " + text);
    }
    return std::numeric_limits<double>::infinity() * (text.front() == '-' ? -1 : 1);
}

/// "01 ff"
std::string hex_of(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        if (!text.empty()) {
            text += ' ';
        }
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0x0FU];
    }
    return text;
}

std::vector<std::uint8_t> bytes_of(const std::string& hex) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t at = 0; at < hex.size(); at += 3) {  // two digits and a space
        std::uint8_t byte = 0;
        const char* begin = hex.data() + at;
        const char* end = hex.data() + std::min(at + 2, hex.size());
        const auto [stop, error] = std::from_chars(begin, end, byte, 16);
        if (error != std::errc() || stop != end) {
            throw BackendError("no bytes: " + hex);
        }
        bytes.push_back(byte);
    }
    return bytes;
}

Json vector_json(const bolt::Vector& vector) {
    Json data = entry("dtype", bolt::to_string(vector.type()));
    data["data"] = hex_of(vector.big_endian());
    return typed("CypherVector", std::move(data));
}

bolt::Vector vector_value(const Json& data) {
    using Type = bolt::VectorType;
    const std::string name = text_of(data, "dtype");
    for (const Type type : {Type::i8, Type::i16, Type::i32, Type::i64, Type::f32, Type::f64}) {
        if (bolt::to_string(type) == name) {
            return bolt::Vector::from_big_endian(type, bytes_of(text_of(data, "data")));
        }
    }
    throw BackendError("no such type of vectors: " + name);
}

bolt::Uuid uuid_value(const std::string& text) {
    const std::optional<bolt::Uuid> uuid = bolt::Uuid::parse(text);
    if (!uuid) {
        throw BackendError("no UUID: " + text);
    }
    return *uuid;
}

Json unsupported_json(const bolt::UnsupportedType& value) {
    Json data = entry("name", value.name);
    data["minimumProtocol"] =
        std::to_string(value.minimum_major) + "." + std::to_string(value.minimum_minor);
    if (value.message) {
        data["message"] = *value.message;
    }
    return typed("CypherUnsupportedType", std::move(data));
}

Json list_json(const bolt::List& items) {
    Json values = Json::array();
    for (const bolt::Value& item : items) {
        values.push_back(cypher_json(item));
    }
    return simple("CypherList", std::move(values));
}

Json node_json(const bolt::Node& node) {
    Json data = Json::object();
    data["id"] = cypher_json(node.id);
    data["labels"] = cypher_json(node.labels);
    data["props"] = cypher_json(node.properties);
    data["elementId"] = cypher_json(node.element_id);
    return typed("Node", std::move(data));
}

Json relationship_json(const bolt::Relationship& relationship) {
    Json data = Json::object();
    data["id"] = cypher_json(relationship.id);
    data["startNodeId"] = cypher_json(relationship.start_id);
    data["endNodeId"] = cypher_json(relationship.end_id);
    data["type"] = cypher_json(relationship.type);
    data["props"] = cypher_json(relationship.properties);
    data["elementId"] = cypher_json(relationship.element_id);
    data["startNodeElementId"] = cypher_json(relationship.start_element_id);
    data["endNodeElementId"] = cypher_json(relationship.end_element_id);
    return typed("Relationship", std::move(data));
}

Json path_json(const bolt::Path& path) {
    Json nodes = Json::array();
    for (const bolt::Node& node : path.nodes) {
        nodes.push_back(node_json(node));
    }
    Json relationships = Json::array();
    for (const bolt::Relationship& relationship : path.relationships) {
        relationships.push_back(relationship_json(relationship));
    }
    Json data = Json::object();
    data["nodes"] = simple("CypherList", std::move(nodes));
    data["relationships"] = simple("CypherList", std::move(relationships));
    return typed("Path", std::move(data));
}

Json point_json(const bolt::Point& point) {
    const bool cartesian =
        point.srid == bolt::kSridCartesian2d || point.srid == bolt::kSridCartesian3d;
    const bool wgs84 = point.srid == bolt::kSridWgs84_2d || point.srid == bolt::kSridWgs84_3d;
    if (!cartesian && !wgs84) {
        throw BackendError("testkit has no name for SRID " + std::to_string(point.srid));
    }
    Json data = Json::object();
    data["system"] = cartesian ? "cartesian" : "wgs84";
    data["x"] = point.x;
    data["y"] = point.y;
    if (point.z) {
        data["z"] = *point.z;
    }
    return typed("CypherPoint", std::move(data));
}

bolt::Point point_value(const Json& data) {
    const std::string system = text_of(data, "system");
    if (system != "cartesian" && system != "wgs84") {
        throw BackendError("no such system of points: " + system);
    }
    const bool cartesian = system == "cartesian";
    const double x = data.at("x").get<double>();
    const double y = data.at("y").get<double>();
    if (const Json* z = given(data, "z")) {
        const std::int32_t srid = cartesian ? bolt::kSridCartesian3d : bolt::kSridWgs84_3d;
        return {srid, x, y, z->get<double>()};
    }
    return {cartesian ? bolt::kSridCartesian2d : bolt::kSridWgs84_2d, x, y};
}

bolt::List list_value(const Json& values) {
    bolt::List items;
    items.reserve(values.size());
    for (const Json& value : values) {
        items.push_back(cypher_value(value));
    }
    return items;
}

/// Null, boolean, integer, float and string; nullopt for all others.
std::optional<Json> scalar_json(const bolt::Value& value) {
    if (value.is_null()) {
        return simple("CypherNull", nullptr);
    }
    if (const auto* boolean = value.get_if<bool>()) {
        return simple("CypherBool", *boolean);
    }
    if (const auto* integer = value.get_if<std::int64_t>()) {
        return simple("CypherInt", *integer);
    }
    if (const auto* floating = value.get_if<double>()) {
        return float_json(*floating);
    }
    if (const auto* text = value.get_if<std::string>()) {
        return simple("CypherString", *text);
    }
    return std::nullopt;
}

}  // namespace

Json cypher_json(const bolt::Value& value) {
    if (std::optional<Json> scalar = scalar_json(value)) {
        return std::move(*scalar);
    }
    if (const auto* bytes = value.get_if<bolt::Bytes>()) {
        return simple("CypherBytes", hex_of(bytes->data));
    }
    if (const auto* list = value.get_if<bolt::List>()) {
        return list_json(*list);
    }
    if (const auto* map = value.get_if<bolt::Map>()) {
        return simple("CypherMap", cypher_entries(*map));
    }
    if (const auto* node = value.get_if<bolt::Node>()) {
        return node_json(*node);
    }
    if (const auto* relationship = value.get_if<bolt::Relationship>()) {
        return relationship_json(*relationship);
    }
    if (const auto* path = value.get_if<bolt::Path>()) {
        return path_json(*path);
    }
    if (const auto* point = value.get_if<bolt::Point>()) {
        return point_json(*point);
    }
    if (std::optional<TemporalJson> temporal = temporal_json(value)) {
        return typed(temporal->name, std::move(temporal->data));
    }
    if (const auto* vector = value.get_if<bolt::Vector>()) {
        return vector_json(*vector);
    }
    if (const auto* uuid = value.get_if<bolt::Uuid>()) {
        return simple("CypherUUID", bolt::to_string(*uuid));
    }
    if (const auto* unsupported = value.get_if<bolt::UnsupportedType>()) {
        return unsupported_json(*unsupported);
    }
    throw BackendError("no JSON for a " + std::string(bolt::to_string(value.kind())));
}

Json cypher_entries(const bolt::Map& map) {
    Json entries = Json::object();
    for (const bolt::MapEntry& item : map) {
        entries[item.key] = cypher_json(item.value);
    }
    return entries;
}

Json record_json(const bolt::Record& record) {
    Json values = Json::array();
    for (std::size_t column = 0; column < record.size(); ++column) {
        values.push_back(cypher_json(record[column].to_value()));
    }
    return entry("values", std::move(values));
}

bolt::Value cypher_value(const Json& json) {
    const auto& name = json.at("name").get_ref<const std::string&>();
    if (name == "CypherNull") {
        return nullptr;
    }
    const Json& data = json.at("data");
    if (name == "CypherBool") {
        return data.at("value").get<bool>();
    }
    if (name == "CypherInt") {
        return data.at("value").get<std::int64_t>();
    }
    if (name == "CypherFloat") {
        return float_value(data.at("value"));
    }
    if (name == "CypherString") {
        return data.at("value").get<std::string>();
    }
    if (name == "CypherBytes") {
        return bolt::Bytes(bytes_of(data.at("value").get_ref<const std::string&>()));
    }
    if (name == "CypherList") {
        return list_value(data.at("value"));
    }
    if (name == "CypherMap") {
        return cypher_map(&data.at("value"));
    }
    if (name == "CypherPoint") {
        return point_value(data);
    }
    if (std::optional<bolt::Value> temporal = temporal_value(name, data)) {
        return std::move(*temporal);
    }
    if (name == "CypherVector") {
        return vector_value(data);
    }
    if (name == "CypherUUID") {
        return uuid_value(text_of(data, "value"));
    }
    throw BackendError("no value for a " + name);
}

bolt::Map cypher_map(const Json* entries) {
    bolt::Map map;
    if (entries != nullptr) {
        for (const auto& [key, value] : entries->items()) {
            map.set(key, cypher_value(value));
        }
    }
    return map;
}

Json plain_json(const bolt::Value& value) {
    if (const auto* list = value.get_if<bolt::List>()) {
        Json items = Json::array();
        for (const bolt::Value& item : *list) {
            items.push_back(plain_json(item));
        }
        return items;
    }
    if (const auto* map = value.get_if<bolt::Map>()) {
        Json object = Json::object();
        for (const bolt::MapEntry& item : *map) {
            object[item.key] = plain_json(item.value);
        }
        return object;
    }
    if (std::optional<Json> scalar = scalar_json(value)) {
        return (*scalar)["data"]["value"];
    }
    throw BackendError("no plain JSON for a " + std::string(bolt::to_string(value.kind())));
}

bolt::Value plain_value(const Json& json) {
    switch (json.type()) {
        case Json::value_t::null:
            return nullptr;
        case Json::value_t::boolean:
            return json.get<bool>();
        case Json::value_t::number_integer:
        case Json::value_t::number_unsigned:
            return json.get<std::int64_t>();
        case Json::value_t::number_float:
            return json.get<double>();
        case Json::value_t::string:
            return json.get<std::string>();
        case Json::value_t::array: {
            bolt::List items;
            for (const Json& item : json) {
                items.push_back(plain_value(item));
            }
            return items;
        }
        case Json::value_t::object: {
            bolt::Map map;
            for (const auto& [key, item] : json.items()) {
                map.set(key, plain_value(item));
            }
            return map;
        }
        case Json::value_t::binary:
        case Json::value_t::discarded:
            break;
    }
    throw BackendError("JSON that is no value");
}

}  // namespace testkit
