// UUIDs as text (RFC 9562, section 4); see uuid.hpp.
// Written in lower case, read in either.

#include <bolt/uuid.hpp>

namespace bolt {

namespace {

constexpr std::size_t kTextSize = 36;

/// Whether a hyphen stands here in the text.
constexpr bool is_hyphen(std::size_t at) noexcept {
    return at == 8 || at == 13 || at == 18 || at == 23;
}

/// The digit's value; -1 when it is none.
int digit(char c) noexcept {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) noexcept {
    if (text.size() != kTextSize) {
        return std::nullopt;
    }
    Uuid uuid;
    std::size_t digits = 0;
    for (std::size_t at = 0; at < kTextSize; ++at) {
        if (is_hyphen(at)) {
            if (text[at] != '-') {
                return std::nullopt;
            }
            continue;
        }
        const int value = digit(text[at]);
        if (value < 0) {
            return std::nullopt;
        }
        std::uint8_t& byte = uuid.bytes[digits / 2];
        byte = static_cast<std::uint8_t>(byte * 16 + value);
        ++digits;
    }
    return uuid;
}

std::string to_string(const Uuid& uuid) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(kTextSize);
    for (const std::uint8_t byte : uuid.bytes) {
        if (is_hyphen(text.size())) {
            text += '-';
        }
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0x0FU];
    }
    return text;
}

}  // namespace bolt
