#pragma once
// Counts of what a server did: calls, failures and durations per tool, and what runs now.
// One executor; rendered as the Prometheus text format (version 0.0.4).

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::api {

class Metrics {
  public:
    enum class End : std::uint8_t { succeeded, failed, cancelled };

    /// `tools` are the names of the registry's, by index.
    explicit Metrics(std::vector<std::string> tools);

    void call_started() noexcept { ++in_flight_; }

    void call_ended(std::size_t tool, End end, std::chrono::nanoseconds took) noexcept;

    [[nodiscard]] std::string text() const;

  private:
    /// Upper bounds in seconds; a last bucket takes the rest.
    static constexpr std::array kBounds{
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0
    };

    struct PerTool {
        std::array<std::uint64_t, 3> ended{};
        std::array<std::uint64_t, kBounds.size() + 1> buckets{};
        std::chrono::nanoseconds total{0};
    };

    std::vector<std::string> names_;
    std::vector<PerTool> tools_;
    std::uint64_t in_flight_ = 0;
};

}  // namespace mcp::api
