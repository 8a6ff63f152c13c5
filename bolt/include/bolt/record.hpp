#pragma once
// Record: one row of a result, decoded once into an arena; ValueView: a look at a value in it.
// Reading copies nothing; `to<T>()` and `to_value()` make what outlives the record.

#include <bolt/graph.hpp>
#include <bolt/value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bolt {

namespace detail {

/// One decoded value, 16 bytes. Lists point to `size` cells, maps to `size` pairs of cells (key,
/// value), graph, temporal and spatial values to `size` cells with their fields in wire order.
struct Cell {
    Kind kind = Kind::null;
    std::uint8_t flags = 0;
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
    explicit ValueView(const detail::Cell& cell) noexcept : cell_(&cell) {}

    [[nodiscard]] Kind kind() const noexcept { return cell_->kind; }

    [[nodiscard]] bool is_null() const noexcept { return cell_->kind == Kind::null; }

    /// The value as T: bool, any integer type (range-checked), double or float (a float is rounded;
    /// also from integers of up to 53 or 24 bits, which they hold exactly), std::string,
    /// std::string_view (valid as long as the record), Bytes, Node, Relationship, Path, the
    /// temporal types, Point, Value, std::vector<T>, std::optional<T> (nullopt for null). Throws
    /// Error (ErrorKind::type).
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

    Record(Keys keys, std::shared_ptr<const void> arena, std::span<const detail::Cell> cells)
        : keys_(std::move(keys)), arena_(std::move(arena)), cells_(cells) {}

    [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }

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
    /// Throws the current exception again, with the column's name when it is about a type.
    [[noreturn]] void rethrow_for_column(std::size_t index) const;
    [[noreturn]] void throw_no_column(std::size_t index) const;

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

}  // namespace detail

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
[[nodiscard]] Map ValueView::to<Map>() const;

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
    } else {
        static_assert(detail::IsVector<T>::value, "ValueView::to: unsupported type");
        T items;
        if (kind() != Kind::list) {
            throw_wrong_kind("list");
        }
        items.reserve(size());
        for (std::size_t i = 0; i < size(); ++i) {
            items.push_back((*this)[i].template to<typename T::value_type>());
        }
        return items;
    }
}

}  // namespace bolt
