// Layout of plain text. Numbers are formatted without a locale, so that no locale table is loaded.
// Every function works on valid UTF-8 and keeps it valid.
#include "app/text_layout.hpp"

#include "app/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace mcp::app {
namespace {

/// C0 and DEL as bytes, C1 (U+0080 to U+009F) as C2 80 to C2 9F.
std::size_t control_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x20 || first == 0x7F) {
        return 1;
    }
    if (first == 0xC2 && text.size() > 1) {
        const auto second = static_cast<unsigned char>(text[1]);
        return second >= 0x80 && second <= 0x9F ? 2U : 0U;
    }
    return 0;
}

bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void wrap_line(
    std::string_view line, std::size_t width, std::string_view indent, std::string& out
) {
    const std::size_t room = width > indent.size() + 10 ? width - indent.size() : 10;
    out += indent;
    std::size_t column = 0;
    while (!line.empty()) {
        const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
        const std::size_t end = std::min(line.find(' ', blanks), line.size());
        std::string_view word = line.substr(blanks, end - blanks);
        line.remove_prefix(end);
        if (word.empty()) {
            break;
        }
        std::size_t length = count_characters(word);
        if (column + blanks + length <= room) {
            out.append(blanks, ' ');
            column += blanks;
        } else if (column > 0) {
            out += '\n';
            out += indent;
            column = 0;
        }
        while (column + length > room) {
            const std::string_view part = first_characters(word, room - column);
            out += part;
            out += '\n';
            out += indent;
            word.remove_prefix(part.size());
            length = count_characters(word);
            column = 0;
        }
        out += word;
        column += length;
    }
}

}  // namespace

std::string without_controls(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = control_length(text);
        if (text.starts_with("\r\n")) {
            text.remove_prefix(1);
        } else if (length == 0 || text[0] == '\n' || text[0] == '\t') {
            result += text[0];
            text.remove_prefix(1);
        } else {
            result += "\uFFFD";
            text.remove_prefix(length);
        }
    }
    return result;
}

std::string one_line(std::string_view text) {
    std::string result;
    bool gap = false;
    while (!text.empty()) {
        const std::size_t length = control_length(text);
        if (length > 0 || is_blank(text[0])) {
            gap = !result.empty();
            text.remove_prefix(std::max<std::size_t>(1, length));
            continue;
        }
        if (gap) {
            result += ' ';
            gap = false;
        }
        result += text[0];
        text.remove_prefix(1);
    }
    return result;
}

std::string shorten(std::string_view text, std::size_t characters) {
    if (count_characters(text) <= characters) {
        return std::string(text);
    }
    std::string cut(first_characters(text, characters == 0 ? 0 : characters - 1));
    cut += "\u2026";
    return cut;
}

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
    std::string out;
    while (true) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        if (width == 0) {
            out += line.empty() ? std::string_view() : indent;
            out += line;
        } else if (!line.empty()) {
            wrap_line(line, width, indent, out);
        }
        if (end == text.size()) {
            return out;
        }
        out += '\n';
        text.remove_prefix(end + 1);
    }
}

std::string format_number(double number, int decimals) {
    std::array<char, 64> buffer{};
    const auto done = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed, decimals
    );
    if (done.ec != std::errc()) {
        return "?";
    }
    return std::string(buffer.data(), done.ptr);
}

std::string format_duration(std::chrono::nanoseconds time) {
    const double seconds = std::chrono::duration<double>(time).count();
    const double milliseconds = seconds * 1000;
    if (milliseconds < 10) {
        return format_number(milliseconds, 2) + " ms";
    }
    if (milliseconds < 1000) {
        return format_number(milliseconds, 0) + " ms";
    }
    if (seconds < 100) {
        return format_number(seconds, 1) + " s";
    }
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

std::string format_count(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (std::size_t place = digits.size(); place > first + 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

}  // namespace mcp::app
