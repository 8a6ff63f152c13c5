// Fuzz target: the text of a tokens file, which people edit by hand. Broken promises abort, so
// that the fuzzer keeps the input.
//
// A file is good as a whole or not at all, its lines can be written and read again, and no message
// holds a word of the file that could be a token.

#include "auth/token_file.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace mcp::auth;

const mcp::ScopeTable kScopes = {
    {"memory:admin", {"memory:write"}}, {"memory:read", {}}, {"memory:write", {"memory:read"}}
};

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

/// Words as long as a token, without those that our own messages are made of.
void check_silence(std::string_view text, const std::string& problem) {
    constexpr std::string_view kBlanks = " \t\r\n";
    std::size_t begin = text.find_first_not_of(kBlanks);
    while (begin != std::string_view::npos) {
        const std::size_t end = std::min(text.find_first_of(kBlanks, begin), text.size());
        const std::string_view word = text.substr(begin, end - begin);
        require(word.size() < kMinPlainToken || problem.find(word) == std::string::npos);
        begin = text.find_first_not_of(kBlanks, end);
    }
}

void check_line(const TokenLine& line) {
    require(check_token_name(line.name).empty());
    require(!line.scopes.empty() && line.number > 0);
    for (const std::string& scope : line.scopes) {
        require(kScopes.contains(scope));
    }
    require(line.digest.empty() != line.plain.empty());
    require(line.digest.empty() || line.digest.size() == 32);
    require(line.plain.empty() || line.plain.size() >= kMinPlainToken);
    if (line.digest.empty()) {
        return;
    }
    std::vector<TokenLine> again;
    const std::string text = format_token_line(line.name, line.scopes, line.digest);
    require(parse_token_file(text, kScopes, again).empty() && again.size() == 1);
    require(again[0].name == line.name && again[0].scopes == line.scopes);
    require(again[0].digest == line.digest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<TokenLine> lines;
    const std::string problem = parse_token_file(text, kScopes, lines);
    if (!problem.empty()) {
        require(lines.empty() && problem.starts_with("line "));
        check_silence(text, problem);
        return 0;
    }
    std::set<std::string> names;
    for (const TokenLine& line : lines) {
        check_line(line);
        require(names.insert(line.name).second);
    }
    return 0;
}
