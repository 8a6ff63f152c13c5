#pragma once
// Standard output and standard error of the commands: whole lines, sized to the terminal.
// Not for `serve`, whose output belongs to the protocol.

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mcp::app {

/// The output could not be written (a full disk, a closed pipe).
class OutputError : public std::runtime_error {
  public:
    OutputError(const std::string& message, bool reader_gone)
        : std::runtime_error(message), reader_gone_(reader_gone) {}

    /// Nobody reads any more, as in `boltmem search | head`: not a failure worth a message.
    [[nodiscard]] bool reader_gone() const noexcept { return reader_gone_; }

  private:
    bool reader_gone_;
};

/// What the commands print. Collects text and writes it at once; flush() or the end of the command
/// does it. One thread.
class Output {
  public:
    /// Looks at the process's descriptors 1 and 2.
    Output();

    /// A terminal reads the answers: wrap them, and keep control characters from it.
    [[nodiscard]] bool for_terminal() const noexcept { return terminal_; }

    /// A terminal shows standard error: progress may be drawn.
    [[nodiscard]] bool progress_wanted() const noexcept { return error_terminal_; }

    /// Columns to wrap at: the terminal's, at most 100; 0 = do not wrap.
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// Adds a line (text that came from a store must have gone through `safe`).
    void line(std::string_view text = {});
    /// Adds text wrapped to the width.
    void paragraph(std::string_view text, std::string_view indent = {});
    /// Text as it may be shown: on a terminal without control characters, else as it is.
    [[nodiscard]] std::string safe(std::string_view text) const;
    /// A remark beside the answer: on standard error, after the answer.
    void note(std::string_view text);
    /// Writes what was collected. Throws OutputError.
    void flush();

  private:
    std::string text_;
    std::string notes_;
    bool terminal_ = false;
    bool error_terminal_ = false;
    std::size_t width_ = 0;
};

/// One line on standard error, `boltmem: TEXT`. Never throws; control characters are replaced.
void print_error(std::string_view text) noexcept;

/// Replaces the current line of standard error, for a progress bar; empty = clears it.
void draw_progress(std::string_view text) noexcept;

}  // namespace mcp::app
