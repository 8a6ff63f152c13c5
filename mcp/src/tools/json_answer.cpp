// JSON answers of bounded length; see json_answer.hpp.
// Each item is written on its own, so that what it costs is known before it is added.

#include "tools/json_answer.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

/// Kept free for the facts beside the lists.
constexpr std::size_t kFactTokens = 45;
/// A text shorter than this is dropped rather than cut once more.
constexpr std::size_t kShortestText = 24;

/// The member whose text is longest, `id` and `cut` aside; end() when there is none.
json::Value::iterator largest_member(json::Value& object) {
    auto largest = object.end();
    std::size_t size = 0;
    for (auto at = object.begin(); at != object.end(); ++at) {
        if (at.key() == "id" || at.key() == "cut") {
            continue;
        }
        const std::size_t length = json::dump(at.value()).size();
        if (length > size) {
            largest = at;
            size = length;
        }
    }
    return largest;
}

}  // namespace

ToolResult json_result(const json::Value& object) {
    std::string text = json::dump(object);
    std::string copy = text;
    return ToolResult::structured(std::move(text), std::move(copy));
}

void shorten(json::Value& object, std::size_t tokens) {
    if (estimate_tokens(json::dump(object)) <= tokens) {
        return;
    }
    object["cut"] = true;
    while (estimate_tokens(json::dump(object)) > tokens) {
        const auto largest = largest_member(object);
        if (largest == object.end()) {
            return;
        }
        if (!largest->is_string() ||
            largest->get_ref<const std::string&>().size() < kShortestText) {
            object.erase(largest);
            continue;
        }
        const std::string whole = largest->get<std::string>();
        std::size_t half = whole.size() / 2;
        while ((static_cast<unsigned char>(whole[half]) & 0xC0U) == 0x80U) {
            --half;  // not inside of a character
        }
        *largest = whole.substr(0, half) + "…";
    }
}

JsonAnswer::JsonAnswer(std::int64_t max_tokens) : budget_(max_tokens, kFactTokens) {}

void JsonAnswer::name(std::string_view name) {
    end_list();
    text_ += text_.size() > 1 ? "," : "";
    json::append_string(text_, name);
    text_ += ':';
}

void JsonAnswer::end_list() {
    if (in_list_) {
        text_ += ']';
        in_list_ = false;
    }
}

void JsonAnswer::list(std::string_view name) {
    this->name(name);
    text_ += '[';
    in_list_ = true;
}

bool JsonAnswer::add(json::Value item) {
    if (!budget_.used()) {
        shorten(item, budget_.left());
    }
    const std::string text = json::dump(item);
    if (!budget_.take(estimate_tokens(text) + 1)) {
        return false;
    }
    text_ += text_.back() == '[' ? "" : ",";
    text_ += text;
    return true;
}

void JsonAnswer::member(std::string_view name, const json::Value& value) {
    this->name(name);
    text_ += json::dump(value);
}

ToolResult JsonAnswer::finish() && {
    end_list();
    text_ += '}';
    std::string copy = text_;
    return ToolResult::structured(std::move(text_), std::move(copy));
}

}  // namespace mcp::tools
