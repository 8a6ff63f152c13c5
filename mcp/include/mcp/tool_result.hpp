#pragma once
// What a tool call answers: pieces of content, perhaps the same facts as JSON, and whether it
// tells of a failure. Plain data without Asio or JSON values.

#include <mcp/content.hpp>

#include <string>
#include <utility>
#include <vector>

namespace mcp {

/// The outcome of one tools/call. A failure is an answer too (`isError`): the model reads the text
/// and can correct itself. Texts that are not valid UTF-8 are repaired (U+FFFD) when encoded.
class ToolResult {
  public:
    ToolResult() = default;

    [[nodiscard]] static ToolResult success(std::string text) { return {std::move(text), false}; }

    [[nodiscard]] static ToolResult failure(std::string text) { return {std::move(text), true}; }

    /// Several pieces of content, in the order in which the client gets them.
    [[nodiscard]] static ToolResult success(std::vector<Content> pieces) {
        ToolResult result;
        result.pieces_ = std::move(pieces);
        return result;
    }

    /// `json` is the text of a JSON object; clients that know structuredContent may show the model
    /// nothing else, others show it `text`: both must tell the same facts.
    [[nodiscard]] static ToolResult structured(std::string json, std::string text) {
        ToolResult result(std::move(text), false);
        result.structured_ = std::move(json);
        return result;
    }

    /// The only piece's text, when there is one and it is a text.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// Empty when the result is text().
    [[nodiscard]] const std::vector<Content>& pieces() const noexcept { return pieces_; }

    /// The JSON text of structuredContent; empty = none.
    [[nodiscard]] const std::string& structured_json() const noexcept { return structured_; }

    [[nodiscard]] bool is_error() const noexcept { return is_error_; }

  private:
    ToolResult(std::string text, bool is_error) : text_(std::move(text)), is_error_(is_error) {}

    std::string text_;
    std::vector<Content> pieces_;
    std::string structured_;
    bool is_error_ = false;
};

}  // namespace mcp
