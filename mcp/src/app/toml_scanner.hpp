#pragma once
// Finds where tables and keys stand in a TOML text, without making values of them. Sans-IO; what
// toml_edit is built on.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

using TomlPath = std::vector<std::string>;

/// One line of sense: `[table]`, `[[table]]` or `key = value`, which may go over several lines.
struct TomlStatement {
    enum class Kind { table, table_of_array, key };
    TomlStatement() = default;
    Kind kind = Kind::key;
    TomlPath path;                ///< of a key: with its table's
    std::size_t own_names = 0;    ///< how many of `path` are written in the statement itself
    std::size_t begin = 0;        ///< of the line it begins on
    std::size_t end = 0;          ///< behind its last line's end
    std::size_t value_begin = 0;  ///< of a key
    std::size_t value_end = 0;
    std::size_t line = 1;
};

/// `key = value` inside `{ }`.
struct TomlInlineKey {
    TomlInlineKey() = default;
    TomlPath path;
    std::size_t value_begin = 0;
    std::size_t value_end = 0;
};

/// Reads TOML 1.0 as far as finding things needs it; nesting above 100 levels is refused.
class TomlScanner {
  public:
    explicit TomlScanner(std::string_view text) : text_(text) {}

    /// All statements in order. Throws UsageError with the line.
    [[nodiscard]] std::vector<TomlStatement> statements();

    /// The keys of the inline table that begins at `at`.
    [[nodiscard]] std::vector<TomlInlineKey> inline_keys(std::size_t at);

  private:
    static constexpr int kDeepest = 100;

    [[nodiscard]] char peek() const;
    [[nodiscard]] bool next_is(std::string_view wanted) const;
    [[nodiscard]] std::size_t line_of(std::size_t at) const;
    [[noreturn]] void fail(const std::string& reason) const;
    void expect(char wanted);
    void skip_blanks();
    void skip_comment();
    void skip_blanks_and_lines();
    void end_of_statement();
    [[nodiscard]] std::string read_name();
    [[nodiscard]] TomlPath read_path();
    void skip_string();
    void skip_string_of_lines(std::string_view quotes);
    void skip_array(int depth);
    void skip_inline_table(int depth, std::vector<TomlInlineKey>* keys);
    void skip_value(int depth);
    void read_header(TomlStatement& statement);

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace mcp::app
