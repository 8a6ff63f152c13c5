#pragma once
// Collects the items of a listing until the answer is as long as hosts accept.
// What does not fit is said, with the offset that continues the listing.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::tools {

/// Builds one answer of several items; see add().
class PagedAnswer {
  public:
    /// `heading` is the first line, `offset` the number of items before this page.
    PagedAnswer(std::string_view heading, std::int64_t offset);

    /// Adds an item's text, which ends with a line end. False: it did not fit, and neither will
    /// later ones; at least one item is always taken.
    bool add(std::string_view item);

    /// The answer. `total` is the number of items of all pages.
    [[nodiscard]] std::string finish(std::int64_t total) &&;

  private:
    std::string text_;
    std::size_t tokens_;
    std::int64_t next_;
    std::int64_t taken_ = 0;
};

}  // namespace mcp::tools
