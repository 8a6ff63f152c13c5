#pragma once
// Whole records as values of the caller's types: Record::to<std::tuple<...>>() by position,
// Record::to<Struct>() by name. Apart from record.hpp, because not everybody reads so.

#include <bolt/fields.hpp>
#include <bolt/record.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

namespace bolt {

/// Makes structs of records. It looks the columns' names up once and again only for a record of
/// another result: what Record::to<T>() uses, with one reader per thread. With a reader of its own,
/// code that reads several results in turn does not look names up at each turn. One thread at a
/// time.
template <Mapped T>
class RowReader {
  public:
    RowReader() = default;

    /// Throws Error: ErrorKind::usage, which lists the columns, when one is missing whose member is
    /// no std::optional; ErrorKind::type, which names the column, for a value that does not fit.
    [[nodiscard]] T operator()(const Record& record) {
        if (!resolved_ || record.keys_ != keys_) [[unlikely]] {
            resolve(record);
        }
        T row{};
        std::size_t field = 0;
        try {
            read(row, record, field, std::make_index_sequence<kCount>());
        } catch (...) {
            record.rethrow_for_column(columns_[field]);
        }
        return row;
    }

  private:
    static constexpr std::size_t kCount = detail::kFieldCount<T>;
    static constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();

    template <std::size_t... I>
    void read(T& row, const Record& record, std::size_t& field, std::index_sequence<I...>) {
        (read_one<I>(row, record, field), ...);
    }

    template <std::size_t I>
    void read_one(T& row, const Record& record, std::size_t& field) {
        constexpr auto kField = std::get<I>(detail::kFields<T>);
        using Member = std::remove_reference_t<decltype(row.*kField.member)>;
        field = I;
        if constexpr (detail::IsOptional<Member>::value) {
            if (columns_[I] == kAbsent) {
                return;
            }
        }
        row.*kField.member = record[columns_[I]].template to<Member>();
    }

    void resolve(const Record& record) {
        std::array<std::size_t, kCount> columns{};
        resolve_all(columns, record, std::make_index_sequence<kCount>());
        columns_ = columns;
        keys_ = record.keys_;
        resolved_ = true;
    }

    template <std::size_t... I>
    static void
    resolve_all(std::array<std::size_t, kCount>& columns, const Record& record, std::index_sequence<I...>) {
        ((columns[I] = column_of<I>(record)), ...);
    }

    template <std::size_t I>
    static std::size_t column_of(const Record& record) {
        constexpr auto kField = std::get<I>(detail::kFields<T>);
        using Member = std::remove_reference_t<decltype(std::declval<T&>().*kField.member)>;
        const std::optional<std::size_t> column = record.find(kField.name);
        if constexpr (!detail::IsOptional<Member>::value) {
            if (!column) {
                record.throw_no_column(kField.name);
            }
        }
        return column.value_or(kAbsent);
    }

    Keys keys_;  ///< of the result that columns_ is for; held, so that no other has its address
    std::array<std::size_t, kCount> columns_{};
    bool resolved_ = false;
};

namespace detail {

/// What makes a T of a record.
template <class T>
struct RowMaker;

template <Mapped T>
struct RowMaker<T> {
    static T make(const Record& record) {
        thread_local RowReader<T> reader;
        return reader(record);
    }
};

template <class... Ts>
struct RowMaker<std::tuple<Ts...>> {
    static std::tuple<Ts...> make(const Record& record) {
        record.check_size(sizeof...(Ts));
        return make(record, std::index_sequence_for<Ts...>());
    }

  private:
    template <class T>
    static T read(const Record& record, std::size_t index, std::size_t& column) {
        column = index;
        return ValueView(record.cells_[index]).template to<T>();
    }

    template <std::size_t... I>
    static std::tuple<Ts...> make(const Record& record, std::index_sequence<I...>) {
        std::size_t column = 0;
        try {
            // In braces, because these are filled from the left to the right.
            return std::tuple<Ts...>{read<Ts>(record, I, column)...};
        } catch (...) {
            record.rethrow_for_column(column);
        }
    }
};

}  // namespace detail

}  // namespace bolt
