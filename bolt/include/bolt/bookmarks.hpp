#pragma once
// Bookmarks: which transactions a session has seen, as opaque texts of the server.
// A session that is given them reads what those transactions wrote.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bolt {

/// A set of bookmarks; order means nothing and duplicates are dropped. A value.
class Bookmarks {
  public:
    Bookmarks() = default;

    explicit Bookmarks(std::vector<std::string> values) : values_(std::move(values)) {
        std::sort(values_.begin(), values_.end());
        values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    }

    [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }

    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

    /// Both sets together.
    [[nodiscard]] Bookmarks merged(const Bookmarks& other) const {
        std::vector<std::string> all = values_;
        all.insert(all.end(), other.values_.begin(), other.values_.end());
        return Bookmarks(std::move(all));
    }

    friend bool operator==(const Bookmarks&, const Bookmarks&) = default;

  private:
    std::vector<std::string> values_;
};

}  // namespace bolt
