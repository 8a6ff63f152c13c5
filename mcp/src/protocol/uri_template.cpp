// Matching of URI templates.
// Literals are found from left to right, each at its first place: a variable never holds a slash,
// so templates that end with a literal or a variable are unambiguous.

#include "protocol/uri_template.hpp"

#include "text/hex.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <cctype>

namespace mcp::protocol {
namespace {

bool is_name(std::string_view text) noexcept {
    const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    return !text.empty() && std::ranges::all_of(text, fits);
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        const auto byte = text::hex_decode(text.substr(at + 1, 2));
        if (!byte || byte->size() != 1) {
            return std::nullopt;
        }
        out += *byte;
        at += 2;
    }
    return out;
}

UriTemplate::UriTemplate(std::string_view text) {
    const std::string whole(text);
    while (true) {
        const std::size_t open = text.find('{');
        const std::string_view literal = text.substr(0, open);
        if (literal.find('}') != std::string_view::npos) {
            throw Error("unbalanced braces in the URI template " + whole);
        }
        if (literal.empty() && !names_.empty() && open != std::string_view::npos) {
            throw Error("two variables stand side by side in the URI template " + whole);
        }
        literals_.emplace_back(literal);
        if (open == std::string_view::npos) {
            return;
        }
        text.remove_prefix(open + 1);
        const std::size_t close = text.find('}');
        const std::string_view name = text.substr(0, close);
        if (close == std::string_view::npos || !is_name(name)) {
            throw Error("a variable of the URI template " + whole + " has no plain name");
        }
        if (std::ranges::find(names_, name) != names_.end()) {
            throw Error("a variable is used twice in the URI template " + whole);
        }
        names_.emplace_back(name);
        text.remove_prefix(close + 1);
    }
}

std::optional<UriTemplate::Variables> UriTemplate::match(std::string_view uri) const {
    if (literals_.empty() || !uri.starts_with(literals_.front())) {
        return std::nullopt;
    }
    uri.remove_prefix(literals_.front().size());
    Variables values;
    for (std::size_t index = 0; index < names_.size(); ++index) {
        const std::string& after = literals_[index + 1];
        const bool last = index + 1 == names_.size();
        std::size_t end = 0;
        if (last) {
            if (!uri.ends_with(after)) {
                return std::nullopt;
            }
            end = uri.size() - after.size();
        } else {
            end = uri.find(after);
        }
        if (end == std::string_view::npos || end == 0) {
            return std::nullopt;
        }
        const std::string_view raw = uri.substr(0, end);
        const std::optional<std::string> value = percent_decode(raw);
        if (raw.find('/') != std::string_view::npos || !value) {
            return std::nullopt;
        }
        values.emplace(names_[index], *value);
        uri.remove_prefix(end + after.size());
    }
    return uri.empty() ? std::optional(std::move(values)) : std::nullopt;
}

}  // namespace mcp::protocol
