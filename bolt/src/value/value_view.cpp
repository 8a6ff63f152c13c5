// Looking at values in records: views of cells, checked conversions, and deep copies.
// The cells' layout is described at detail::Cell.

#include "value/type_error.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace bolt {

namespace {

using detail::Cell;

std::string_view text_of(const Cell& cell) {
    return {cell.text, cell.size};
}

Map map_of(const Cell& cell) {
    std::vector<MapEntry> entries;
    entries.reserve(cell.size);
    for (std::size_t i = 0; i < cell.size; ++i) {
        entries.emplace_back(
            std::string(text_of(cell.cells[2 * i])), ValueView(cell.cells[2 * i + 1]).to_value()
        );
    }
    return Map(std::move(entries));
}

Node node_of(const Cell& cell) {
    Node node;
    node.id = cell.cells[0].integer;
    const Cell& labels = cell.cells[1];
    for (std::size_t i = 0; i < labels.size; ++i) {
        node.labels.emplace_back(text_of(labels.cells[i]));
    }
    node.properties = map_of(cell.cells[2]);
    node.element_id = cell.size > 3 ? std::string(text_of(cell.cells[3])) : std::to_string(node.id);
    return node;
}

Relationship relationship_of(const Cell& cell) {
    Relationship relationship;
    relationship.id = cell.cells[0].integer;
    relationship.start_id = cell.cells[1].integer;
    relationship.end_id = cell.cells[2].integer;
    relationship.type = text_of(cell.cells[3]);
    relationship.properties = map_of(cell.cells[4]);
    if (cell.size > 5) {
        relationship.element_id = text_of(cell.cells[5]);
        relationship.start_element_id = text_of(cell.cells[6]);
        relationship.end_element_id = text_of(cell.cells[7]);
    } else {
        relationship.element_id = std::to_string(relationship.id);
        relationship.start_element_id = std::to_string(relationship.start_id);
        relationship.end_element_id = std::to_string(relationship.end_id);
    }
    return relationship;
}

/// A path's relationship carries no ends; they come from the nodes beside it.
Relationship unbound_relationship_of(const Cell& cell, const Node& start, const Node& end) {
    Relationship relationship;
    relationship.id = cell.cells[0].integer;
    relationship.type = text_of(cell.cells[1]);
    relationship.properties = map_of(cell.cells[2]);
    relationship.element_id =
        cell.size > 3 ? std::string(text_of(cell.cells[3])) : std::to_string(relationship.id);
    relationship.start_id = start.id;
    relationship.end_id = end.id;
    relationship.start_element_id = start.element_id;
    relationship.end_element_id = end.element_id;
    return relationship;
}

Path path_of(const Cell& cell) {
    const Cell& nodes = cell.cells[0];
    const Cell& relationships = cell.cells[1];
    const Cell& steps = cell.cells[2];
    Path path;
    path.nodes.push_back(node_of(nodes.cells[0]));
    for (std::size_t i = 0; i < steps.size; i += 2) {
        const std::int64_t number = steps.cells[i].integer;
        Node next = node_of(nodes.cells[steps.cells[i + 1].integer]);
        const Node& last = path.nodes.back();
        if (number > 0) {
            path.relationships.push_back(
                unbound_relationship_of(relationships.cells[number - 1], last, next)
            );
        } else {
            path.relationships.push_back(
                unbound_relationship_of(relationships.cells[-number - 1], next, last)
            );
        }
        path.nodes.push_back(std::move(next));
    }
    return path;
}

DateTime date_time_of(const Cell& cell) {
    DateTime value;
    value.seconds = cell.cells[0].integer;
    value.nanoseconds = static_cast<std::int32_t>(cell.cells[1].integer);
    value.local_seconds = (cell.flags & detail::kLocalSeconds) != 0;
    if ((cell.flags & detail::kNamedZone) != 0) {
        value.zone = text_of(cell.cells[2]);
    } else {
        value.utc_offset = static_cast<std::int32_t>(cell.cells[2].integer);
    }
    return value;
}

Point point_of(const Cell& cell) {
    Point point;
    point.srid = static_cast<std::int32_t>(cell.cells[0].integer);
    point.x = cell.cells[1].floating;
    point.y = cell.cells[2].floating;
    if (cell.size > 3) {
        point.z = cell.cells[3].floating;
    }
    return point;
}

Uuid uuid_of(const Cell& cell) {
    Uuid uuid;
    std::memcpy(uuid.bytes.data(), cell.text, uuid.bytes.size());
    return uuid;
}

UnsupportedType unsupported_of(const Cell& cell) {
    UnsupportedType type;
    type.name = text_of(cell.cells[0]);
    type.minimum_major = static_cast<std::int32_t>(cell.cells[1].integer);
    type.minimum_minor = static_cast<std::int32_t>(cell.cells[2].integer);
    const std::optional<ValueView> message = ValueView(cell.cells[3]).find("message");
    if (message && message->kind() == Kind::string) {
        type.message = message->to<std::string>();
    }
    return type;
}

/// With its article; null and "no value" need none.
std::string named(std::string_view kind) {
    if (kind == to_string(Kind::null)) {
        return std::string(kind);
    }
    constexpr std::string_view kVowels = "aeiou";
    return (kVowels.find(kind.front()) == std::string_view::npos ? "a " : "an ") +
           std::string(kind);
}

std::string unreadable(const Cell& cell) {
    std::array<char, 8> tag{};
    std::snprintf(tag.data(), tag.size(), "0x%02X", unsigned{cell.flags});
    return "a structure that this driver cannot read (tag " + std::string(tag.data()) + ", " +
           std::to_string(cell.size) + " fields)";
}

}  // namespace

