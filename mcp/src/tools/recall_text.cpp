// Recalled memories as lines; see recall_text.hpp.
// Every line says why it is there, and the whole answer keeps to the caller's token budget.

#include "tools/recall_text.hpp"

#include "tools/token_budget.hpp"

#include <memory/time.hpp>
#include <memory/types.hpp>

#include <array>
#include <charconv>

namespace mcp::tools {

namespace {

/// Characters of a memory's text in a line; get_memory shows the rest.
constexpr std::size_t kExcerptCharacters = 280;

std::string score_text(double score) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), score, std::chars_format::fixed, 2
    );
    return {buffer.data(), end.ptr};
}

std::string hit_line(const memory::Hit& hit) {
    const memory::Memory& memory = hit.memory;
    std::string line = memory.id.to_string() + " " + score_text(hit.score) + " " +
                       std::string(memory::to_string(memory.type)) + " " +
                       memory::format_iso8601(memory.occurred_at).substr(0, 10);
    if (!memory.author.empty()) {
        line += " " + memory.author;
    }
    return line + " | " + recalled_text(memory) + " | why: " + why_recalled(hit.why) + "\n";
}

}  // namespace

std::string why_recalled(const memory::Explanation& why) {
    std::string text;
    for (const std::string& word : why.matched_words) {
        text += (text.empty() ? "" : " ") + word;
    }
    std::string places;
    auto add_place = [&places](bool there, std::string_view name) {
        if (there) {
            places += (places.empty() ? "" : ", ") + std::string(name);
        }
    };
    add_place(why.in_title, "title");
    add_place(why.in_content, "content");
    add_place(why.in_summary, "summary");
    add_place(why.in_tags, "tags");
    if (!places.empty()) {
        text += (text.empty() ? "in " : " in ") + places;
    }
    if (why.author_named) {
        text += "; names the author";
    }
    if (why.first_person) {
        text += "; your own words";
    }
    return text;
}

std::string recalled_text(const memory::Memory& memory) {
    const std::string& shown = memory.summary.empty() ? memory.content : memory.summary;
    if (memory.content.starts_with(memory.title)) {
        return excerpt(shown, kExcerptCharacters);
    }
    return excerpt(memory.title + ": " + shown, kExcerptCharacters);
}

std::string more_hits(
    const memory::Page<memory::Hit>& hits, std::size_t shown, std::int64_t max_tokens
) {
    if (shown < hits.items.size()) {
        return std::to_string(hits.items.size() - shown) + " more left out: raise max_tokens (" +
               std::to_string(max_tokens) + ")";
    }
    if (hits.has_more) {
        return std::to_string(hits.total) + " memories match: raise limit to see more";
    }
    return {};
}

std::string recall_text(const memory::Page<memory::Hit>& hits, std::int64_t max_tokens) {
    constexpr std::size_t kFootTokens = 40;
    if (hits.items.empty()) {
        return std::string(kNothingRecalled);
    }
    TokenBudget budget(max_tokens, kFootTokens);
    std::string text;
    std::size_t shown = 0;
    for (const memory::Hit& hit : hits.items) {
        std::string line = hit_line(hit);
        if (!budget.take_text(line)) {
            break;
        }
        text += line;
        ++shown;
    }
    text += more_hits(hits, shown, max_tokens);
    if (text.back() == '\n') {
        text.pop_back();
    }
    return text;
}

}  // namespace mcp::tools
