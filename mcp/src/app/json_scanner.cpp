// A recursive scanner of JSON with comments. It checks structure and tokens, so that what is
// edited afterwards is known to be sound.
#include "app/json_scanner.hpp"

#include "app/usage_error.hpp"
#include "json/json_io.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool ends_scalar(char c) {
    return is_space(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '/' || c == '"';
}

}  // namespace

const JsonMember* JsonObjectPlan::find(std::string_view name) const {
    const auto found = std::ranges::find(members, name, &JsonMember::name);
    return found == members.end() ? nullptr : &*found;
}

JsonSpan JsonScanner::root() {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    at_ = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    skip_space();
    JsonSpan span;
    span.begin = at_;
    skip_value(0);
    span.end = at_;
    skip_space();
    if (at_ != text_.size()) {
        fail("more text after the end of the JSON value");
    }
    return span;
}

JsonObjectPlan JsonScanner::object(std::size_t at) {
    at_ = at;
    JsonObjectPlan plan;
    skip_object(0, &plan);
    return plan;
}

char JsonScanner::peek() const {
    return at_ < text_.size() ? text_[at_] : '\0';
}

void JsonScanner::fail(const std::string& reason) const {
    const std::string_view before = text_.substr(0, std::min(at_, text_.size()));
    const auto line = 1 + std::ranges::count(before, '\n');
    throw UsageError("line " + std::to_string(line) + ": " + reason);
}

void JsonScanner::skip_comment() {
    const std::string_view rest = text_.substr(at_);
    std::size_t length = 0;
    if (rest.starts_with("//")) {
        length = std::min(rest.find_first_of("\r\n"), rest.size());
    } else if (rest.starts_with("/*")) {
        const std::size_t close = rest.find("*/", 2);
        if (close == std::string_view::npos) {
            fail("a comment has no end");
        }
        length = close + 2;
    } else {
        fail("unexpected '/'");
    }
    at_ += length;
    last_end_ = at_;
}

void JsonScanner::skip_space() {
    while (at_ < text_.size()) {
        if (is_space(text_[at_])) {
            ++at_;
        } else if (text_[at_] == '/') {
            skip_comment();
        } else {
            return;
        }
    }
}

void JsonScanner::expect(char wanted) {
    skip_space();
    if (peek() != wanted || at_ >= text_.size()) {
        fail(std::string("expected '") + wanted + "'");
    }
    ++at_;
    last_end_ = at_;
}

void JsonScanner::skip_string() {
    const std::size_t begin = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (static_cast<unsigned char>(text_[at_]) < 0x20U) {
            fail("a string has no end on its line");
        }
        if (text_[at_] == '\\') {
            ++at_;
        }
    }
    if (at_ >= text_.size()) {
        at_ = begin;
        fail("a string has no end");
    }
    ++at_;
}

std::string JsonScanner::name_at(std::size_t begin, std::size_t end) const {
    json::Value value;
    const auto status = json::parse(text_.substr(begin, end - begin), json::Limits(), value);
    if (status != json::ParseStatus::ok || !value.is_string()) {
        fail("a member's name is no JSON string");
    }
    return value.get<std::string>();
}

void JsonScanner::skip_scalar() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_scalar(text_[at_])) {
        ++at_;
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    json::Value value;
    if (word.empty() || json::parse(word, json::Limits(), value) != json::ParseStatus::ok) {
        at_ = begin;
        fail("expected a JSON value");
    }
}

void JsonScanner::skip_array(int depth) {
    for (++at_, skip_space(); peek() != ']'; skip_space()) {
        skip_value(depth + 1);
        skip_space();
        if (peek() != ',') {
            break;
        }
        ++at_;
    }
    expect(']');
}

void JsonScanner::skip_object(int depth, JsonObjectPlan* plan) {
    JsonObjectPlan found;
    found.span.begin = at_;
    ++at_;
    last_end_ = at_;
    for (skip_space(); peek() != '}'; skip_space()) {
        JsonMember member;
        member.begin = at_;
        if (peek() != '"') {
            fail("expected a member's name in quotes, or '}'");
        }
        skip_string();
        member.name = name_at(member.begin, at_);
        if (plan != nullptr && found.find(member.name) != nullptr) {
            fail("the member \"" + member.name + "\" stands twice; remove one of them");
        }
        expect(':');
        skip_space();
        member.value.begin = at_;
        skip_value(depth + 1);
        member.value.end = at_;
        last_end_ = at_;
        if (plan != nullptr) {
            found.members.push_back(member);
        }
        skip_space();
        found.trailing_comma = peek() == ',';
        if (!found.trailing_comma) {
            break;
        }
        ++at_;
        last_end_ = at_;
    }
    found.last_end = last_end_;
    expect('}');
    found.span.end = at_;
    if (plan != nullptr) {
        *plan = std::move(found);
    }
}

void JsonScanner::skip_value(int depth) {
    if (depth > kDeepest) {
        fail("nested deeper than " + std::to_string(kDeepest) + " levels");
    }
    switch (peek()) {
        case '{':
            skip_object(depth, nullptr);
            return;
        case '[':
            skip_array(depth);
            return;
        case '"': {
            const std::size_t begin = at_;
            skip_string();
            static_cast<void>(name_at(begin, at_));
            return;
        }
        default:
            skip_scalar();
            return;
    }
}

}  // namespace mcp::app
