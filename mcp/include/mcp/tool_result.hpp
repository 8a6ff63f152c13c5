#pragma once
// What a tool call answers: one text, and whether it tells of a failure.
// Plain data without Asio or JSON, so that the sans-IO protocol code can encode it.

#include <string>
#include <utility>

namespace mcp {

/// The outcome of one tools/call. A failure is an answer too (`isError`): the model reads the text
/// and can correct itself. Texts that are not valid UTF-8 are repaired (U+FFFD) when encoded.
class ToolResult {
  public:
    ToolResult() = default;

    [[nodiscard]] static ToolResult success(std::string text) { return {std::move(text), false}; }

    [[nodiscard]] static ToolResult failure(std::string text) { return {std::move(text), true}; }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    [[nodiscard]] bool is_error() const noexcept { return is_error_; }

  private:
    ToolResult(std::string text, bool is_error) : text_(std::move(text)), is_error_(is_error) {}

    std::string text_;
    bool is_error_ = false;
};

}  // namespace mcp
