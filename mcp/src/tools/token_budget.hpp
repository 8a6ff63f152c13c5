#pragma once
// How long an answer may become: an estimate of a text's tokens, and cutting text to fit.
// Hosts refuse answers beyond about 25,000 tokens, and callers pass max_tokens.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::tools {

/// No answer is longer than this, whatever is asked for; hosts refuse more than 25,000.
inline constexpr std::size_t kMaxAnswerTokens = 24'000;
/// What a tool's `max_tokens` is when the caller says nothing, and the least it may be.
inline constexpr std::int64_t kDefaultAnswerTokens = 1'500;
inline constexpr std::int64_t kMinAnswerTokens = 100;

/// Estimates the tokens of `text` for a byte-pair vocabulary of 200,000 entries, on the high side:
/// a run of letters costs one token per 6 of them, digits one per 3, every other sign one, a
/// letter outside ASCII one; single spaces are free.
[[nodiscard]] std::size_t estimate_tokens(std::string_view text) noexcept;

/// The longest prefix of `text` of at most `tokens` estimated tokens, cut between characters.
[[nodiscard]] std::string_view cut_to_tokens(std::string_view text, std::size_t tokens) noexcept;

/// One line of at most `characters` characters: white space folded to single spaces, cut between
/// words where it can be, and then ended by an ellipsis.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t characters);

/// What is left of the tokens that an answer may have.
class TokenBudget {
  public:
    /// `kept` of the `max_tokens` are for what the answer says at its end.
    TokenBudget(std::int64_t max_tokens, std::size_t kept);

    /// Counts `tokens` if they fit; the first ones count as fitting, whatever they are.
    bool take(std::size_t tokens) noexcept;
    /// As take(), for a text that is first cut to what there is, with an ellipsis, if it is the
    /// first and too long. It ends with a line end before and after.
    bool take_text(std::string& text);

    [[nodiscard]] std::size_t left() const noexcept { return left_; }

    /// Something was taken.
    [[nodiscard]] bool used() const noexcept { return used_; }

  private:
    std::size_t left_;
    bool used_ = false;
};

}  // namespace mcp::tools
