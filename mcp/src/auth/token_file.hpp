#pragma once
// The text of a tokens file: who may call with which token. Sans-IO.
//
//   # name   scopes                     the token, or better its SHA-256
//   laptop   memory:read,memory:write
//   sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 ci       memory:read
//   plain-token-of-22-characters-or-more
//
// Three fields a line, apart by blanks or tabs; a line that is empty or begins with # says nothing.

#include <mcp/scopes.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::auth {

inline constexpr std::size_t kMaxTokens = 10'000;
inline constexpr std::size_t kMaxTokenName = 64;
/// Fewer characters cannot hold the 128 bits that keep a token from being guessed.
inline constexpr std::size_t kMinPlainToken = 22;

/// One line that holds a token.
struct TokenLine {
    TokenLine() = default;
    std::string name;                 ///< letters, digits, `.`, `_`, `-`
    std::vector<std::string> scopes;  ///< as written, at least one
    std::string digest;               ///< SHA-256 of the token, 32 bytes; empty when `plain` is set
    std::string plain;                ///< the token itself; empty when `digest` is set
    std::size_t number = 0;           ///< of the line, from 1
};

/// Reads a whole file. Answers what is wrong ("line 3: ..."), without anything of a token, or
/// nothing; `out` is changed only then. A file without tokens is fine: nobody may call.
/// `known`: the scopes that may be granted; another one is taken for a slip of the pen.
[[nodiscard]] std::string parse_token_file(
    std::string_view text, const ScopeTable& known, std::vector<TokenLine>& out
);

/// What is wrong with the name of a token, or nothing.
[[nodiscard]] std::string check_token_name(std::string_view name);

/// What is wrong with scopes apart by commas, or nothing; fills `out`.
[[nodiscard]] std::string parse_scope_list(
    std::string_view text, const ScopeTable& known, std::vector<std::string>& out
);

/// The line for a token of this digest (32 bytes), with its line end.
[[nodiscard]] std::string format_token_line(
    std::string_view name, const std::vector<std::string>& scopes, std::string_view digest
);

}  // namespace mcp::auth
