#pragma once
// Finds where things stand in a JSON text with comments and trailing commas, without making values
// of them. Sans-IO; what json_edit is built on.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

/// A piece of the text: from `begin` to before `end`.
struct JsonSpan {
    JsonSpan() = default;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// One member of an object.
struct JsonMember {
    JsonMember() = default;
    std::string name;
    std::size_t begin = 0;  ///< of the name's quote
    JsonSpan value;
};

/// An object and its direct members.
struct JsonObjectPlan {
    JsonObjectPlan() = default;
    JsonSpan span;  ///< the braces included
    std::vector<JsonMember> members;
    bool trailing_comma = false;
    /// End of the last member, comma or comment before the closing brace.
    std::size_t last_end = 0;

    [[nodiscard]] const JsonMember* find(std::string_view name) const;
};

/// Reads texts of any size; nesting above 100 levels is refused.
class JsonScanner {
  public:
    explicit JsonScanner(std::string_view text) : text_(text) {}

    /// Checks the whole text; the place of its one value. Throws UsageError with the line.
    [[nodiscard]] JsonSpan root();

    /// The members of the object that begins at `at`. Throws UsageError with the line; also for a
    /// name that stands twice.
    [[nodiscard]] JsonObjectPlan object(std::size_t at);

  private:
    static constexpr int kDeepest = 100;

    void skip_space();
    void skip_comment();
    void skip_value(int depth);
    void skip_object(int depth, JsonObjectPlan* plan);
    void skip_array(int depth);
    void skip_scalar();
    void skip_string();
    void expect(char wanted);
    [[nodiscard]] char peek() const;
    [[nodiscard]] std::string name_at(std::size_t begin, std::size_t end) const;
    [[noreturn]] void fail(const std::string& reason) const;

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t last_end_ = 0;  ///< end of the last comment that skip_space() passed
};

}  // namespace mcp::app
