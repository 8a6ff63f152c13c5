#pragma once
// Strict search: whole phrases in a memory's title, content or summary, whatever their case,
// diacritics and line breaks. Pure.

#include <memory/model.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace memory::text {

/// True when `line` holds `phrase` and the phrase does not begin or end inside a word of it. Both
/// folded by folded_line(). An empty phrase is in no line.
[[nodiscard]] bool holds_phrase(std::string_view line, std::string_view phrase);

/// True when all (or, without `every`, any) of the phrases are in the memory. Each may be in
/// another field. `phrases` folded by folded_line().
[[nodiscard]] bool holds_phrases(
    const Memory& memory, const std::vector<std::string>& phrases, bool every
);

}  // namespace memory::text
