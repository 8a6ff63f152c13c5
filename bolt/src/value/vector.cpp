// Vectors: byte order, and errors that name the element types; see vector.hpp.
// Bolt documentation, "Structure semantics: Vector".

#include <bolt/error.hpp>
#include <bolt/vector.hpp>

#include <bit>
#include <cstring>
#include <string>
#include <utility>

namespace bolt {

std::string_view to_string(VectorType type) noexcept {
    switch (type) {
        case VectorType::i8:
            return "i8";
        case VectorType::i16:
            return "i16";
        case VectorType::i32:
            return "i32";
        case VectorType::i64:
            return "i64";
        case VectorType::f32:
            return "f32";
        case VectorType::f64:
            return "f64";
    }
    return "unknown";
}

std::size_t size_of(VectorType type) noexcept {
    switch (type) {
        case VectorType::i8:
            return 1;
        case VectorType::i16:
            return 2;
        case VectorType::i32:
        case VectorType::f32:
            return 4;
        default:
            return 8;
    }
}

namespace detail {

namespace {

std::uint16_t swapped(std::uint16_t value) noexcept {
    return __builtin_bswap16(value);
}

std::uint32_t swapped(std::uint32_t value) noexcept {
    return __builtin_bswap32(value);
}

std::uint64_t swapped(std::uint64_t value) noexcept {
    return __builtin_bswap64(value);
}

template <class Word>
void copy_swapped(void* to, const void* from, std::size_t count) noexcept {
    auto* target = static_cast<unsigned char*>(to);
    const auto* source = static_cast<const unsigned char*>(from);
    for (std::size_t i = 0; i < count; ++i) {
        Word word;
        std::memcpy(&word, source + i * sizeof word, sizeof word);
        word = swapped(word);
        std::memcpy(target + i * sizeof word, &word, sizeof word);
    }
}

}  // namespace

void copy_big_endian(void* to, const void* from, std::size_t count, std::size_t width) noexcept {
    if (count == 0) {
        return;
    }
    if (width == 1 || std::endian::native == std::endian::big) {
        std::memcpy(to, from, count * width);
    } else if (width == 2) {
        copy_swapped<std::uint16_t>(to, from, count);
    } else if (width == 4) {
        copy_swapped<std::uint32_t>(to, from, count);
    } else {
        copy_swapped<std::uint64_t>(to, from, count);
    }
}

void throw_wrong_vector_type(VectorType found, VectorType wanted) {
    throw Error(
        ErrorKind::type,
        "the vector's elements are " + std::string(to_string(found)) + ", not " +
            std::string(to_string(wanted))
    );
}

}  // namespace detail

Vector Vector::from_big_endian(VectorType type, std::vector<std::uint8_t> data) {
    if (data.size() % size_of(type) != 0) {
        throw Error(
            ErrorKind::usage,
            std::to_string(data.size()) + " bytes are no whole number of " +
                std::string(to_string(type)) + " elements"
        );
    }
    Vector vector;
    vector.type_ = type;
    vector.data_ = std::move(data);
    return vector;
}

}  // namespace bolt
