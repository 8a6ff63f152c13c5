#pragma once
// Numbers of documents. A document is one version of a memory's analysed words, as the full-text
// index knows it: it is never changed, and its number is never given to another.
//
// The number says how long the document is: serial * 2^20 + length. So the index alone suffices to
// choose the best matches, without a look at a table for each match.

#include <algorithm>
#include <cstdint>

namespace memory::sqlite {

inline constexpr int kLengthBits = 20;
/// Longer documents are numbered as if they were this long; no content that is accepted is.
inline constexpr std::int64_t kLongestDocument = (std::int64_t{1} << kLengthBits) - 1;

/// Serials are counted from 1; `length` is IndexTerms::length.
[[nodiscard]] constexpr std::int64_t document_number(std::int64_t serial, std::int64_t length) {
    return (serial << kLengthBits) | std::clamp<std::int64_t>(length, 0, kLongestDocument);
}

[[nodiscard]] constexpr std::int64_t serial_of_document(std::int64_t number) {
    return number >> kLengthBits;
}

[[nodiscard]] constexpr std::int64_t length_of_document(std::int64_t number) {
    return number & kLongestDocument;
}

}  // namespace memory::sqlite
