// A scanner of TOML 1.0: tokens and structure, no values. Escapes in quoted names are not undone,
// because no name that is looked for has any.
#include "app/toml_scanner.hpp"

#include "app/usage_error.hpp"

#include <algorithm>
#include <utility>

namespace mcp::app {
namespace {

bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

bool ends_scalar(char c) {
    return c == '\n' || c == '\r' || c == '#' || c == ',' || c == ']' || c == '}' || c == '\0';
}

}  // namespace

char TomlScanner::peek() const {
    return at_ < text_.size() ? text_[at_] : '\0';
}

bool TomlScanner::next_is(std::string_view wanted) const {
    return text_.substr(at_).starts_with(wanted);
}

std::size_t TomlScanner::line_of(std::size_t at) const {
    const std::string_view before = text_.substr(0, std::min(at, text_.size()));
    return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

void TomlScanner::fail(const std::string& reason) const {
    throw UsageError("line " + std::to_string(line_of(at_)) + ": " + reason);
}

void TomlScanner::expect(char wanted) {
    if (peek() != wanted) {
        fail(std::string("expected '") + wanted + "'");
    }
    ++at_;
}

void TomlScanner::skip_blanks() {
    while (peek() == ' ' || peek() == '\t') {
        ++at_;
    }
}

void TomlScanner::skip_comment() {
    if (peek() == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
    }
}

void TomlScanner::skip_blanks_and_lines() {
    for (;;) {
        skip_blanks();
        skip_comment();
        if (peek() != '\n' && peek() != '\r') {
            return;
        }
        ++at_;
    }
}

/// Behind a statement only a comment may follow on its line.
void TomlScanner::end_of_statement() {
    skip_blanks();
    skip_comment();
    if (peek() == '\r') {
        ++at_;
    }
    if (at_ < text_.size()) {
        expect('\n');
    }
}

std::string TomlScanner::read_name() {
    const std::size_t begin = at_;
    if (peek() == '"' || peek() == '\'') {
        skip_string();
        return std::string(text_.substr(begin + 1, at_ - begin - 2));
    }
    while (is_bare(peek())) {
        ++at_;
    }
    if (at_ == begin) {
        fail("expected a key");
    }
    return std::string(text_.substr(begin, at_ - begin));
}

TomlPath TomlScanner::read_path() {
    TomlPath path;
    for (;;) {
        skip_blanks();
        path.push_back(read_name());
        skip_blanks();
        if (peek() != '.') {
            return path;
        }
        ++at_;
    }
}

void TomlScanner::skip_string() {
    const char quote = peek();
    const std::size_t begin = at_;
    for (++at_; peek() != quote; ++at_) {
        if (at_ >= text_.size() || peek() == '\n') {
            at_ = begin;
            fail("a string has no end on its line");
        }
        if (quote == '"' && peek() == '\\') {
            ++at_;
        }
    }
    ++at_;
}

void TomlScanner::skip_string_of_lines(std::string_view quotes) {
    const std::size_t begin = at_;
    for (at_ += quotes.size(); !next_is(quotes); ++at_) {
        if (at_ >= text_.size()) {
            at_ = begin;
            fail("a string of several lines has no end");
        }
        if (quotes.front() == '"' && peek() == '\\') {
            ++at_;
        }
    }
    at_ += quotes.size();
    // One or two quotes may stand before the closing three.
    for (int extra = 0; extra < 2 && peek() == quotes.front(); ++extra) {
        ++at_;
    }
}

void TomlScanner::skip_array(int depth) {
    expect('[');
    skip_blanks_and_lines();
    while (peek() != ']') {
        skip_value(depth + 1);
        skip_blanks_and_lines();
        if (peek() != ',') {
            break;
        }
        ++at_;
        skip_blanks_and_lines();
    }
    expect(']');
}

void TomlScanner::skip_inline_table(int depth, std::vector<TomlInlineKey>* keys) {
    expect('{');
    skip_blanks_and_lines();
    while (peek() != '}') {
        TomlInlineKey key;
        key.path = read_path();
        expect('=');
        skip_blanks();
        key.value_begin = at_;
        skip_value(depth + 1);
        key.value_end = at_;
        if (keys != nullptr) {
            keys->push_back(std::move(key));
        }
        skip_blanks_and_lines();
        if (peek() != ',') {
            break;
        }
        ++at_;
        skip_blanks_and_lines();
    }
    expect('}');
}

void TomlScanner::skip_value(int depth) {
    if (depth > kDeepest) {
        fail("nested deeper than " + std::to_string(kDeepest) + " levels");
    }
    if (next_is(R"(""")") || next_is("'''")) {
        skip_string_of_lines(text_.substr(at_, 3));
    } else if (peek() == '"' || peek() == '\'') {
        skip_string();
    } else if (peek() == '[') {
        skip_array(depth);
    } else if (peek() == '{') {
        skip_inline_table(depth, nullptr);
    } else {
        const std::size_t begin = at_;
        while (!ends_scalar(peek())) {
            ++at_;
        }
        while (at_ > begin && (text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t')) {
            --at_;
        }
        if (at_ == begin) {
            fail("expected a value");
        }
    }
}

void TomlScanner::read_header(TomlStatement& statement) {
    const bool array = next_is("[[");
    statement.kind = array ? TomlStatement::Kind::table_of_array : TomlStatement::Kind::table;
    at_ += array ? 2 : 1;
    statement.path = read_path();
    statement.own_names = statement.path.size();
    expect(']');
    if (array) {
        expect(']');
    }
}

std::vector<TomlStatement> TomlScanner::statements() {
    std::vector<TomlStatement> found;
    TomlPath table;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    at_ = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    for (skip_blanks_and_lines(); at_ < text_.size(); skip_blanks_and_lines()) {
        TomlStatement statement;
        const std::size_t line_end = text_.substr(0, at_).find_last_of('\n');
        statement.begin = line_end == std::string_view::npos ? 0 : line_end + 1;
        statement.line = line_of(at_);
        if (peek() == '[') {
            read_header(statement);
            table = statement.path;
        } else {
            const TomlPath own = read_path();
            statement.path = table;
            statement.path.insert(statement.path.end(), own.begin(), own.end());
            statement.own_names = own.size();
            expect('=');
            skip_blanks();
            statement.value_begin = at_;
            skip_value(0);
            statement.value_end = at_;
        }
        end_of_statement();
        statement.end = at_;
        found.push_back(std::move(statement));
    }
    return found;
}

std::vector<TomlInlineKey> TomlScanner::inline_keys(std::size_t at) {
    at_ = at;
    std::vector<TomlInlineKey> keys;
    skip_inline_table(0, &keys);
    return keys;
}

}  // namespace mcp::app
