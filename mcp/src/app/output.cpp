// Writing with write(2): no stream objects, no locale, and errors that are seen.
// One write for a whole answer: a reader sees all of it or an error is told.
#include "app/output.hpp"

#include "app/text_layout.hpp"
#include "app/utf8.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mcp::app {
namespace {

constexpr std::size_t kWidest = 100;
constexpr std::size_t kUsual = 80;

/// Writes everything; answers 0 or the errno of the failure.
int write_all(int descriptor, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t done = ::write(descriptor, text.data(), text.size());
        if (done < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(done));
    }
    return 0;
}

std::size_t terminal_width() {
    struct winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return kUsual;
    }
    return std::clamp<std::size_t>(size.ws_col, 20, kWidest);
}

}  // namespace

Output::Output()
    : terminal_(::isatty(STDOUT_FILENO) == 1),
      error_terminal_(::isatty(STDERR_FILENO) == 1),
      width_(terminal_ ? terminal_width() : 0) {}

void Output::line(std::string_view text) {
    text_ += text;
    text_ += '\n';
}

void Output::paragraph(std::string_view text, std::string_view indent) {
    line(wrap(text, width_, indent));
}

void Output::note(std::string_view text) {
    notes_ += "boltmem: " + one_line(to_valid_utf8(text)) + "\n";
}

std::string Output::safe(std::string_view text) const {
    if (terminal_) {
        return without_controls(text);
    }
    return std::string(text);
}

void Output::flush() {
    const std::string text = std::exchange(text_, std::string());
    const std::string notes = std::exchange(notes_, std::string());
    const int error = write_all(STDOUT_FILENO, text);
    // Where standard error is closed there is nobody to tell.
    static_cast<void>(write_all(STDERR_FILENO, notes));
    if (error != 0) {
        throw OutputError(
            "the output cannot be written: " + std::generic_category().message(error),
            error == EPIPE
        );
    }
}

void print_error(std::string_view text) noexcept {
    try {
        const std::string line = "boltmem: " + one_line(to_valid_utf8(text)) + "\n";
        // Where standard error is closed there is nobody to tell.
        static_cast<void>(write_all(STDERR_FILENO, line));
    } catch (const std::bad_alloc&) {
        static_cast<void>(write_all(STDERR_FILENO, "boltmem: out of memory\n"));
    }
}

void draw_progress(std::string_view text) noexcept {
    // \r and "erase to the end of the line"; drawing is best effort, an error changes nothing.
    static_cast<void>(write_all(STDERR_FILENO, "\r\x1b[K"));
    static_cast<void>(write_all(STDERR_FILENO, text));
}

}  // namespace mcp::app
