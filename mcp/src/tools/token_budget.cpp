// Token estimates and excerpts; see token_budget.hpp.
// Works on UTF-8 bytes and never cuts a character in two.

#include "tools/token_budget.hpp"

#include <algorithm>
#include <cstdint>

namespace mcp::tools {

namespace {

enum class Sign : std::uint8_t { letter, digit, space, line_end, continuation, wide, other };

Sign sign_of(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) {
        return Sign::letter;
    }
    if (byte >= '0' && byte <= '9') {
        return Sign::digit;
    }
    if (byte == ' ') {
        return Sign::space;
    }
    if (byte == '\n' || byte == '\t' || byte == '\r') {
        return Sign::line_end;
    }
    if (byte >= 0x80 && byte < 0xC0) {
        return Sign::continuation;
    }
    return byte >= 0xC0 ? Sign::wide : Sign::other;
}

/// Counts tokens byte by byte, so that a prefix's cost is known while walking.
class TokenCounter {
  public:
    /// Adds one byte; true when it began a new token.
    bool add(char c) noexcept {
        const Sign sign = sign_of(c);
        const std::size_t run_limit = sign == Sign::letter ? 6 : 3;
        const bool runs = sign == Sign::letter || sign == Sign::digit;
        if (sign == Sign::continuation) {
            return false;
        }
        if (sign == Sign::space && last_ != Sign::space) {
            last_ = sign;
            run_ = 0;
            return false;
        }
        if (runs && sign == last_ && run_ < run_limit) {
            ++run_;
            return false;
        }
        last_ = sign;
        run_ = 1;
        ++tokens_;
        return true;
    }

    [[nodiscard]] std::size_t tokens() const noexcept { return tokens_; }

  private:
    Sign last_ = Sign::other;
    std::size_t run_ = 0;
    std::size_t tokens_ = 0;
};

bool is_white(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

}  // namespace

std::size_t estimate_tokens(std::string_view text) noexcept {
    TokenCounter counter;
    for (const char c : text) {
        counter.add(c);
    }
    return counter.tokens();
}

std::string_view cut_to_tokens(std::string_view text, std::size_t tokens) noexcept {
    TokenCounter counter;
    for (std::size_t i = 0; i < text.size(); ++i) {
        counter.add(text[i]);
        if (counter.tokens() > tokens) {
            return text.substr(0, i);
        }
    }
    return text;
}

TokenBudget::TokenBudget(std::int64_t max_tokens, std::size_t kept) {
    const auto tokens = static_cast<std::size_t>(std::max<std::int64_t>(max_tokens, 0));
    left_ = std::min(tokens, kMaxAnswerTokens);
    left_ -= std::min(left_, kept);
}

bool TokenBudget::take(std::size_t tokens) noexcept {
    if (used_ && tokens > left_) {
        return false;
    }
    used_ = true;
    left_ -= std::min(left_, tokens);
    return true;
}

bool TokenBudget::take_text(std::string& text) {
    std::size_t tokens = estimate_tokens(text);
    if (!used_ && tokens > left_) {
        constexpr std::size_t kEllipsis = 2;  // the sign and the line end
        text = std::string(cut_to_tokens(text, left_ - std::min(left_, kEllipsis))) + "…\n";
        tokens = left_;
    }
    return take(tokens);
}

std::string excerpt(std::string_view text, std::size_t characters) {
    std::string line;
    std::size_t count = 0;
    std::size_t last_gap = 0;  // bytes of `line` before the last space, 0 = none
    bool gap = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_white(text[i])) {
            gap = !line.empty();
            continue;
        }
        if (sign_of(text[i]) != Sign::continuation) {
            const std::size_t wanted = count + (gap ? 2 : 1);
            if (wanted > characters) {
                // A cut in a very long word stays in the word, rather than losing most of the line.
                if (!gap && last_gap > line.size() / 2) {
                    line.resize(last_gap);
                }
                return line + "…";
            }
            count = wanted;
            if (gap) {
                last_gap = line.size();
                line.push_back(' ');
                gap = false;
            }
        }
        line.push_back(text[i]);
    }
    return line;
}

}  // namespace mcp::tools
