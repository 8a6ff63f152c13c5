#pragma once
// Record: one row of a result, decoded once into an arena; ValueView: a look at a value in it.
// Reading copies nothing; `to<T>()` and `to_value()` make what outlives the record.

#include <bolt/fields.hpp>
#include <bolt/graph.hpp>
#include <bolt/unsupported.hpp>
#include <bolt/value.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace bolt {

template <Mapped T>
class RowReader;

namespace detail {

class ResultStream;

/// What Record::to<T>() is made with: complete where <bolt/row.hpp> is included.
template <class T>
struct RowMaker;

/// One decoded value, 16 bytes. Lists point to `size` cells, maps to `size` pairs of cells (key,
/// value), graph, temporal and spatial values to `size` cells with their fields in wire order.
/// Strings, byte arrays, UUIDs and vectors point to `size` bytes; a vector's VectorType is in
/// `flags`.
struct Cell {
    Kind kind = Kind::null;
    std::uint8_t flags = 0;
    std::uint16_t unused = 0;  ///< said, so that a cell is filled with two stores
    std::uint32_t size = 0;

    union {
        std::int64_t integer;
        double floating;
        bool boolean;
        const char* text;
        const Cell* cells;
    };

    Cell() noexcept : integer(0) {}
};

static_assert(sizeof(Cell) == 16);

/// DateTime: the seconds are local, see DateTime::local_seconds.
inline constexpr std::uint8_t kLocalSeconds = 1;
/// DateTime: the third field is a zone name, not an offset.
inline constexpr std::uint8_t kNamedZone = 2;

}  // namespace detail

/// A value inside a record: two words, to be passed by value. Valid as long as its record lives.
class ValueView {
  public:
    /// Made by Record and by the functions below.
    explicit ValueView(const detail::Cell& cell) noexcept : cell_(&cell) {}

    /// Which of Cypher's types it has.
    [[nodiscard]] Kind kind() const noexcept { return cell_->kind; }

    /// Whether it is null, which is of no other type.
    [[nodiscard]] bool is_null() const noexcept { return cell_->kind == Kind::null; }

    /// The value as T: bool, any integer type (range-checked), double or float (a float is rounded;
    /// also from integers of up to 53 or 24 bits, which they hold exactly), std::string,
    /// std::string_view (valid as long as the record), Bytes, Node, Relationship, Path, the
    /// temporal types, Point, Vector, Uuid, UnsupportedType, Value, std::optional<T> (nullopt for
    /// null); std::vector<T> of a list, and of a vector when T is exactly its element type;
    /// std::array and std::tuple of a list of as many items; a struct that says its fields (see
    /// Mapped) of a map, or of a node's or relationship's properties. Throws Error
    /// (ErrorKind::type).
    template <class T>
    [[nodiscard]] T to() const;

    /// Number of items of a list, of entries of a map; throws Error (type) for anything else.
    [[nodiscard]] std::size_t size() const;
    /// An item of a list; throws Error (usage) beyond its end.
    [[nodiscard]] ValueView operator[](std::size_t index) const;
    /// The value of a key of a map; nullopt when there is none.
    [[nodiscard]] std::optional<ValueView> find(std::string_view key) const;
    /// As find(), but throws Error (usage) when there is no such key.
    [[nodiscard]] ValueView at(std::string_view key) const;
    /// Key number `index` of a map, in the server's order; throws Error (usage) beyond the last.
    [[nodiscard]] std::string_view key(std::size_t index) const;
    /// The value of that key.
    [[nodiscard]] ValueView value(std::size_t index) const;

    /// A deep copy that owns itself.
    [[nodiscard]] Value to_value() const;

  private:
    // In the header, because they are the whole cost of reading a small value.
    [[nodiscard]] std::int64_t integer() const {
        if (cell_->kind != Kind::integer) [[unlikely]] {
            throw_wrong_kind("integer");
        }
        return cell_->integer;
    }

    [[nodiscard]] bool boolean() const {
        if (cell_->kind != Kind::boolean) [[unlikely]] {
            throw_wrong_kind("boolean");
        }
        return cell_->boolean;
    }

    [[nodiscard]] std::string_view text() const {
        if (cell_->kind != Kind::string) [[unlikely]] {
            throw_wrong_kind("string");
        }
        return {cell_->text, cell_->size};
    }

    [[nodiscard]] double floating(int exact_bits) const {
        return cell_->kind == Kind::floating ? cell_->floating : floating_of_integer(exact_bits);
    }

    [[nodiscard]] VectorType vector_type() const noexcept {
        return static_cast<VectorType>(cell_->flags);
    }

    [[nodiscard]] std::span<const std::uint8_t> raw_bytes() const noexcept {
        return {reinterpret_cast<const std::uint8_t*>(cell_->text), cell_->size};
    }

    /// The items of a list; when `count` is given, of so many.
    [[nodiscard]] std::span<const detail::Cell> items() const {
        if (cell_->kind != Kind::list) [[unlikely]] {
            throw_wrong_kind("list");
        }
        return {cell_->cells, cell_->size};
    }

