#pragma once
// Recalled memories as lean lines, best first, for the tool and the prompt of that name.
// Pure functions from hits to text.

#include <memory/query.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::tools {

inline constexpr std::string_view kNothingRecalled =
    "Nothing found. Try other words, fewer filters, or search_memories with search_tolerance "
    "fuzzy.";

/// A line a hit: "ID score type date author | text | why: …", and where the rest is; at most
/// `max_tokens` estimated tokens. The best hit is always there, shortened if it must be.
[[nodiscard]] std::string recall_text(
    const memory::Page<memory::Hit>& hits, std::int64_t max_tokens
);

/// Title and content as one text; a title that only repeats the content's beginning is left out.
[[nodiscard]] std::string recalled_text(const memory::Memory& memory);

/// What matched, e.g. "retry lookup in title, content".
[[nodiscard]] std::string why_recalled(const memory::Explanation& why);

/// Where the rest is; empty when there is none. `shown` of the hits are in the answer.
[[nodiscard]] std::string more_hits(
    const memory::Page<memory::Hit>& hits, std::size_t shown, std::int64_t max_tokens
);

}  // namespace mcp::tools
