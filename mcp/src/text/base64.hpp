#pragma once
// Base64 and base64url (RFC 4648 §4 and §5): headers of MCP requests, tokens, signed state.
// Decoders are strict, so that one value has one text: nothing can be hidden in a second spelling.

#include <optional>
#include <string>
#include <string_view>

namespace mcp::text {

/// The standard alphabet, padded with `=`.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// Reads the standard alphabet with its padding. nullopt for anything base64_encode() does not
/// write: other characters, white space, missing or extra padding, unused bits that are set.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

/// The alphabet for URLs and file names (`-` and `_`), without padding, as JOSE has it (RFC 7515).
[[nodiscard]] std::string base64url_encode(std::string_view bytes);

/// Reads what base64url_encode() writes, and nothing else.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace mcp::text
