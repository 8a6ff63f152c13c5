#pragma once
// JSON text to values and back. The only translation unit that instantiates nlohmann's parser and
// serialiser (they are most of the build time of a file that uses them); sans-IO.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace mcp::json {

using Value = nlohmann::json;

/// Bounds on a text before it becomes values, which take many times its bytes.
struct Limits {
    Limits() = default;
    std::size_t max_depth = 64;
    std::size_t max_values = 100'000;
};

enum class ParseStatus : std::uint8_t {
    ok,
    malformed,  ///< not JSON, or not UTF-8
    too_deep,
    too_many_values,
};

/// Reads one JSON value. Escapes of lone surrogates (`\ud83d` cut from an emoji), which some
/// clients send and RFC 8259 permits, become U+FFFD. On failure `out` is unchanged.
[[nodiscard]] ParseStatus parse(std::string_view text, const Limits& limits, Value& out);

/// Compact JSON; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string dump(const Value& value);

/// Appends `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view text);

/// Length of the valid UTF-8 sequence at the start of `text` (1 to 4), or 0 if there is none
/// (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;

}  // namespace mcp::json
