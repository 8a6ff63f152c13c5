// Text of the bar, and when to draw it.
// Drawing is throttled, because a terminal is slower than the import.
#include "app/progress.hpp"

#include "app/output.hpp"
#include "app/text_layout.hpp"

#include <algorithm>

namespace mcp::app {

std::string progress_text(std::int64_t done, std::int64_t total, std::chrono::nanoseconds elapsed) {
    constexpr std::int64_t kCells = 24;
    std::string text = format_count(done);
    if (total > 0) {
        const std::int64_t shown = std::clamp<std::int64_t>(done, 0, total);
        const auto filled = static_cast<std::size_t>(shown * kCells / total);
        text = "[" + std::string(filled, '=') +
               std::string(static_cast<std::size_t>(kCells) - filled, ' ') + "] " +
               std::to_string(shown * 100 / total) + " %  " + text + " of " + format_count(total);
    }
    return text + " commits  " + format_duration(elapsed);
}

Progress::Progress(bool wanted, std::int64_t total) : wanted_(wanted), total_(total) {}

Progress::~Progress() {
    if (drawn_) {
        draw_progress({});
    }
}

void Progress::update(std::int64_t done) {
    const Clock::time_point now = Clock::now();
    if (!wanted_ || now < next_) {
        return;
    }
    next_ = now + std::chrono::milliseconds(100);
    drawn_ = true;
    draw_progress(progress_text(done, total_, now - start_));
}

}  // namespace mcp::app
