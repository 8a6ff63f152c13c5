// Tests of the tokens file's text.
// One bad line makes the file bad, and no message repeats a token.

#include "auth/token_file.hpp"

#include "support/catch.hpp"
#include "text/hex.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace mcp::auth;
using Names = std::vector<std::string>;

namespace {

const mcp::ScopeTable kScopes = {
    {"memory:admin", {"memory:write"}}, {"memory:read", {}}, {"memory:write", {"memory:read"}}
};

const std::string kDigest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const std::string kToken = "abcdefghijklmnopqrstuv";

std::string problem_of(const std::string& text) {
    std::vector<TokenLine> lines;
    lines.emplace_back();
    std::string problem = parse_token_file(text, kScopes, lines);
    CHECK((problem.empty() || lines.size() == 1));  // a bad file changes nothing
    return problem;
}

}  // namespace

TEST_CASE("a tokens file has names, scopes, and tokens or their digests") {
    std::vector<TokenLine> lines;
    const std::string text = "# who may call\n\nlaptop memory:read,memory:write sha256:" + kDigest +
                             "\r\n \t \n\tci-1.a_B  memory:read\t" + kToken + "   \n  # the end";
    REQUIRE(parse_token_file(text, kScopes, lines).empty());
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].name == "laptop");
    CHECK(lines[0].scopes == Names{"memory:read", "memory:write"});
    CHECK(mcp::text::hex_encode(lines[0].digest) == kDigest);
    CHECK(lines[0].plain.empty());
    CHECK(lines[0].number == 3);
    CHECK(lines[1].name == "ci-1.a_B");
    CHECK(lines[1].plain == kToken);
    CHECK(lines[1].digest.empty());
    CHECK(lines[1].number == 5);
}

TEST_CASE("a file without tokens is a good one") {
    CHECK(problem_of("").empty());
    CHECK(problem_of("\n\n# nobody\n").empty());
}

TEST_CASE("a scope named twice counts once") {
    std::vector<TokenLine> lines;
    REQUIRE(parse_token_file("a memory:read,memory:read " + kToken, kScopes, lines).empty());
    CHECK(lines[0].scopes == Names{"memory:read"});
}

TEST_CASE("a bad line is named, with what to change") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"a memory:read", "three fields"},
        {"a", "three fields"},
        {"a memory:read " + kToken + " x", "three fields"},
        {"a memory:read, memory:write " + kToken, "three fields"},
        {"a\xc3\xa4 memory:read " + kToken, "name of a token"},
        {std::string(65, 'a') + " memory:read " + kToken, "name of a token"},
        {"a memory:reed " + kToken, "did you mean memory:read"},
        {"a memory:root " + kToken, "memory:admin, memory:read, memory:write"},
        {"a memory:read, " + kToken, "unknown scope"},
        {"a memory:read,,memory:write " + kToken, "unknown scope"},
        {"a memory:read sha256:abcd", "64 hexadecimal"},
        {"a memory:read sha256:" + kDigest + "00", "64 hexadecimal"},
        {"a memory:read sha256:" + kDigest.substr(1) + "g", "64 hexadecimal"},
        {"a memory:read " + kToken.substr(1), "too short"},
        {"a memory:read " + kToken + "\"", "cannot travel"},
        {"a memory:read " + kToken + "\xff", "cannot travel"},
    };
    for (const auto& [line, expected] : cases) {
        INFO(line);
        const std::string problem = problem_of("# first\n" + line + "\n");
        CHECK(problem.starts_with("line 2: "));
        CHECK(problem.find(expected) != std::string::npos);
    }
}

TEST_CASE("names are unique") {
    const std::string text = "a memory:read " + kToken + "\na memory:write sha256:" + kDigest;
    CHECK(problem_of(text).find("line 2: the name is that of line 1") == 0);
}

TEST_CASE("no message repeats a token, not even one in the wrong field") {
    const std::string secret = "Secret0Token1That2Must3Not4Show";
    for (const std::string& line :
         {"a memory:read " + secret + "!",
          secret + " memory:read",
          "a " + secret + " memory:read",
          "a memory:read " + secret + " " + secret,
          "a memory:read sha256:" + secret,
          "a," + secret + " memory:read x",
          "a memory:read," + secret + " x"}) {
        INFO(line);
        const std::string problem = problem_of(line);
        CHECK_FALSE(problem.empty());
        CHECK(problem.find(secret) == std::string::npos);
    }
}

TEST_CASE("there is an end to the number of tokens") {
    std::string text;
    for (std::size_t i = 0; i < kMaxTokens; ++i) {
        text += "n" + std::to_string(i) + " memory:read " + kToken + "\n";
    }
    CHECK(problem_of(text).empty());
    text += "more memory:read " + kToken + "\n";
    CHECK(problem_of(text).find("line 10001: more than 10000 tokens") == 0);
}

TEST_CASE("a formatted line is read back") {
    const std::string digest(32, '\x5a');
    const std::string line = format_token_line("ci", {"memory:read", "memory:write"}, digest);
    CHECK(line.ends_with('\n'));
    std::vector<TokenLine> lines;
    REQUIRE(parse_token_file(line, kScopes, lines).empty());
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].name == "ci");
    CHECK(lines[0].scopes == Names{"memory:read", "memory:write"});
    CHECK(lines[0].digest == digest);
}
