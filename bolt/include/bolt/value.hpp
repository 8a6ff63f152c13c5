#pragma once
// Value: one Cypher value that owns what it holds, for parameters and for keeping results.
// Values inside a Record are read through ValueView (record.hpp), which owns nothing.

#include <bolt/spatial.hpp>
#include <bolt/temporal.hpp>
#include <bolt/uuid.hpp>
#include <bolt/vector.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace bolt {

class Value;
struct MapEntry;
struct Node;
struct Relationship;
struct Path;
struct UnsupportedType;

/// What a value is. The names are Cypher's.
enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    floating,
    string,
    bytes,
    list,
    map,
    node,
    relationship,
    path,
    date,
    time,
    local_time,
    date_time,
    local_date_time,
    duration,
    point,
    vector,
    uuid,
    /// A value of a type that the connection's Bolt version cannot carry; see UnsupportedType.
    unsupported,
    /// A structure that this driver cannot read; touching it throws, the rest of its record is
    /// fine.
    unreadable,
};

[[nodiscard]] std::string_view to_string(Kind kind) noexcept;

/// A byte array. A struct of its own, so that it is not mistaken for a list.
struct Bytes {
    Bytes() = default;

    /// Takes the bytes as they are.
    explicit Bytes(std::vector<std::uint8_t> bytes) : data(std::move(bytes)) {}

    friend bool operator==(const Bytes&, const Bytes&) = default;
    std::vector<std::uint8_t> data;  ///< any bytes
};

using List = std::vector<Value>;

/// Keys and values in the order they were put in; keys are unique. Small maps are the rule, so
/// look-up is linear.
class Map {
  public:
    Map();
    /// Takes the entries in their order. Throws Error (ErrorKind::usage) when a key is there twice.
    explicit Map(std::vector<MapEntry> entries);
    ///@{
    /// Copies are deep; a map that was moved from is empty.
    Map(const Map&);
    Map(Map&&) noexcept;
    Map& operator=(const Map&);
    Map& operator=(Map&&) noexcept;
    ///@}
    ~Map();

    /// Adds a key, or replaces the value of one that is there.
    Map& set(std::string key, Value value);
    /// nullptr when there is no such key; valid until the map changes.
    [[nodiscard]] const Value* find(std::string_view key) const noexcept;
    /// Throws Error (ErrorKind::usage) when there is no such key.
    [[nodiscard]] const Value& at(std::string_view key) const;
    /// Whether there is such a key.
    [[nodiscard]] bool contains(std::string_view key) const noexcept;
    /// Number of entries.
    [[nodiscard]] std::size_t size() const noexcept;
    /// Whether there is no entry.
    [[nodiscard]] bool empty() const noexcept;
    ///@{
    /// The entries in their order; valid until the map changes.
    [[nodiscard]] const MapEntry* begin() const noexcept;
    [[nodiscard]] const MapEntry* end() const noexcept;
    ///@}
    /// Equal when they hold the same keys with equal values, in whatever order.
    friend bool operator==(const Map& a, const Map& b);

  private:
    std::vector<MapEntry> entries_;
};

/// One Cypher value. Cheap to move; copies are deep, but for graph values and unsupported ones,
/// which are immutable and shared. No implicit conversion narrows or loses signs.
class Value {
  public:
    ///@{
    /// The value of Cypher's type of that name; without an argument null. Texts are UTF-8. Graph
    /// values and unsupported ones cannot be sent: Error (usage).
    Value() noexcept;
    Value(std::nullptr_t) noexcept;  // NOLINT(google-explicit-constructor): parameters read better
    Value(double value) noexcept;
    Value(std::string value) noexcept;
    Value(std::string_view value);
    Value(const char* value);
    Value(Bytes value) noexcept;
    Value(List value) noexcept;
    Value(Map value) noexcept;
    Value(Node value);
    Value(Relationship value);
    Value(Path value);
    Value(Date value) noexcept;
    Value(Time value) noexcept;
    Value(LocalTime value) noexcept;
    Value(DateTime value) noexcept;
    Value(LocalDateTime value) noexcept;
    Value(Duration value) noexcept;
    Value(Point value) noexcept;
    Value(Vector value) noexcept;
    Value(Uuid value) noexcept;
    Value(UnsupportedType value);

    ///@}

    /// Exactly bool: a pointer or a character that turned into `true` would be a silent bug.
    template <class T>
        requires std::is_same_v<T, bool>
    Value(T value) noexcept : Value(BooleanTag{}, value) {}

    template <class T>
        requires(!std::is_same_v<std::remove_const_t<T>, char>)
    Value(T*) = delete;
    Value(char) = delete;

    /// A list of whatever a Value can be made of. Not of bytes: those are Bytes.
    template <class T>
        requires(!std::is_same_v<T, Value> && !std::is_same_v<T, std::uint8_t> && !std::is_same_v<T, MapEntry> && std::is_constructible_v<Value, T>)
    Value(std::vector<T> items) : Value(list_of(std::move(items))) {}

    /// Any integer that fits 64 signed bits; uint64_t beyond that throws Error (usage).
    template <class T>
        requires(std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>)
    Value(T value) : Value(from_integer(value)) {}

