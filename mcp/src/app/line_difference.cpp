// Cuts off what both texts have in common at either end, and aligns the rest by the longest common
// subsequence of its lines.
#include "app/line_difference.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace mcp::app {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kAround = 3;
/// Above so many pairs of lines the middle is shown as wholly replaced. [limit]
constexpr std::size_t kMostPairs = 4'000'000;

Lines split(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

void add(std::string& out, char sign, std::string_view line) {
    out += sign;
    out += line;
    out += '\n';
}

/// lengths[i][j]: how many lines old[i..] and fresh[j..] have in common, in order.
std::vector<std::vector<std::size_t>> common_lengths(const Lines& old, const Lines& fresh) {
    std::vector<std::vector<std::size_t>> lengths(
        old.size() + 1, std::vector<std::size_t>(fresh.size() + 1, 0)
    );
    for (std::size_t i = old.size(); i-- > 0;) {
        for (std::size_t j = fresh.size(); j-- > 0;) {
            lengths[i][j] = old[i] == fresh[j] ? lengths[i + 1][j + 1] + 1
                                               : std::max(lengths[i + 1][j], lengths[i][j + 1]);
        }
    }
    return lengths;
}

void add_middle(std::string& out, const Lines& old, const Lines& fresh) {
    std::size_t i = 0;
    std::size_t j = 0;
    if (old.size() * fresh.size() <= kMostPairs) {
        const auto lengths = common_lengths(old, fresh);
        while (i < old.size() && j < fresh.size()) {
            if (old[i] == fresh[j]) {
                add(out, ' ', old[i]);
                ++i;
                ++j;
            } else if (lengths[i + 1][j] >= lengths[i][j + 1]) {
                add(out, '-', old[i++]);
            } else {
                add(out, '+', fresh[j++]);
            }
        }
    }
    while (i < old.size()) {
        add(out, '-', old[i++]);
    }
    while (j < fresh.size()) {
        add(out, '+', fresh[j++]);
    }
}

}  // namespace

std::string line_difference(std::string_view before, std::string_view after) {
    if (before == after) {
        return {};
    }
    const Lines old = split(before);
    const Lines fresh = split(after);
    const auto [old_begin, fresh_begin] = std::ranges::mismatch(old, fresh);
    const auto same = static_cast<std::size_t>(old_begin - old.begin());
    const std::size_t shorter = std::min(old.size(), fresh.size());
    std::size_t tail = 0;
    while (tail < shorter - same && old[old.size() - 1 - tail] == fresh[fresh.size() - 1 - tail]) {
        ++tail;
    }
    const std::size_t first = same - std::min(same, kAround);
    std::string out = "@@ line " + std::to_string(first + 1) + " @@\n";
    for (std::size_t i = first; i < same; ++i) {
        add(out, ' ', old[i]);
    }
    const Lines old_middle(old_begin, old.end() - static_cast<std::ptrdiff_t>(tail));
    const Lines fresh_middle(fresh_begin, fresh.end() - static_cast<std::ptrdiff_t>(tail));
    add_middle(out, old_middle, fresh_middle);
    for (std::size_t i = old.size() - tail; i < old.size() - tail + std::min(tail, kAround); ++i) {
        add(out, ' ', old[i]);
    }
    return out;
}

}  // namespace mcp::app
