// Puts the nearest name into words.
// An empty clause where nothing is near, so that it can be appended unasked.
#include "app/suggestion.hpp"

#include "text/suggest.hpp"

namespace mcp::app {

std::string suggestion(std::string_view text, const std::vector<std::string>& names) {
    const std::string_view name =
        text::closest(text, std::vector<std::string_view>(names.begin(), names.end()));
    if (name.empty()) {
        return {};
    }
    std::string words = "; did you mean \"";
    words += name;
    words += "\"?";
    return words;
}

}  // namespace mcp::app
