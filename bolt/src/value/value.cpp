// Value and Map: construction, comparison, and errors that name both kinds.
// Out of line, because the variant is large and every user of the driver includes the header.

#include <bolt/error.hpp>
#include <bolt/graph.hpp>
#include <bolt/unsupported.hpp>
#include <bolt/value.hpp>

#include <algorithm>
#include <limits>

namespace bolt {

std::string_view to_string(Kind kind) noexcept {
    switch (kind) {
        case Kind::null:
            return "null";
        case Kind::boolean:
            return "boolean";
        case Kind::integer:
            return "integer";
        case Kind::floating:
            return "float";
        case Kind::string:
            return "string";
        case Kind::bytes:
            return "byte array";
        case Kind::list:
            return "list";
        case Kind::map:
            return "map";
        case Kind::node:
            return "node";
        case Kind::relationship:
            return "relationship";
        case Kind::path:
            return "path";
        case Kind::date:
            return "date";
        case Kind::time:
            return "time";
        case Kind::local_time:
            return "local time";
        case Kind::date_time:
            return "date-time";
        case Kind::local_date_time:
            return "local date-time";
        case Kind::duration:
            return "duration";
        case Kind::point:
            return "point";
        case Kind::vector:
            return "vector";
        case Kind::uuid:
            return "UUID";
        case Kind::unsupported:
            return "unsupported type";
        case Kind::unreadable:
            return "unreadable structure";
    }
    return "unknown";
}

Map::Map() = default;

namespace {

/// The first key that is there twice, or nullptr.
const std::string* duplicate_key(const std::vector<MapEntry>& entries) {
    constexpr std::size_t kSmall = 16;
    if (entries.size() <= kSmall) {
        for (std::size_t i = 1; i < entries.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (entries[i].key == entries[j].key) {
                    return &entries[i].key;
                }
            }
        }
        return nullptr;
    }
    // Sorted, because a large map compared pair by pair would take quadratic time.
    std::vector<const std::string*> keys;
    keys.reserve(entries.size());
    for (const MapEntry& entry : entries) {
        keys.push_back(&entry.key);
    }
    std::sort(keys.begin(), keys.end(), [](const auto* a, const auto* b) { return *a < *b; });
    const auto twice = std::adjacent_find(
        keys.begin(), keys.end(), [](const auto* a, const auto* b) { return *a == *b; }
    );
    return twice == keys.end() ? nullptr : *twice;
}

}  // namespace

Map::Map(std::vector<MapEntry> entries) : entries_(std::move(entries)) {
    if (const std::string* key = duplicate_key(entries_)) {
        throw Error(ErrorKind::usage, "the map has the key '" + *key + "' twice");
    }
}

Map::Map(const Map&) = default;
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map&) = default;
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

Map& Map::set(std::string key, Value value) {
    const auto place = std::find_if(
        entries_.begin(), entries_.end(), [&key](const MapEntry& entry) { return entry.key == key; }
    );
    if (place != entries_.end()) {
        place->value = std::move(value);
    } else {
        entries_.emplace_back(std::move(key), std::move(value));
    }
    return *this;
}

const Value* Map::find(std::string_view key) const noexcept {
    for (const MapEntry& entry : entries_) {
        if (entry.key == key) {
            return &entry.value;
        }
    }
    return nullptr;
}

const Value& Map::at(std::string_view key) const {
    const Value* value = find(key);
    if (value == nullptr) {
        throw Error(ErrorKind::usage, "the map has no key '" + std::string(key) + "'");
    }
    return *value;
}

bool Map::contains(std::string_view key) const noexcept {
    return find(key) != nullptr;
}

std::size_t Map::size() const noexcept {
    return entries_.size();
}

bool Map::empty() const noexcept {
    return entries_.empty();
}

const MapEntry* Map::begin() const noexcept {
    return entries_.data();
}

const MapEntry* Map::end() const noexcept {
    return entries_.data() + entries_.size();
}

bool operator==(const Map& a, const Map& b) {
    if (a.size() != b.size()) {
        return false;
    }
    return std::all_of(a.begin(), a.end(), [&b](const MapEntry& entry) {
        const Value* other = b.find(entry.key);
        return other != nullptr && *other == entry.value;
    });
}

Value::Value() noexcept = default;

Value::Value(std::nullptr_t) noexcept {}

Value::Value(double value) noexcept : data_(value) {}

Value::Value(std::string value) noexcept : data_(std::move(value)) {}

Value::Value(std::string_view value) : data_(std::string(value)) {}

Value::Value(const char* value) : data_(std::string(value)) {}

Value::Value(Bytes value) noexcept : data_(std::move(value)) {}

Value::Value(List value) noexcept : data_(std::move(value)) {}

Value::Value(Map value) noexcept : data_(std::move(value)) {}

Value::Value(Node value) : data_(std::make_shared<const Node>(std::move(value))) {}

Value::Value(Relationship value) : data_(std::make_shared<const Relationship>(std::move(value))) {}

Value::Value(Path value) : data_(std::make_shared<const Path>(std::move(value))) {}

Value::Value(Date value) noexcept : data_(value) {}

Value::Value(Time value) noexcept : data_(value) {}

Value::Value(LocalTime value) noexcept : data_(value) {}

Value::Value(DateTime value) noexcept : data_(std::move(value)) {}

Value::Value(LocalDateTime value) noexcept : data_(value) {}

Value::Value(Duration value) noexcept : data_(value) {}

Value::Value(Point value) noexcept : data_(value) {}

Value::Value(Vector value) noexcept : data_(std::move(value)) {}

Value::Value(Uuid value) noexcept : data_(value) {}

Value::Value(UnsupportedType value)
    : data_(std::make_shared<const UnsupportedType>(std::move(value))) {}

Value::Value(IntegerTag /*tag*/, std::int64_t value) noexcept : data_(value) {}

Value::Value(BooleanTag /*tag*/, bool value) noexcept : data_(value) {}

Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value Value::from_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        throw Error(
            ErrorKind::usage, std::to_string(value) + " is beyond Cypher's 64-bit signed integers"
        );
    }
    return {IntegerTag{}, static_cast<std::int64_t>(value)};
}

Kind Value::kind() const noexcept {
    static_assert(std::variant_size_v<Data> == static_cast<std::size_t>(Kind::unreadable));
    return static_cast<Kind>(data_.index());
}

void Value::throw_wrong_kind(Kind wanted) const {
    throw Error(
        ErrorKind::type,
        "the value is a " + std::string(to_string(kind())) + ", not a " +
            std::string(to_string(wanted))
    );
}

bool operator==(const Value& a, const Value& b) {
    if (a.data_.index() != b.data_.index()) {
        return false;
    }
    switch (a.kind()) {
        case Kind::node:
            return a.as<Node>() == b.as<Node>();
        case Kind::relationship:
            return a.as<Relationship>() == b.as<Relationship>();
        case Kind::path:
            return a.as<Path>() == b.as<Path>();
        case Kind::unsupported:
            return a.as<UnsupportedType>() == b.as<UnsupportedType>();
        default:
            return a.data_ == b.data_;
    }
}

}  // namespace bolt
