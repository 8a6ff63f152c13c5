// Skips what is equal at both ends; what is left in the middle tells the edit.
// Damerau-Levenshtein distance of at most one, in linear time.
#include "text/edit_distance.hpp"

#include "text/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace memory::text {

namespace {

std::u32string code_points(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        points.push_back(next_code_point(text, at));
    }
    return points;
}

}  // namespace

bool within_one_edit(std::string_view a, std::string_view b) {
    // An edit adds or takes at most one code point, which is at most four bytes.
    constexpr std::size_t kLongestCodePoint = 4;
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > kLongestCodePoint) {
        return false;
    }
    const std::u32string left = code_points(a);
    const std::u32string right = code_points(b);
    const std::size_t shorter = std::min(left.size(), right.size());
    std::size_t head = 0;
    while (head < shorter && left[head] == right[head]) {
        ++head;
    }
    std::size_t tail = 0;
    while (tail < shorter - head && left[left.size() - 1 - tail] == right[right.size() - 1 - tail]
    ) {
        ++tail;
    }
    const std::size_t rest_left = left.size() - head - tail;
    const std::size_t rest_right = right.size() - head - tail;
    if (rest_left <= 1 && rest_right <= 1) {
        return true;
    }
    return rest_left == 2 && rest_right == 2 && left[head] == right[head + 1] &&
           left[head + 1] == right[head];
}

}  // namespace memory::text
