// A strict reader of tokens files: a line it does not understand makes the whole file bad, since
// half a file would lock out somebody or let in somebody else.
#include "auth/token_file.hpp"

#include "text/hex.hpp"
#include "text/suggest.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace mcp::auth {
namespace {

constexpr std::string_view kDigestPrefix = "sha256:";
constexpr std::size_t kDigestBytes = 32;
constexpr std::string_view kBlanks = " \t";

bool is_name_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

/// What a token may be made of when it travels in a header (token68).
bool is_token_character(char c) {
    return is_name_character(c) || c == '~' || c == '+' || c == '/' || c == '=';
}

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    std::size_t begin = line.find_first_not_of(kBlanks);
    while (begin != std::string_view::npos) {
        const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
        fields.push_back(line.substr(begin, end - begin));
        begin = line.find_first_not_of(kBlanks, end);
    }
    return fields;
}

std::string known_scopes(const ScopeTable& known) {
    std::string text;
    for (const auto& [scope, included] : known) {
        text += text.empty() ? "" : ", ";
        text += scope;
    }
    return text;
}

std::string read_secret(std::string_view field, TokenLine& line) {
    if (field.starts_with(kDigestPrefix)) {
        std::optional<std::string> digest = text::hex_decode(field.substr(kDigestPrefix.size()));
        if (!digest.has_value() || digest->size() != kDigestBytes) {
            return "after sha256: come 64 hexadecimal digits";
        }
        line.digest = std::move(*digest);
        return {};
    }
    if (field.size() < kMinPlainToken) {
        return "the token is too short to be safe; give at least " +
               std::to_string(kMinPlainToken) + " random characters";
    }
    if (!std::all_of(field.begin(), field.end(), is_token_character)) {
        return "the token has characters that cannot travel in a header; use letters, digits and "
               "- . _ ~ + / =";
    }
    line.plain = field;
    return {};
}

std::string read_line(
    const std::vector<std::string_view>& fields, const ScopeTable& known, TokenLine& line
) {
    if (fields.size() != 3) {
        return "give three fields: name, scopes (with commas, without blanks), and the token or "
               "sha256:<its digest>";
    }
    if (std::string problem = check_token_name(fields[0]); !problem.empty()) {
        return problem;
    }
    line.name = fields[0];
    if (std::string problem = parse_scope_list(fields[1], known, line.scopes); !problem.empty()) {
        return problem;
    }
    return read_secret(fields[2], line);
}

}  // namespace

std::string check_token_name(std::string_view name) {
    if (name.empty() || name.size() > kMaxTokenName ||
        !std::all_of(name.begin(), name.end(), is_name_character)) {
        return "the name of a token is 1 to " + std::to_string(kMaxTokenName) +
               " letters, digits, dots, underscores and hyphens";
    }
    return {};
}

std::string parse_scope_list(
    std::string_view text, const ScopeTable& known, std::vector<std::string>& out
) {
    std::vector<std::string> scopes;
    for (;;) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view scope = text.substr(0, comma);
        if (known.find(scope) == known.end()) {
            // The field may be a token in the wrong place, so only a near miss is repeated.
            std::vector<std::string_view> names;
            for (const auto& [name, included] : known) {
                names.emplace_back(name);
            }
            const std::string_view near = text::closest(scope, names);
            return "unknown scope" + (near.empty() ? "" : ", did you mean " + std::string(near)) +
                   "; scopes are " + known_scopes(known);
        }
        if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) {
            scopes.emplace_back(scope);
        }
        if (comma == text.size()) {
            break;
        }
        text.remove_prefix(comma + 1);
    }
    out = std::move(scopes);
    return {};
}

std::string parse_token_file(
    std::string_view text, const ScopeTable& known, std::vector<TokenLine>& out
) {
    std::vector<TokenLine> lines;
    std::map<std::string, std::size_t, std::less<>> names;  // and the line of each
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view content = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (content.ends_with('\r')) {
            content.remove_suffix(1);
        }
        const std::vector<std::string_view> fields = fields_of(content);
        if (fields.empty() || fields[0].starts_with('#')) {
            continue;
        }
        TokenLine line;
        line.number = number;
        std::string problem = read_line(fields, known, line);
        if (problem.empty()) {
            const auto [place, is_new] = names.emplace(line.name, number);
            if (!is_new) {
                problem = "the name is that of line " + std::to_string(place->second) +
                          "; names are unique";
            }
        }
        if (problem.empty() && lines.size() == kMaxTokens) {
            problem = "more than " + std::to_string(kMaxTokens) + " tokens";
        }
        if (!problem.empty()) {
            return "line " + std::to_string(number) + ": " + problem;
        }
        lines.push_back(std::move(line));
    }
    out = std::move(lines);
    return {};
}

std::string format_token_line(
    std::string_view name, const std::vector<std::string>& scopes, std::string_view digest
) {
    std::string line(name);
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        line += i == 0 ? ' ' : ',';
        line += scopes[i];
    }
    line += ' ';
    line += kDigestPrefix;
    line += text::hex_encode(digest);
    line += '\n';
    return line;
}

}  // namespace mcp::auth
