#pragma once
// Changes a tokens file as a whole: read it, write a new one beside it, move it into its place.
// A server that watches the file sees the old one or the new one, never a half.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

/// A token of the file, without what is secret.
struct TokenSummary {
    TokenSummary() = default;
    std::string name;
    std::vector<std::string> scopes;
    bool digest = true;  ///< the file holds its digest, and not the token itself
};

/// The tokens of a file, in its order. Throws Error when it is missing, open to other users or
/// malformed.
[[nodiscard]] std::vector<TokenSummary> list_tokens(const std::filesystem::path& file);

/// Adds a token under a name and answers it; the file keeps its digest only. Makes the file, with
/// mode 0600, and its folders when they are missing; keeps comments and order. Throws Error when
/// the name is taken or malformed, the file cannot be used, or another process is changing it.
[[nodiscard]] std::string add_token(
    const std::filesystem::path& file, std::string_view name, const std::vector<std::string>& scopes
);

/// Takes a token's line out. False: there is none of that name. Throws as add_token().
[[nodiscard]] bool remove_token(const std::filesystem::path& file, std::string_view name);

}  // namespace mcp::app
