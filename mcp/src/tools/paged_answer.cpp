// Answers of bounded length; see paged_answer.hpp.
// The bound is the one that hosts set on a tool's answer.

#include "tools/paged_answer.hpp"

#include "tools/token_budget.hpp"

#include <utility>

namespace mcp::tools {

namespace {

/// Kept free for the closing lines.
constexpr std::size_t kFootTokens = 200;

}  // namespace

PagedAnswer::PagedAnswer(std::string_view heading, std::int64_t offset)
    : text_(std::string(heading) + "\n"), tokens_(estimate_tokens(heading)), next_(offset) {}

bool PagedAnswer::add(std::string_view item) {
    const std::size_t cost = estimate_tokens(item) + 1;
    if (taken_ > 0 && tokens_ + cost > kMaxAnswerTokens - kFootTokens) {
        return false;
    }
    text_ += "\n";
    if (cost > kMaxAnswerTokens - kFootTokens) {
        text_ += cut_to_tokens(item, kMaxAnswerTokens - 2 * kFootTokens);
        text_ += "…\n";
    } else {
        text_ += item;
    }
    tokens_ += cost;
    ++taken_;
    ++next_;
    return true;
}

std::string PagedAnswer::finish(std::int64_t total) && {
    if (next_ < total) {
        text_ += "\nShown to " + std::to_string(next_) + " of " + std::to_string(total) +
                 ": go on with offset " + std::to_string(next_) + ".\n";
    }
    text_.pop_back();
    return std::move(text_);
}

}  // namespace mcp::tools
