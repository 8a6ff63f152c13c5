#pragma once
// The table behind text/fold.hpp: generated data, kept apart from the code that reads it.
// All of it is constant: nothing is built at start.

#include <cstdint>
#include <span>

namespace memory::text {

/// One letter beyond ASCII that has a lower case or a base letter.
struct FoldRow {
    std::uint16_t point;
    std::uint16_t lower;      ///< the letter in lower case
    std::uint16_t folded[3];  ///< lower case without diacritics; ends at the first 0
};

/// Ascending by `point`.
[[nodiscard]] std::span<const FoldRow> fold_rows() noexcept;

}  // namespace memory::text