    [[nodiscard]] std::span<const detail::Cell> items(std::size_t count) const {
        const std::span<const detail::Cell> found = items();
        if (found.size() != count) [[unlikely]] {
            throw_wrong_size(count);
        }
        return found;
    }

    template <class T>
    [[nodiscard]] T struct_of_properties() const;
    template <class T, std::size_t... I>
    void read_fields(T& into, std::index_sequence<I...>) const;
    template <std::size_t I, class T>
    void read_field(T& into) const;
    /// The map itself, or a node's or relationship's properties.
    [[nodiscard]] ValueView properties() const;
    /// The value of a key, which is looked for at this place first.
    [[nodiscard]] std::optional<ValueView> find_near(std::string_view key, std::size_t index) const;
    /// Throws the current exception again, with the field's name when it is about a type.
    [[noreturn]] static void rethrow_for_field(std::string_view name);
    [[noreturn]] static void throw_no_field(std::string_view name);
    [[noreturn]] void throw_wrong_size(std::size_t wanted) const;

    [[nodiscard]] double floating_of_integer(int exact_bits) const;
    void check_entry(std::size_t index) const;
    [[noreturn]] void throw_wrong_kind(std::string_view wanted) const;
    [[noreturn]] void throw_out_of_range(std::int64_t value) const;

    const detail::Cell* cell_;
};

/// The names of a result's columns, shared by all its records.
using Keys = std::shared_ptr<const std::vector<std::string>>;

/// One row. Cheap to move and to copy: the arena behind it is shared with the neighbouring records
/// of the same batch and lives until the last of them is gone. Immutable.
class Record {
  public:
    Record() = default;

    /// Made by the driver. `cells` are in `arena`, which the record keeps.
    Record(Keys keys, std::shared_ptr<const void> arena, std::span<const detail::Cell> cells)
        : keys_(std::move(keys)), arena_(std::move(arena)), cells_(cells) {}

    /// Number of columns.
    [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }

    /// Column names, in their order; shared with the result, valid as long as the record.
    [[nodiscard]] const std::vector<std::string>& keys() const noexcept;

    /// Throws Error (usage) beyond the last column.
    [[nodiscard]] ValueView operator[](std::size_t index) const {
        if (index >= cells_.size()) [[unlikely]] {
            throw_no_column(index);
        }
        return ValueView(cells_[index]);
    }

    /// Throws Error (usage) that lists the columns when there is none of this name.
    [[nodiscard]] ValueView operator[](std::string_view key) const;

    /// Column as T; see ValueView::to. Its Error names the column.
    template <class T>
    [[nodiscard]] T at(std::string_view key) const {
        const std::optional<std::size_t> index = find(key);
        return index ? at<T>(*index) : (*this)[key].to<T>();
    }

    /// The same by number, from 0; the fastest way to one value.
    template <class T>
    [[nodiscard]] T at(std::size_t index) const {
        const ValueView value = (*this)[index];
        try {
            return value.to<T>();
        } catch (...) {
            rethrow_for_column(index);
        }
    }

    /// Column as T; nullopt when it is null or there is no such column.
    template <class T>
    [[nodiscard]] std::optional<T> get(std::string_view key) const {
        const auto index = find(key);
        return index ? at<std::optional<T>>(*index) : std::nullopt;
    }

    /// The whole record as std::tuple, column by column (Error of kind usage when it has more or
    /// fewer), or as a struct that says its fields, by the columns' names (see Mapped, RowReader).
    /// Types as in ValueView::to; a std::string_view in them lives as long as the record. Needs
    /// <bolt/row.hpp>.
    template <class T>
    [[nodiscard]] T to() const {
        return detail::RowMaker<T>::make(*this);
    }

    /// The number of a column; nullopt when there is none of this name. Names are compared one by
    /// one: with many columns in a hot loop, look the number up once.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view key) const noexcept {
        if (keys_) {
            std::size_t index = 0;
            for (const std::string& name : *keys_) {
                if (name == key && index < cells_.size()) {
                    return index;
                }
                ++index;
            }
        }
        return std::nullopt;
    }

  private:
    friend class detail::ResultStream;
    template <Mapped T>
    friend class RowReader;
    template <class T>
    friend struct detail::RowMaker;

    /// Another record of the same result.
    void rebind(std::shared_ptr<const void> arena, std::span<const detail::Cell> cells) noexcept {
        arena_ = std::move(arena);
        cells_ = cells;
    }

    void check_size(std::size_t wanted) const {
        if (cells_.size() != wanted) [[unlikely]] {
            throw_wrong_size(wanted);
        }
    }

    /// Throws the current exception again, with the column's name when it is about a type.
    [[noreturn]] void rethrow_for_column(std::size_t index) const;
    [[noreturn]] void throw_no_column(std::size_t index) const;
    [[noreturn]] void throw_no_column(std::string_view name) const;
    [[noreturn]] void throw_wrong_size(std::size_t wanted) const;

    Keys keys_;
    std::shared_ptr<const void> arena_;
    std::span<const detail::Cell> cells_;
};

