#pragma once
// English words that say nothing about what a text is about, and are neither indexed nor asked for.
// Pure, over a constant table.

#include <string_view>

namespace memory::text {

/// `word` folded. Includes contractions written without their apostrophe ("dont").
[[nodiscard]] bool is_stop_word(std::string_view word) noexcept;

/// What is left of a negation before its 't: "don" of "don't".
[[nodiscard]] bool is_negated_verb(std::string_view word) noexcept;

}  // namespace memory::text
