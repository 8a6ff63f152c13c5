// Repair, count and cut of UTF-8. What a well-formed character is decides the JSON writer's own
// check, so that text repaired here never changes on its way out.
#include "app/utf8.hpp"

#include "json/json_io.hpp"

namespace mcp::app {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

bool is_valid_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = json::utf8_sequence(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::string to_valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = json::utf8_sequence(text);
        if (length == 0) {
            valid += kReplacement;
            text.remove_prefix(1);
        } else {
            valid += text.substr(0, length);
            text.remove_prefix(length);
        }
    }
    return valid;
}

std::string_view first_characters(std::string_view text, std::size_t characters) noexcept {
    std::size_t end = 0;
    while (end < text.size()) {
        if (!is_continuation(text[end])) {
            if (characters == 0) {
                break;
            }
            --characters;
        }
        ++end;
    }
    return text.substr(0, end);
}

std::size_t count_characters(std::string_view text) noexcept {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_continuation(text[i])) {
            ++count;
        }
    }
    return count;
}

}  // namespace mcp::app