namespace detail {

template <class T>
struct IsOptional : std::false_type {};

template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
struct IsVector : std::false_type {};

template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

template <class T>
struct IsArray : std::false_type {};

template <class T, std::size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};

template <class T>
struct IsTuple : std::false_type {};

template <class... Ts>
struct IsTuple<std::tuple<Ts...>> : std::true_type {};

}  // namespace detail

/// @cond the types that to() makes out of line
template <>
[[nodiscard]] Bytes ValueView::to<Bytes>() const;
template <>
[[nodiscard]] Node ValueView::to<Node>() const;
template <>
[[nodiscard]] Relationship ValueView::to<Relationship>() const;
template <>
[[nodiscard]] Path ValueView::to<Path>() const;
template <>
[[nodiscard]] Date ValueView::to<Date>() const;
template <>
[[nodiscard]] Time ValueView::to<Time>() const;
template <>
[[nodiscard]] LocalTime ValueView::to<LocalTime>() const;
template <>
[[nodiscard]] DateTime ValueView::to<DateTime>() const;
template <>
[[nodiscard]] LocalDateTime ValueView::to<LocalDateTime>() const;
template <>
[[nodiscard]] Duration ValueView::to<Duration>() const;
template <>
[[nodiscard]] Point ValueView::to<Point>() const;
template <>
[[nodiscard]] Vector ValueView::to<Vector>() const;
template <>
[[nodiscard]] Uuid ValueView::to<Uuid>() const;
template <>
[[nodiscard]] UnsupportedType ValueView::to<UnsupportedType>() const;
template <>
[[nodiscard]] Map ValueView::to<Map>() const;

/// @endcond

template <class T>
T ValueView::to() const {
    if constexpr (std::is_same_v<T, bool>) {
        return boolean();
    } else if constexpr (std::is_integral_v<T>) {
        const std::int64_t value = integer();
        if (!std::in_range<T>(value)) {
            throw_out_of_range(value);
        }
        return static_cast<T>(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(floating(std::numeric_limits<T>::digits));
    } else if constexpr (std::is_same_v<T, std::string_view>) {
        return text();
    } else if constexpr (std::is_same_v<T, std::string>) {
        return std::string(text());
    } else if constexpr (std::is_same_v<T, Value>) {
        return to_value();
    } else if constexpr (detail::IsOptional<T>::value) {
        return is_null() ? T() : T(to<typename T::value_type>());
    } else if constexpr (detail::IsArray<T>::value) {
        return [this]<std::size_t... I>(std::index_sequence<I...>) {
            const std::span<const detail::Cell> found = items(sizeof...(I));
            return T{ValueView(found[I]).template to<typename T::value_type>()...};
        }(std::make_index_sequence<std::tuple_size_v<T>>());
    } else if constexpr (detail::IsTuple<T>::value) {
        return [this]<std::size_t... I>(std::index_sequence<I...>) {
            const std::span<const detail::Cell> found = items(sizeof...(I));
            return T{ValueView(found[I]).template to<std::tuple_element_t<I, T>>()...};
        }(std::make_index_sequence<std::tuple_size_v<T>>());
    } else if constexpr (Mapped<T>) {
        return struct_of_properties<T>();
    } else {
        static_assert(
            detail::IsVector<T>::value,
            "ValueView::to: no type that a value can be read as, nor a struct with bolt_fields"
        );
        using Item = typename T::value_type;
        if constexpr (VectorElement<Item>) {
            if (kind() == Kind::vector) {
                return detail::vector_elements<Item>(vector_type(), raw_bytes());
            }
        }
        T list;
        const std::span<const detail::Cell> found = items();
        list.reserve(found.size());
        for (const detail::Cell& item : found) {
            list.push_back(ValueView(item).template to<Item>());
        }
        return list;
    }
}

template <class T>
T ValueView::struct_of_properties() const {
    T result{};
    properties().read_fields(result, std::make_index_sequence<detail::kFieldCount<T>>());
    return result;
}

template <class T, std::size_t... I>
void ValueView::read_fields(T& into, std::index_sequence<I...>) const {
    (read_field<I>(into), ...);
}

template <std::size_t I, class T>
void ValueView::read_field(T& into) const {
    constexpr auto kField = std::get<I>(detail::kFields<T>);
    using Member = std::remove_reference_t<decltype(into.*kField.member)>;
    const std::optional<ValueView> value = find_near(kField.name, I);
    if (!value) {
        if constexpr (detail::IsOptional<Member>::value) {
            return;
        } else {
            throw_no_field(kField.name);
        }
    }
    try {
        into.*kField.member = value->to<Member>();
    } catch (...) {
        rethrow_for_field(kField.name);
    }
}

}  // namespace bolt
