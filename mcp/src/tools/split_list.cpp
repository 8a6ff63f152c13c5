// Lists in one text; see split_list.hpp.
// Blanks are spaces and tabs: such a text is one line.

#include "tools/split_list.hpp"

namespace mcp::tools {

namespace {

constexpr std::string_view kBlanks = " \t";

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
        const std::size_t begin = part.find_first_not_of(kBlanks);
        if (begin != std::string_view::npos) {
            const std::size_t end = part.find_last_not_of(kBlanks);
            parts.emplace_back(part.substr(begin, end - begin + 1));
        }
    }
    return parts;
}

std::size_t last_part(std::string_view text) noexcept {
    const std::size_t comma = text.rfind(',');
    const std::size_t begin =
        text.find_first_not_of(kBlanks, comma == std::string_view::npos ? 0 : comma + 1);
    return begin == std::string_view::npos ? text.size() : begin;
}

}  // namespace mcp::tools
