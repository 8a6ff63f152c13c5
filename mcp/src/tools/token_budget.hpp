#pragma once
// How long an answer may become: an estimate of a text's tokens, and cutting text to fit.
// Hosts refuse answers beyond about 25,000 tokens, and callers pass max_tokens.

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::tools {

/// No answer is longer than this, whatever is asked for; hosts refuse more than 25,000.
inline constexpr std::size_t kMaxAnswerTokens = 24'000;

/// Estimates the tokens of `text` for a byte-pair vocabulary of 200,000 entries, on the high side:
/// a run of letters costs one token per 6 of them, digits one per 3, every other sign one, a
/// letter outside ASCII one; single spaces are free.
[[nodiscard]] std::size_t estimate_tokens(std::string_view text) noexcept;

/// The longest prefix of `text` of at most `tokens` estimated tokens, cut between characters.
[[nodiscard]] std::string_view cut_to_tokens(std::string_view text, std::size_t tokens) noexcept;

/// One line of at most `characters` characters: white space folded to single spaces, cut between
/// words where it can be, and then ended by an ellipsis.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t characters);

}  // namespace mcp::tools
