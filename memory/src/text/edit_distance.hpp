#pragma once
// One typing error: a character too many, too few or wrong, or two neighbours swapped. Pure.
// Lucene's fuzzy queries count the same way, so both stores find the same words.

#include <string_view>

namespace memory::text {

/// True when the words are equal or one edit apart. Characters are code points of UTF-8 text.
[[nodiscard]] bool within_one_edit(std::string_view a, std::string_view b);

}  // namespace memory::text
