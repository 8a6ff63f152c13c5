#pragma once
// Which columns, map keys or properties fill which members of a struct of the caller's own.
// Said once beside the struct, checked when it is compiled; reading is in record.hpp and row.hpp.

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace bolt {

/// A name and the member that takes its value.
template <class Class, class Member>
struct Field {
    /// `column` is not copied: give it a literal.
    constexpr Field(std::string_view column, Member Class::* place) : name(column), member(place) {}

    std::string_view name;   ///< of the column, key or property
    Member Class::* member;  ///< where its value goes
};

/// A struct that says its fields, either itself or, when it is somebody else's, in a function
/// beside it that is found by its argument:
///
///     struct Person {
///         std::string name;
///         std::optional<int> age;  // empty when null or absent
///
///         static constexpr auto bolt_fields() {
///             return std::tuple(bolt::Field("name", &Person::name), bolt::Field("age",
///             &Person::age));
///         }
///     };
///
///     constexpr auto bolt_fields(std::type_identity<theirs::Person>) {
///         return std::tuple(bolt::Field("name", &theirs::Person::name));
///     }
///
/// It is made by its default constructor. Members are of any type that ValueView::to() makes, other
/// such structs included. Names that are not listed are ignored.
template <class T>
concept Mapped =
    std::is_default_constructible_v<T> &&
    (requires { T::bolt_fields(); } || requires { bolt_fields(std::type_identity<T>()); });

namespace detail {

template <Mapped T>
[[nodiscard]] constexpr auto fields_of() {
    if constexpr (requires { T::bolt_fields(); }) {
        return T::bolt_fields();
    } else {
        return bolt_fields(std::type_identity<T>());
    }
}

/// A std::tuple of Field.
template <Mapped T>
inline constexpr auto kFields = fields_of<T>();

template <Mapped T>
inline constexpr std::size_t kFieldCount = std::tuple_size_v<std::decay_t<decltype(kFields<T>)>>;

}  // namespace detail

}  // namespace bolt
