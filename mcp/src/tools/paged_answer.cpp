// Answers of bounded length; see paged_answer.hpp.
// The bound is the caller's max_tokens.

#include "tools/paged_answer.hpp"

#include <utility>

namespace mcp::tools {

namespace {

/// Kept free for the line that says where the rest is.
constexpr std::size_t kFootTokens = 28;

}  // namespace

PagedAnswer::PagedAnswer(std::string_view heading, std::int64_t offset, std::int64_t max_tokens)
    : text_(std::string(heading) + "\n"),
      budget_(max_tokens, kFootTokens + estimate_tokens(text_)),
      max_tokens_(max_tokens),
      next_(offset) {}

bool PagedAnswer::add(std::string item) {
    std::string text = "\n" + std::move(item);
    if (!budget_.take_text(text)) {
        full_ = true;
        return false;
    }
    text_ += text;
    ++next_;
    return true;
}

std::string PagedAnswer::finish(std::int64_t total, std::string_view advice) && {
    if (next_ < total) {
        text_ += "\nShown to " + std::to_string(next_) + " of " + std::to_string(total) +
                 ": go on with offset " + std::to_string(next_);
        if (full_) {
            text_ += ", or raise max_tokens (" + std::to_string(max_tokens_) + ")";
        }
        text_ += ".\n";
    }
    if (!advice.empty() && budget_.take(estimate_tokens(advice) + 2)) {
        text_ += "\n" + std::string(advice) + "\n";
    }
    text_.pop_back();
    return std::move(text_);
}

}  // namespace mcp::tools
