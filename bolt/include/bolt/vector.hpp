#pragma once
// Vector: Cypher's VECTOR (Bolt 6.0), numbers of one fixed type, as embeddings are stored.
// Kept as the server's bytes, so that not one bit of a number changes on its way.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bolt {

/// What the elements of a vector are.
enum class VectorType : std::uint8_t { i8, i16, i32, i64, f32, f64 };

/// "i8", "f32" and so on.
[[nodiscard]] std::string_view to_string(VectorType type) noexcept;
/// Bytes of one element.
[[nodiscard]] std::size_t size_of(VectorType type) noexcept;

/// The C++ types that a vector can be made of and read as. No other is taken in their place.
template <class T>
concept VectorElement = std::same_as<T, std::int8_t> || std::same_as<T, std::int16_t> ||
                        std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
                        std::same_as<T, float> || std::same_as<T, double>;

namespace detail {

template <VectorElement T>
[[nodiscard]] constexpr VectorType vector_type_of() noexcept {
    if constexpr (std::same_as<T, float>) {
        return VectorType::f32;
    } else if constexpr (std::same_as<T, double>) {
        return VectorType::f64;
    } else {
        return sizeof(T) == 1   ? VectorType::i8
               : sizeof(T) == 2 ? VectorType::i16
               : sizeof(T) == 4 ? VectorType::i32
                                : VectorType::i64;
    }
}

/// Copies `count` elements of `width` bytes between this machine's order and big-endian order.
void copy_big_endian(void* to, const void* from, std::size_t count, std::size_t width) noexcept;
[[noreturn]] void throw_wrong_vector_type(VectorType found, VectorType wanted);

/// The elements in `big_endian`, which are of `type`; throws Error (type) when T is another one.
template <VectorElement T>
[[nodiscard]] std::vector<T> vector_elements(
    VectorType type, std::span<const std::uint8_t> big_endian
) {
    if (type != vector_type_of<T>()) {
        throw_wrong_vector_type(type, vector_type_of<T>());
    }
    std::vector<T> elements(big_endian.size() / sizeof(T));
    copy_big_endian(elements.data(), big_endian.data(), elements.size(), sizeof(T));
    return elements;
}

}  // namespace detail

/// A vector. Needs Bolt 6.0 to be sent: Error (usage) on older connections. How long it may be is
/// the server's business.
class Vector {
  public:
    /// No elements, of type f64.
    Vector() = default;

    /// A copy of the elements; explicit, because a std::vector alone becomes a list.
    template <VectorElement T>
    explicit Vector(std::span<const T> elements)
        : type_(detail::vector_type_of<T>()), data_(elements.size() * sizeof(T)) {
        detail::copy_big_endian(data_.data(), elements.data(), elements.size(), sizeof(T));
    }

    /// The same of a std::vector.
    template <VectorElement T>
    explicit Vector(const std::vector<T>& elements) : Vector(std::span<const T>(elements)) {}

    /// From the elements' big-endian bytes; throws Error (usage) when they are no whole number of
    /// elements.
    [[nodiscard]] static Vector from_big_endian(VectorType type, std::vector<std::uint8_t> data);

    /// What its elements are.
    [[nodiscard]] VectorType type() const noexcept { return type_; }

    /// Number of elements.
    [[nodiscard]] std::size_t size() const noexcept { return data_.size() / size_of(type_); }

    /// Whether it has no elements.
    [[nodiscard]] bool empty() const noexcept { return data_.empty(); }

    /// The elements; throws Error (ErrorKind::type) when T is not exactly their type.
    template <VectorElement T>
    [[nodiscard]] std::vector<T> to() const {
        return detail::vector_elements<T>(type_, data_);
    }

    /// The elements as Bolt carries them; valid as long as the vector.
    [[nodiscard]] std::span<const std::uint8_t> big_endian() const noexcept { return data_; }

    /// Equal when type and bits are equal: a NaN equals itself, and 0.0 is not -0.0.
    friend bool operator==(const Vector&, const Vector&) = default;

  private:
    VectorType type_ = VectorType::f64;
    std::vector<std::uint8_t> data_;
};

}  // namespace bolt
