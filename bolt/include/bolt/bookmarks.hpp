#pragma once
// Bookmarks: which transactions a session has seen, as opaque texts of the server.
// A session that is given them reads what those transactions wrote.

#include <string>
#include <vector>

namespace bolt {

/// A set of bookmarks; order means nothing and duplicates are dropped. A value.
class Bookmarks {
  public:
    Bookmarks() = default;

    /// Takes them in any order; what is there twice is kept once.
    explicit Bookmarks(std::vector<std::string> values);

    /// Sorted, each once.
    [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }

    /// Whether there are none: then a transaction sees whatever the server has.
    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

    /// Both sets together.
    [[nodiscard]] Bookmarks merged(const Bookmarks& other) const;

    friend bool operator==(const Bookmarks&, const Bookmarks&) = default;

  private:
    std::vector<std::string> values_;
};

}  // namespace bolt
