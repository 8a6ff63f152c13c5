#pragma once
// Bytes as hexadecimal digits: digests in token files and logs.
// Written in lower case; read in either.

#include <optional>
#include <string>
#include <string_view>

namespace mcp::text {

/// Two lower-case digits for each byte.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

/// nullopt for an odd number of digits or any other character.
[[nodiscard]] std::optional<std::string> hex_decode(std::string_view text);

}  // namespace mcp::text
