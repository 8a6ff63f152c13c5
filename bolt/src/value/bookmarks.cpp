// The set operations of Bookmarks; see bookmarks.hpp.
// Out of the header, because <algorithm> is a tenth of a second for every file that includes it.

#include <bolt/bookmarks.hpp>

#include <algorithm>
#include <utility>

namespace bolt {

Bookmarks::Bookmarks(std::vector<std::string> values) : values_(std::move(values)) {
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
}

Bookmarks Bookmarks::merged(const Bookmarks& other) const {
    std::vector<std::string> all = values_;
    all.insert(all.end(), other.values_.begin(), other.values_.end());
    return Bookmarks(std::move(all));
}

}  // namespace bolt