    /// The value, or null when there is none.
    template <class T>
    Value(std::optional<T> value) {
        if (value) {
            *this = Value(*std::move(value));
        }
    }

    ///@{
    /// Copies are deep, see above; a value that was moved from may only be assigned to or
    /// destroyed.
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ///@}
    ~Value();

    /// Which of Cypher's types it has.
    [[nodiscard]] Kind kind() const noexcept;

    /// Whether it is null, which is of no other type.
    [[nodiscard]] bool is_null() const noexcept { return kind() == Kind::null; }

    /// The value as exactly this type; nullptr when it is of another kind.
    template <class T>
    [[nodiscard]] const T* get_if() const noexcept;

    /// The value as exactly this type; throws Error (ErrorKind::type) that names both kinds.
    template <class T>
    [[nodiscard]] const T& as() const;

    friend bool operator==(const Value& a, const Value& b);

  private:
    struct IntegerTag {};

    struct BooleanTag {};

    Value(IntegerTag, std::int64_t value) noexcept;
    Value(BooleanTag, bool value) noexcept;

    template <class T>
    static List list_of(std::vector<T> items) {
        List list;
        list.reserve(items.size());
        for (auto&& item : items) {
            list.emplace_back(static_cast<T>(std::move(item)));
        }
        return list;
    }

    template <class T>
    static Value from_integer(T value) {
        if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(std::int64_t)) {
            return from_unsigned(value);
        } else {
            return Value(IntegerTag{}, static_cast<std::int64_t>(value));
        }
    }

    static Value from_unsigned(std::uint64_t value);
    [[noreturn]] void throw_wrong_kind(Kind wanted) const;

    using Data = std::variant<
        std::monostate,
        bool,
        std::int64_t,
        double,
        std::string,
        Bytes,
        List,
        Map,
        std::shared_ptr<const Node>,
        std::shared_ptr<const Relationship>,
        std::shared_ptr<const Path>,
        Date,
        Time,
        LocalTime,
        DateTime,
        LocalDateTime,
        Duration,
        Point,
        Vector,
        Uuid,
        std::shared_ptr<const UnsupportedType>>;
    Data data_;
};

/// One key of a Map and its value.
struct MapEntry {
    MapEntry() = default;

    /// A key and its value.
    MapEntry(std::string k, Value v) : key(std::move(k)), value(std::move(v)) {}

    friend bool operator==(const MapEntry&, const MapEntry&) = default;
    std::string key;  ///< UTF-8
    Value value;      ///< what it stands for
};

namespace detail {

template <class T>
struct KindOf;

template <>
struct KindOf<bool> : std::integral_constant<Kind, Kind::boolean> {};

template <>
struct KindOf<std::int64_t> : std::integral_constant<Kind, Kind::integer> {};

template <>
struct KindOf<double> : std::integral_constant<Kind, Kind::floating> {};

template <>
struct KindOf<std::string> : std::integral_constant<Kind, Kind::string> {};

template <>
struct KindOf<Bytes> : std::integral_constant<Kind, Kind::bytes> {};

template <>
struct KindOf<List> : std::integral_constant<Kind, Kind::list> {};

template <>
struct KindOf<Map> : std::integral_constant<Kind, Kind::map> {};

template <>
struct KindOf<Node> : std::integral_constant<Kind, Kind::node> {};

template <>
struct KindOf<Relationship> : std::integral_constant<Kind, Kind::relationship> {};

template <>
struct KindOf<Path> : std::integral_constant<Kind, Kind::path> {};

template <>
struct KindOf<Date> : std::integral_constant<Kind, Kind::date> {};

template <>
struct KindOf<Time> : std::integral_constant<Kind, Kind::time> {};

template <>
struct KindOf<LocalTime> : std::integral_constant<Kind, Kind::local_time> {};

template <>
struct KindOf<DateTime> : std::integral_constant<Kind, Kind::date_time> {};

template <>
struct KindOf<LocalDateTime> : std::integral_constant<Kind, Kind::local_date_time> {};

template <>
struct KindOf<Duration> : std::integral_constant<Kind, Kind::duration> {};

template <>
struct KindOf<Point> : std::integral_constant<Kind, Kind::point> {};

template <>
struct KindOf<Vector> : std::integral_constant<Kind, Kind::vector> {};

template <>
struct KindOf<Uuid> : std::integral_constant<Kind, Kind::uuid> {};

template <>
struct KindOf<UnsupportedType> : std::integral_constant<Kind, Kind::unsupported> {};

}  // namespace detail

template <class T>
const T* Value::get_if() const noexcept {
    if constexpr (std::is_same_v<T, Node> || std::is_same_v<T, Relationship> ||
                  std::is_same_v<T, Path> || std::is_same_v<T, UnsupportedType>) {
        const auto* shared = std::get_if<std::shared_ptr<const T>>(&data_);
        return shared == nullptr ? nullptr : shared->get();
    } else {
        return std::get_if<T>(&data_);
    }
}

template <class T>
const T& Value::as() const {
    const T* value = get_if<T>();
    if (value == nullptr) {
        throw_wrong_kind(detail::KindOf<T>::value);
    }
    return *value;
}

}  // namespace bolt
