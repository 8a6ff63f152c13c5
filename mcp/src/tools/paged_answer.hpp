#pragma once
// Collects the items of a listing until the answer is as long as the caller accepts.
// What does not fit is said, with the offset that continues the listing.

#include "tools/token_budget.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::tools {

/// Builds one answer of several items; see add().
class PagedAnswer {
  public:
    /// `heading` is the first line, `offset` the number of items before this page.
    PagedAnswer(std::string_view heading, std::int64_t offset, std::int64_t max_tokens);

    /// Adds an item's text, which ends with a line end. False: it did not fit, and neither will
    /// later ones; at least one item is always taken.
    bool add(std::string item);

    /// The answer. `total` is the number of items of all pages. `advice` is added when there is
    /// room for it.
    [[nodiscard]] std::string finish(std::int64_t total, std::string_view advice = {}) &&;

  private:
    std::string text_;
    TokenBudget budget_;
    std::int64_t max_tokens_;
    std::int64_t next_;
    bool full_ = false;
};

}  // namespace mcp::tools
