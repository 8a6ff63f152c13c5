// Nearest name by edit distance (Levenshtein, one row), after folding case and separators.
// Names are short (an argument, an enumerator); longer input than that is not compared.

#include "text/suggest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>

namespace mcp::text {
namespace {

constexpr std::size_t kLongestName = 64;

std::string fold(std::string_view name) {
    std::string folded;
    for (const char c : name) {
        if (c != '_' && c != '-' && c != ' ') {
            folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return folded;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({change, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string_view closest(std::string_view name, const std::vector<std::string_view>& candidates) {
    if (name.empty() || name.size() > kLongestName) {
        return {};
    }
    const std::string wanted = fold(name);
    std::size_t best = wanted.size() > 4 ? 3 : 2;  // just beyond the farthest that counts
    std::string_view nearest;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(wanted, fold(candidate));
        if (distance < best) {
            best = distance;
            nearest = candidate;
        } else if (distance == best) {
            nearest = {};
        }
    }
    return nearest;
}

}  // namespace mcp::text
