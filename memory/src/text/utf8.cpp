// Decodes by the table of well-formed byte sequences (Unicode, table 3-7).
// ASCII takes the first branch; everything else is rare enough to be plain.
#include "text/utf8.hpp"

namespace memory::text {

namespace {

struct Sequence {
    char32_t point;
    std::size_t size;  ///< 0: not valid
};

constexpr unsigned byte_at(std::string_view text, std::size_t at) noexcept {
    return static_cast<unsigned char>(text[at]);
}

Sequence decode(std::string_view text, std::size_t at) noexcept {
    const unsigned first = byte_at(text, at);
    if (first < 0x80U) {
        return {first, 1};
    }
    std::size_t size = 0;
    char32_t point = 0;
    char32_t smallest = 0;
    if ((first & 0xE0U) == 0xC0U) {
        size = 2;
        point = first & 0x1FU;
        smallest = 0x80;
    } else if ((first & 0xF0U) == 0xE0U) {
        size = 3;
        point = first & 0x0FU;
        smallest = 0x800;
    } else if ((first & 0xF8U) == 0xF0U) {
        size = 4;
        point = first & 0x07U;
        smallest = 0x10000;
    } else {
        return {kReplacement, 0};
    }
    if (text.size() - at < size) {
        return {kReplacement, 0};
    }
    for (std::size_t i = 1; i < size; ++i) {
        const unsigned next = byte_at(text, at + i);
        if ((next & 0xC0U) != 0x80U) {
            return {kReplacement, 0};
        }
        point = (point << 6U) | (next & 0x3FU);
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < smallest || point > 0x10FFFF || surrogate) {
        return {kReplacement, 0};
    }
    return {point, size};
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
    const Sequence sequence = decode(text, at);
    at += sequence.size == 0 ? 1 : sequence.size;
    return sequence.point;
}

void append_utf8(std::string& text, char32_t point) {
    const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | (point >> 6U));
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3FU));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

std::optional<std::size_t> invalid_utf8_at(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const Sequence sequence = decode(text, at);
        if (sequence.size == 0) {
            return at;
        }
        at += sequence.size;
    }
    return std::nullopt;
}

std::size_t count_code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        static_cast<void>(next_code_point(text, at));
    }
    return count;
}

std::string_view cut_utf8(std::string_view text, std::size_t bytes) noexcept {
    if (text.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (byte_at(text, bytes) & 0xC0U) == 0x80U) {
        --bytes;
    }
    return text.substr(0, bytes);
}

}  // namespace memory::text
