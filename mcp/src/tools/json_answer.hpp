#pragma once
// Answers as JSON (`output: "json"`): one object that is sent as structuredContent and, the same
// text, as content. Keeps to the caller's number of tokens, and never cuts JSON in the middle.

#include "json/json_io.hpp"
#include "tools/token_budget.hpp"

#include <mcp/tool_result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::tools {

/// `object` as a tool's answer.
[[nodiscard]] ToolResult json_result(const json::Value& object);

/// Shortens members of an object, the largest first, until it costs at most `tokens`; then it has a
/// member `cut`. `id` stays, so what was left out can be read.
void shorten(json::Value& object, std::size_t tokens);

/// Builds an object with lists of items. Members come in the order of the calls.
class JsonAnswer {
  public:
    explicit JsonAnswer(std::int64_t max_tokens);

    /// Begins a list; items are added to it until the next call of another function.
    void list(std::string_view name);
    /// False: the item does not fit any more and was left out. The first of all is always taken,
    /// shortened when it must be.
    bool add(json::Value item);
    /// A fact beside the lists: a number or a short text, for which room is kept.
    void member(std::string_view name, const json::Value& value);

    [[nodiscard]] ToolResult finish() &&;

  private:
    void name(std::string_view name);
    void end_list();

    std::string text_ = "{";
    TokenBudget budget_;
    bool in_list_ = false;
};

}  // namespace mcp::tools