void ValueView::rethrow_for_field(std::string_view name) {
    detail::rethrow_at("field '" + std::string(name) + "'");
}

void ValueView::throw_no_field(std::string_view name) {
    throw Error(ErrorKind::type, "there is no field '" + std::string(name) + "'");
}

void ValueView::throw_wrong_size(std::size_t wanted) const {
    throw Error(
        ErrorKind::type,
        "the list has " + std::to_string(cell_->size) + " items, not " + std::to_string(wanted)
    );
}

void ValueView::throw_wrong_kind(std::string_view wanted) const {
    const std::string found =
        kind() == Kind::unreadable ? unreadable(*cell_) : named(to_string(kind()));
    throw Error(ErrorKind::type, "the value is " + found + ", not " + named(wanted));
}

void ValueView::throw_out_of_range(std::int64_t value) const {
    throw Error(
        ErrorKind::type, std::to_string(value) + " does not fit the integer type that was asked for"
    );
}

double ValueView::floating_of_integer(int exact_bits) const {
    if (cell_->kind != Kind::integer) {
        throw_wrong_kind("float");
    }
    // A double is what is handed on, even when a long double would hold more.
    const std::int64_t largest = std::int64_t{1} << std::min(exact_bits, 53);
    if (cell_->integer < -largest || cell_->integer > largest) {
        throw Error(
            ErrorKind::type,
            std::to_string(cell_->integer) + " does not fit a floating-point number exactly"
        );
    }
    return static_cast<double>(cell_->integer);
}

std::size_t ValueView::size() const {
    if (cell_->kind != Kind::list && cell_->kind != Kind::map) {
        throw_wrong_kind("list or map");
    }
    return cell_->size;
}

ValueView ValueView::operator[](std::size_t index) const {
    if (cell_->kind != Kind::list) {
        throw_wrong_kind("list");
    }
    if (index >= cell_->size) {
        throw Error(
            ErrorKind::usage,
            "the list has " + std::to_string(cell_->size) + " items; there is no number " +
                std::to_string(index)
        );
    }
    return ValueView(cell_->cells[index]);
}

std::optional<ValueView> ValueView::find(std::string_view key) const {
    if (cell_->kind != Kind::map) {
        throw_wrong_kind("map");
    }
    for (std::size_t i = 0; i < cell_->size; ++i) {
        if (text_of(cell_->cells[2 * i]) == key) {
            return ValueView(cell_->cells[2 * i + 1]);
        }
    }
    return std::nullopt;
}

std::optional<ValueView> ValueView::find_near(std::string_view key, std::size_t index) const {
    // Servers send maps in the order in which queries and structs are mostly written.
    if (index < cell_->size && text_of(cell_->cells[2 * index]) == key) {
        return ValueView(cell_->cells[2 * index + 1]);
    }
    return find(key);
}

ValueView ValueView::properties() const {
    switch (cell_->kind) {
        case Kind::map:
            return *this;
        case Kind::node:
            return ValueView(cell_->cells[2]);
        case Kind::relationship:
            return ValueView(cell_->cells[4]);
        default:
            throw_wrong_kind("map");
    }
}

ValueView ValueView::at(std::string_view key) const {
    const std::optional<ValueView> value = find(key);
    if (!value) {
        throw Error(ErrorKind::usage, "the map has no key '" + std::string(key) + "'");
    }
    return *value;
}

void ValueView::check_entry(std::size_t index) const {
    if (cell_->kind != Kind::map) {
        throw_wrong_kind("map");
    }
    if (index >= cell_->size) {
        throw Error(
            ErrorKind::usage,
            "the map has " + std::to_string(cell_->size) + " entries; there is no number " +
                std::to_string(index)
        );
    }
}

std::string_view ValueView::key(std::size_t index) const {
    check_entry(index);
    return text_of(cell_->cells[2 * index]);
}

ValueView ValueView::value(std::size_t index) const {
    check_entry(index);
    return ValueView(cell_->cells[2 * index + 1]);
}

