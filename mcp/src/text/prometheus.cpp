// Encoding of metrics. Label values escape backslash, quote and line feed; help texts the first and
// the last.

#include "text/prometheus.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace mcp::text {
namespace {

void append_escaped(std::string& out, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '"' && quotes) {
            out += "\\\"";
        } else {
            out += c;
        }
    }
}

std::string number(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return std::string(digits.data(), end.ptr);
}

}  // namespace

void PrometheusText::begin(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    out_ += "# HELP " + name_ + ' ';
    append_escaped(out_, help, false);
    out_ += "\n# TYPE " + name_ + ' ';
    out_ += type;
    out_ += '\n';
}

void PrometheusText::start_line(
    std::string_view suffix, std::initializer_list<Label> labels, std::string_view bound
) {
    out_ += name_;
    out_ += suffix;
    char separator = '{';
    const auto add = [&](std::string_view name, std::string_view value) {
        out_ += separator;
        out_ += name;
        out_ += "=\"";
        append_escaped(out_, value, true);
        out_ += '"';
        separator = ',';
    };
    for (const auto& [name, value] : labels) {
        add(name, value);
    }
    if (!bound.empty()) {
        add("le", bound);
    }
    out_ += separator == ',' ? "} " : " ";
}

void PrometheusText::sample(double value, std::initializer_list<Label> labels) {
    start_line({}, labels, {});
    out_ += number(value) + '\n';
}

void PrometheusText::count(std::uint64_t value, std::initializer_list<Label> labels) {
    start_line({}, labels, {});
    out_ += std::to_string(value) + '\n';
}

void PrometheusText::histogram(
    std::span<const double> bounds,
    std::span<const std::uint64_t> counts,
    double sum,
    std::initializer_list<Label> labels
) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        total += counts[i];
        start_line("_bucket", labels, i < bounds.size() ? number(bounds[i]) : "+Inf");
        out_ += std::to_string(total) + '\n';
    }
    start_line("_sum", labels, {});
    out_ += number(sum) + '\n';
    start_line("_count", labels, {});
    out_ += std::to_string(total) + '\n';
}

void PrometheusText::append(std::string_view lines) {
    out_ += lines;
    if (!out_.empty() && out_.back() != '\n') {
        out_ += '\n';
    }
}

}  // namespace mcp::text
