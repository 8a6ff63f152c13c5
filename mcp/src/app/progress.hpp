#pragma once
// A progress bar on standard error, when a terminal shows it; silent otherwise.
// The import counts commits; the rest of the program knows nothing of it.

#include <chrono>
#include <cstdint>
#include <string>

namespace mcp::app {

/// The bar's text, at most 78 characters; `total` 0 = unknown. Pure.
[[nodiscard]] std::string progress_text(
    std::int64_t done, std::int64_t total, std::chrono::nanoseconds elapsed
);

/// Draws at most ten times a second and clears its line at the end.
class Progress {
  public:
    Progress(bool wanted, std::int64_t total);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void update(std::int64_t done);

  private:
    using Clock = std::chrono::steady_clock;
    bool wanted_;
    bool drawn_ = false;
    std::int64_t total_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point next_ = start_;
};

}  // namespace mcp::app
