#pragma once
// Writes metrics in the Prometheus text exposition format, version 0.0.4.
// Sans-IO.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace mcp::text {

class PrometheusText {
  public:
    using Label = std::pair<std::string_view, std::string_view>;

    /// The content type of what text() answers.
    static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a metric; its samples must follow. `type`: counter, gauge or histogram.
    void begin(std::string_view name, std::string_view type, std::string_view help);

    /// One value of the metric begun last, with any labels.
    void sample(double value, std::initializer_list<Label> labels = {});
    /// As above for whole numbers, which keep all their digits.
    void count(std::uint64_t value, std::initializer_list<Label> labels = {});

    /// A histogram's samples: `counts[i]` values fell above bounds[i - 1] and up to bounds[i], the
    /// last of them above every bound (so there is one more count than bounds). Not cumulative.
    void histogram(
        std::span<const double> bounds,
        std::span<const std::uint64_t> counts,
        double sum,
        std::initializer_list<Label> labels = {}
    );

    /// Lines that somebody else wrote in this format.
    void append(std::string_view lines);

    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    void start_line(
        std::string_view suffix, std::initializer_list<Label> labels, std::string_view bound
    );

    std::string out_;
    std::string name_;
};

}  // namespace mcp::text
