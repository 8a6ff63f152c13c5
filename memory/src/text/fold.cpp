// Classes of code points as ranges, and folding over the generated table.
// ASCII never reaches the tables.
#include "text/fold.hpp"

#include "text/fold_table.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <span>

namespace memory::text {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Ascending. Marks that readers drop when they type, and characters without width.
constexpr Range kIgnored[] = {
    {0x00AD, 0x00AD},
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x0610, 0x061A},
    {0x064B, 0x065F},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x2064},
    {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF},
};

// Ascending. What is beyond ASCII, no letter, and not ignored.
constexpr Range kSeparators[] = {
    {0x0080, 0x00A9}, {0x00AB, 0x00B4}, {0x00B6, 0x00B9},   {0x00BB, 0x00BF},    {0x00D7, 0x00D7},
    {0x00F7, 0x00F7}, {0x02B9, 0x02DF}, {0x037E, 0x037E},   {0x0387, 0x0387},    {0x055A, 0x055F},
    {0x0589, 0x058F}, {0x05BE, 0x05C7}, {0x05F3, 0x05F4},   {0x0600, 0x060F},    {0x061B, 0x061F},
    {0x066A, 0x066D}, {0x06D4, 0x06D4}, {0x0964, 0x0965},   {0x0E3F, 0x0E3F},    {0x1680, 0x1680},
    {0x2000, 0x206F}, {0x207A, 0x207E}, {0x208A, 0x208E},   {0x20A0, 0x20CF},    {0x2100, 0x2101},
    {0x2190, 0x2BFF}, {0x2E00, 0x2E7F}, {0x3000, 0x3004},   {0x3008, 0x3020},    {0x3030, 0x3030},
    {0x303D, 0x303F}, {0x30A0, 0x30A0}, {0x30FB, 0x30FB},   {0xD800, 0xF8FF},    {0xFD3E, 0xFD3F},
    {0xFE10, 0xFE1F}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF0F},   {0xFF1A, 0xFF20},    {0xFF3B, 0xFF40},
    {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FBFF}, {0xE0000, 0x10FFFF},
};

// Ascending. Thai, Lao, Tibetan, Myanmar, Hangul, Khmer, kana, bopomofo, ideographs.
constexpr Range kDense[] = {
    {0x0E00, 0x0EFF},
    {0x0F00, 0x0FFF},
    {0x1000, 0x109F},
    {0x1100, 0x11FF},
    {0x1780, 0x17FF},
    {0x3005, 0x3007},
    {0x3021, 0x302F},
    {0x3031, 0x303C},
    {0x3040, 0x31FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7FF},
    {0xF900, 0xFAFF},
    {0xFF66, 0xFFDC},
    {0x1B000, 0x1B2FF},
    {0x20000, 0x3FFFF},
};

bool is_in(std::span<const Range> ranges, char32_t point) noexcept {
    const auto after = std::upper_bound(
        ranges.begin(),
        ranges.end(),
        point,
        [](char32_t wanted, const Range& range) { return wanted < range.first; }
    );
    return after != ranges.begin() && point <= std::prev(after)->last;
}

const FoldRow* find_row(char32_t point) noexcept {
    const std::span<const FoldRow> rows = fold_rows();
    if (point > rows.back().point) {
        return nullptr;
    }
    const auto found =
        std::lower_bound(rows.begin(), rows.end(), point, [](const FoldRow& row, char32_t wanted) {
            return row.point < wanted;
        });
    return found != rows.end() && found->point == point ? &*found : nullptr;
}

constexpr bool is_ascii_letter_or_digit(char32_t point) noexcept {
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
           (point >= '0' && point <= '9');
}

constexpr char32_t ascii_lower(char32_t point) noexcept {
    return point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point;
}

}  // namespace

CharClass char_class(char32_t point) noexcept {
    if (point < 0x80) {
        return is_ascii_letter_or_digit(point) ? CharClass::letter : CharClass::separator;
    }
    if (is_in(kIgnored, point)) {
        return CharClass::ignored;
    }
    if (is_in(kDense, point)) {
        return CharClass::dense;
    }
    return is_in(kSeparators, point) ? CharClass::separator : CharClass::letter;
}

bool is_upper(char32_t point) noexcept {
    if (point < 0x80) {
        return point >= 'A' && point <= 'Z';
    }
    const FoldRow* const row = find_row(point);
    return row != nullptr && row->lower != point;
}

void append_folded(std::string& text, char32_t point) {
    if (point < 0x80) {
        text.push_back(static_cast<char>(ascii_lower(point)));
        return;
    }
    const FoldRow* const row = find_row(point);
    if (row == nullptr) {
        append_utf8(text, point);
        return;
    }
    for (const char32_t letter : row->folded) {
        if (letter != 0) {
            append_utf8(text, letter);
        }
    }
}

std::string folded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t point = next_code_point(text, at);
        if (point < 0x80 || char_class(point) != CharClass::ignored) {
            append_folded(result, point);
        }
    }
    return result;
}

std::string folded_line(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    bool pending = false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t point = next_code_point(text, at);
        if (is_space(point)) {
            pending = !result.empty();
            continue;
        }
        if (point >= 0x80 && char_class(point) == CharClass::ignored) {
            continue;
        }
        if (pending) {
            result.push_back(' ');
            pending = false;
        }
        append_folded(result, point);
    }
    return result;
}

std::string lower_case(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t point = next_code_point(text, at);
        if (point < 0x80) {
            result.push_back(static_cast<char>(ascii_lower(point)));
            continue;
        }
        const FoldRow* const row = find_row(point);
        append_utf8(result, row == nullptr ? point : row->lower);
    }
    return result;
}

bool is_space(char32_t point) noexcept {
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0xA0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
           point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

std::string_view trimmed(std::string_view text) noexcept {
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (!is_space(next_code_point(text, at))) {
            begin = std::min(begin, start);
            end = at;
        }
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

}  // namespace memory::text
