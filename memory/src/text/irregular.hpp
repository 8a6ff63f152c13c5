#pragma once
// English words whose inflection no rule of suffixes explains: "went" is "go", "children" "child".
// Pure, over a constant table of verbs, nouns and adjectives.

#include <string_view>

namespace memory::text {

/// The base form of an irregular form, or `word` itself. `word` folded.
[[nodiscard]] std::string_view base_form(std::string_view word) noexcept;

}  // namespace memory::text
