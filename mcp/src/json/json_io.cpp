// JSON text to values and back: limits checked on the text, then nlohmann's parser; own string
// escaping, because answers are long texts and copying runs of plain bytes is most of the work.

#include "json/json_io.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace mcp::json {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Index just past the string that starts at `text[open]` (a quote), or the end of the text.
std::size_t skip_string(std::string_view text, std::size_t open) noexcept {
    std::size_t at = open + 1;
    while (at < text.size()) {
        if (text[at] == '"') {
            return at + 1;
        }
        at += text[at] == '\\' ? std::size_t{2} : std::size_t{1};
    }
    return text.size();
}

/// Counts nesting and values without building anything. The counts are right for valid JSON, and
/// never too low to matter for the rest, which the parser refuses.
ParseStatus check_limits(std::string_view text, const Limits& limits) noexcept {
    std::size_t depth = 0;
    std::size_t values = 1;
    for (std::size_t at = 0; at < text.size();) {
        switch (text[at]) {
            case '"':
                at = skip_string(text, at);
                continue;
            case '[':
            case '{':
                ++values;
                if (++depth > limits.max_depth) {
                    return ParseStatus::too_deep;
                }
                break;
            case ']':
            case '}':
                depth -= depth > 0 ? std::size_t{1} : std::size_t{0};
                break;
            case ',':
                ++values;
                break;
            default:
                break;
        }
        if (values > limits.max_values) {
            return ParseStatus::too_many_values;
        }
        ++at;
    }
    return ParseStatus::ok;
}

/// The code unit of a `\uXXXX` escape at `at`, or -1.
int escaped_unit(std::string_view text, std::size_t at) noexcept {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') {
        return -1;
    }
    unsigned unit = 0;
    const char* first = text.data() + at + 2;
    const auto [end, status] = std::from_chars(first, first + 4, unit, 16);
    return status == std::errc() && end == first + 4 ? static_cast<int>(unit) : -1;
}

bool is_high_surrogate(int unit) noexcept {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low_surrogate(int unit) noexcept {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// Replaces escapes of lone surrogates by that of U+FFFD; false when there are none.
bool replace_lone_surrogates(std::string& text) {
    bool changed = false;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '\\') {
            ++at;
            continue;
        }
        const int unit = escaped_unit(text, at);
        if (is_high_surrogate(unit) && is_low_surrogate(escaped_unit(text, at + 6))) {
            at += 12;
        } else if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
            text.replace(at, 6, "\\ufffd");
            changed = true;
            at += 6;
        } else {
            at += 2;
        }
    }
    return changed;
}

/// Bytes that stand for themselves inside a JSON string: printable ASCII but quote and backslash.
constexpr std::array<bool, 256> make_plain_table() {
    std::array<bool, 256> plain{};
    for (std::size_t byte = 0x20; byte < 0x7F; ++byte) {
        plain[byte] = byte != '"' && byte != '\\';
    }
    return plain;
}

constexpr std::array<bool, 256> kPlain = make_plain_table();

void append_escape(std::string& out, unsigned char byte) {
    static constexpr char kHex[] = "0123456789abcdef";
    switch (byte) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 0x0F];
            break;
    }
}

}  // namespace

ParseStatus parse(std::string_view text, const Limits& limits, Value& out) {
    if (const auto status = check_limits(text, limits); status != ParseStatus::ok) {
        return status;
    }
    Value value = Value::parse(text.begin(), text.end(), nullptr, false);
    if (value.is_discarded()) {
        std::string repaired(text);
        if (replace_lone_surrogates(repaired)) {
            value = Value::parse(repaired.begin(), repaired.end(), nullptr, false);
        }
    }
    if (value.is_discarded()) {
        return ParseStatus::malformed;
    }
    out = std::move(value);
    return ParseStatus::ok;
}

std::string dump(const Value& value) {
    return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

std::size_t utf8_sequence(std::string_view text) noexcept {
    const auto byte = [&](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    const auto continues = [&](std::size_t index) { return (byte(index) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (text.empty()) {
        return 0;
    }
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return continues(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return byte(1) >= low && byte(1) <= high && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return byte(1) >= low && byte(1) <= high && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        std::size_t run = at;
        while (run < text.size() && kPlain[static_cast<unsigned char>(text[run])]) {
            ++run;
        }
        out.append(text, at, run - at);
        at = run;
        if (at == text.size()) {
            break;
        }
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            append_escape(out, byte);
            ++at;
        } else if (const std::size_t length = utf8_sequence(text.substr(at, 4)); length > 0) {
            out.append(text, at, length);
            at += length;
        } else {
            out += kReplacement;
            ++at;
        }
    }
    out += '"';
}

}  // namespace mcp::json