template <>
Bytes ValueView::to<Bytes>() const {
    if (cell_->kind != Kind::bytes) {
        throw_wrong_kind("byte array");
    }
    const std::span<const std::uint8_t> data = raw_bytes();
    return Bytes(std::vector<std::uint8_t>(data.begin(), data.end()));
}

template <>
Map ValueView::to<Map>() const {
    if (cell_->kind != Kind::map) {
        throw_wrong_kind("map");
    }
    return map_of(*cell_);
}

template <>
Node ValueView::to<Node>() const {
    if (cell_->kind != Kind::node) {
        throw_wrong_kind("node");
    }
    return node_of(*cell_);
}

template <>
Relationship ValueView::to<Relationship>() const {
    if (cell_->kind != Kind::relationship || cell_->size < 5) {
        throw_wrong_kind("relationship");
    }
    return relationship_of(*cell_);
}

template <>
Path ValueView::to<Path>() const {
    if (cell_->kind != Kind::path) {
        throw_wrong_kind("path");
    }
    return path_of(*cell_);
}

template <>
Date ValueView::to<Date>() const {
    if (cell_->kind != Kind::date) {
        throw_wrong_kind("date");
    }
    return Date(cell_->cells[0].integer);
}

template <>
Time ValueView::to<Time>() const {
    if (cell_->kind != Kind::time) {
        throw_wrong_kind("time");
    }
    return {cell_->cells[0].integer, static_cast<std::int32_t>(cell_->cells[1].integer)};
}

template <>
LocalTime ValueView::to<LocalTime>() const {
    if (cell_->kind != Kind::local_time) {
        throw_wrong_kind("local time");
    }
    return LocalTime(cell_->cells[0].integer);
}

template <>
DateTime ValueView::to<DateTime>() const {
    if (cell_->kind != Kind::date_time) {
        throw_wrong_kind("date-time");
    }
    return date_time_of(*cell_);
}

template <>
LocalDateTime ValueView::to<LocalDateTime>() const {
    if (cell_->kind != Kind::local_date_time) {
        throw_wrong_kind("local date-time");
    }
    return {cell_->cells[0].integer, static_cast<std::int32_t>(cell_->cells[1].integer)};
}

template <>
Duration ValueView::to<Duration>() const {
    if (cell_->kind != Kind::duration) {
        throw_wrong_kind("duration");
    }
    return {
        cell_->cells[0].integer,
        cell_->cells[1].integer,
        cell_->cells[2].integer,
        static_cast<std::int32_t>(cell_->cells[3].integer)
    };
}

template <>
Point ValueView::to<Point>() const {
    if (cell_->kind != Kind::point) {
        throw_wrong_kind("point");
    }
    return point_of(*cell_);
}

template <>
Vector ValueView::to<Vector>() const {
    if (cell_->kind != Kind::vector) {
        throw_wrong_kind("vector");
    }
    const std::span<const std::uint8_t> data = raw_bytes();
    return Vector::from_big_endian(vector_type(), {data.begin(), data.end()});
}

template <>
Uuid ValueView::to<Uuid>() const {
    if (cell_->kind != Kind::uuid) {
        throw_wrong_kind("UUID");
    }
    return uuid_of(*cell_);
}

template <>
UnsupportedType ValueView::to<UnsupportedType>() const {
    if (cell_->kind != Kind::unsupported) {
        throw_wrong_kind("unsupported type");
    }
    return unsupported_of(*cell_);
}

Value ValueView::to_value() const {
    switch (cell_->kind) {
        case Kind::null:
            return {};
        case Kind::boolean:
            return cell_->boolean;
        case Kind::integer:
            return cell_->integer;
        case Kind::floating:
            return cell_->floating;
        case Kind::string:
            return text_of(*cell_);
        case Kind::bytes:
            return to<Bytes>();
        case Kind::list: {
            List items;
            items.reserve(cell_->size);
            for (std::size_t i = 0; i < cell_->size; ++i) {
                items.push_back(ValueView(cell_->cells[i]).to_value());
            }
            return items;
        }
        case Kind::map:
            return map_of(*cell_);
        case Kind::node:
            return node_of(*cell_);
        case Kind::relationship:
            return to<Relationship>();
        case Kind::path:
            return path_of(*cell_);
        case Kind::date:
            return to<Date>();
        case Kind::time:
            return to<Time>();
        case Kind::local_time:
            return to<LocalTime>();
        case Kind::date_time:
            return date_time_of(*cell_);
        case Kind::local_date_time:
            return to<LocalDateTime>();
        case Kind::duration:
            return to<Duration>();
        case Kind::point:
            return point_of(*cell_);
        case Kind::vector:
            return to<Vector>();
        case Kind::uuid:
            return uuid_of(*cell_);
        case Kind::unsupported:
            return unsupported_of(*cell_);
        case Kind::unreadable:
            break;
    }
    throw Error(ErrorKind::type, "the value is " + unreadable(*cell_));
}

}  // namespace bolt
